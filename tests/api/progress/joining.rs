//! Nobody falls between an opening and a change of the roster that goes on beside it.

use std::sync::mpsc;

use diesel::prelude::*;
use serde_json::json;
use sotay::db::schema::{enrolments, members};
use sotay::db::{Conn, DbOptions};

use super::reading;
use crate::command_line::on_command;
use crate::study::{assert_no_drift, at, bare, body, draft, enrolment, figures, settle};
use crate::support::{Other, TestApp};

on_both_engines!(
    who_comes_while_an_assignment_opens_is_enrolled,
    |app| async move {
        let meeting = json!([{"kind": "attend", "title": "Hội nghị"}]);
        let at = at(&draft(&app, body(&app, meeting)).await);
        let Some(mut other) = Other::of(&app) else {
            return;
        };
        // The stranger comes to the cell, in a transaction that goes on for a while.
        let (stranger, cell) = (app.person("stranger").id, app.unit("cell_a1").id);
        let beside = app.place().open(&DbOptions::beside());
        let system = app.state().system("test");
        let (reckoned, is_reckoned) = mpsc::channel();
        let (go_on, goes_on) = mpsc::channel::<()>();
        let comes = tokio::spawn(async move {
            let change = move |conn: &mut Conn| {
                diesel::update(members::table.find(stranger))
                    .set(members::home_unit_id.eq(cell))
                    .execute(conn)?;
                sotay::progress::members_changed(conn, &system, &[stranger])?;
                reckoned.send(()).unwrap();
                goes_on.recv().unwrap();
                Ok(())
            };
            beside.write(change).await.unwrap();
        });
        while is_reckoned.try_recv().is_err() {
            tokio::task::yield_now().await;
        }
        let (publisher, opening) = (app.publisher(), bare("POST", format!("{at}/opening")));
        let opens = tokio::spawn(async move { publisher.send(opening).await });
        other.until_done_or_waiting(&opens).await;
        if opens.is_finished() {
            // It did not wait, and its pass may be over before he has come.
            settle(&app).await;
        }
        go_on.send(()).unwrap();
        comes.await.unwrap();
        opens.await.unwrap().assert(200);
        settle(&app).await;
        assert!(enrolment(&app, "stranger").await.is_some());
        assert_eq!(figures(&app, "cell_a1").await, [5, 0, 0, 0, 0, 0, 0]);
        assert_no_drift(&app).await;
    }
);

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = diesel::sql_types::Text)]
    step: String,
}

on_both_engines!(
    the_last_word_of_a_phone_is_found_without_sorting,
    |app| async move {
        let asks = "SELECT server_at FROM progress_events WHERE member_id = 1 ORDER BY server_at DESC LIMIT 1";
        let db = app.state().db.clone();
        let plan =
            db.write(move |conn| {
                let found: Vec<Step> = match conn {
                Conn::Sqlite(conn) => {
                    let plan = format!("EXPLAIN QUERY PLAN {asks}");
                    let steps: Vec<Detail> = diesel::sql_query(plan).load(conn)?;
                    steps.into_iter().map(|one| Step { step: one.detail }).collect()
                }
                // An empty table is read through whatever there is.
                Conn::Postgres(conn) => diesel::sql_query(
                    "SELECT indexdef AS step FROM pg_indexes WHERE tablename = 'progress_events'",
                )
                .load(conn)?,
            };
                Ok(found
                    .into_iter()
                    .map(|one| one.step)
                    .collect::<Vec<_>>()
                    .join("\n"))
            });
        let plan = plan.await.unwrap();
        assert!(plan.contains("progress_events_by_time"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
);

#[derive(QueryableByName)]
struct Detail {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

/// Whether it ended well, and all that it said.
fn verify(app: &TestApp, more: &[&str]) -> (bool, String) {
    let arguments = [&["verify", "counters"], more].concat();
    let output = on_command(app.place(), &arguments).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

on_both_engines!(who_was_never_enrolled_is_found, |app| async move {
    reading(&app).await;
    let member = app.person("member").id;
    let forget = move |conn: &mut Conn| {
        diesel::delete(enrolments::table.filter(enrolments::member_id.eq(member))).execute(conn)?;
        Ok(())
    };
    app.state().db.write(forget).await.unwrap();
    // The figures count those who are enrolled: by themselves they would be in order again.
    let (done, said) = verify(&app, &[]);
    assert!(
        !done && said.contains("1 members are not enrolled"),
        "{said}"
    );
    let (done, said) = verify(&app, &["--repair"]);
    assert!(done && said.contains("put right"), "{said}");
    assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 0, 0]);
    assert!(enrolment(&app, "member").await.is_some());
    let (done, said) = verify(&app, &[]);
    assert!(done && said.contains("all are in order"), "{said}");
    assert_no_drift(&app).await;
});
