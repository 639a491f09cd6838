//! Figures follow what other rooms change: rosters that come in, offices that end. And an opening goes on where it was stopped.

use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::Conn;
use sotay::db::schema::{enrolments, members};

use super::{mine, reading};
use crate::rosters::{counts, imported, sheet};
use crate::study::{assert_no_drift, bare, body, draft, enrolment, figures, opened, settle};
use crate::support::{Engine, TestApp};

fn meeting() -> Value {
    json!([{"kind": "attend", "title": "Hội nghị"}])
}

on_both_engines!(a_roster_that_comes_in_moves_the_figures, |app| async move {
    reading(&app).await;
    assert_eq!(figures(&app, "cell_a1").await[0], 4);
    let (member, deputy) = (app.person("member"), app.person("deputy"));
    // One comes, one moves, one becomes exempt.
    let file = sheet(&[
        ",Nguyễn Thị Bích,,,079123456001,,,,Chi bộ Khu phố 1,,,",
        &format!(
            ",{},,,{},,,,HV-AB-02,,,",
            member.full_name, member.card_number
        ),
        &format!(
            ",{},,,{},,,,HV-AB-01,,,Miễn sinh hoạt",
            deputy.full_name, deputy.card_number
        ),
    ]);
    assert_eq!(
        counts(&imported(&app, "ward_a", "", file).await),
        [1, 2, 0, 0]
    );
    assert_eq!(figures(&app, "cell_a1").await, [3, 0, 1, 0, 0, 0, 0]);
    assert_eq!(figures(&app, "cell_a2").await, [8, 0, 0, 0, 0, 0, 0]);
    assert_no_drift(&app).await;
});

on_both_engines!(an_office_that_ends_takes_out, |app| async move {
    let mut asked = body(&app, meeting());
    asked["audience"] = json!({"everyone": false,
        "rules": [{"unit_id": app.unit("ward_a").public_id, "role": "deputy_secretary"}]});
    opened(&app, asked).await;
    assert_eq!(figures(&app, "cell_a1").await[0], 1);
    let roles = format!("/api/v1/members/{}/roles", app.person("deputy").public_id);
    let held = app.admin().get(&roles).await.assert(200).json();
    let office = held["items"][0]["role_grant_id"]
        .as_str()
        .unwrap()
        .to_owned();
    app.admin()
        .delete(format!("{roles}/{office}"))
        .await
        .assert(204);
    assert_eq!(enrolment(&app, "deputy").await.unwrap().1, "left");
    assert_eq!(figures(&app, "cell_a1").await, [0; 7]);
    assert_no_drift(&app).await;
});

/// Lets nobody with this row key be enrolled, as if the process ended there.
async fn stop_at(app: &TestApp, member: i64) {
    let statements = match app.state().db.engine() {
        Engine::Sqlite => vec![format!(
            "CREATE TRIGGER stop BEFORE INSERT ON enrolments WHEN NEW.member_id = {member} \
             BEGIN SELECT RAISE(ABORT, 'stopped'); END"
        )],
        Engine::Postgres => vec![
            "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''stopped''; END'"
                .to_owned(),
            format!(
                "CREATE TRIGGER stop BEFORE INSERT ON enrolments FOR EACH ROW WHEN (NEW.member_id = {member}) \
                 EXECUTE FUNCTION stop()"
            ),
        ],
    };
    run(app, statements).await;
}

async fn go_on(app: &TestApp) {
    let statement = match app.state().db.engine() {
        Engine::Sqlite => "DROP TRIGGER stop",
        Engine::Postgres => "DROP TRIGGER stop ON enrolments",
    };
    run(app, vec![statement.to_owned()]).await;
}

async fn run(app: &TestApp, statements: Vec<String>) {
    let change = move |conn: &mut Conn| {
        for statement in &statements {
            diesel::sql_query(statement.as_str()).execute(conn)?;
        }
        Ok(())
    };
    app.state().db.write(change).await.unwrap();
}

async fn enrolled(app: &TestApp) -> i64 {
    let count = |conn: &mut Conn| Ok(enrolments::table.count().get_result(conn)?);
    app.state().db.read(count).await.unwrap()
}

on_both_engines!(
    an_opening_that_was_stopped_goes_on_where_it_was,
    |app| async move {
        let rows: Vec<String> = (0..1_500)
            .map(|n| format!(",Nguyễn Văn Bình,,,0791{n:08},,,,HV-AB-01,,,"))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        imported(&app, "ward_a", "", sheet(&rows)).await;
        let at = crate::study::at(&draft(&app, body(&app, meeting())).await);
        let opening = bare("POST", format!("{at}/opening"));
        app.publisher().send(opening).await.assert(200);
        let last = |conn: &mut Conn| {
            let keys = members::table.select(members::id);
            Ok(keys.order(members::id.desc()).first(conn)?)
        };
        stop_at(&app, app.state().db.read(last).await.unwrap()).await;

        // The first step stays, the second leaves nothing behind.
        sotay::progress::look_after(&app.state()).await.unwrap_err();
        assert_eq!(
            enrolled(&app).await,
            999,
            "of a thousand who were looked at, one has left the Party"
        );
        let halfway = app.publisher().get(&at).await.json();
        assert_eq!(halfway["state"], "opening");
        let percent = halfway["percent"].as_i64().unwrap();
        assert!((1..100).contains(&percent), "{percent}");
        assert_eq!(mine(&app, "member").await["state"], "assigned");
        assert_no_drift(&app).await;

        // Nothing of it is in memory: whoever looks next goes on from the row. On PostgreSQL that may be another process.
        go_on(&app).await;
        if app.state().db.engine() == Engine::Postgres {
            let other = TestApp::builder().start_beside(&app).await;
            settle(&other).await;
        } else {
            settle(&app).await;
        }
        assert_eq!(app.publisher().get(&at).await.json()["state"], "open");
        assert_eq!(enrolled(&app).await, 1_511);
        assert_eq!(figures(&app, "cell_a1").await, [1_504, 0, 0, 0, 0, 0, 0]);
        assert_no_drift(&app).await;
    }
);
