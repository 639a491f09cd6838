//! Names: only for a role over the very cell, and each look at them is noted.

use diesel::prelude::*;
use serde_json::Value;
use sotay::db::schema::{audit_log, audit_subjects};

use super::{give, path, write};
use crate::support::TestApp;

fn names(people: &Value) -> Vec<&str> {
    let people = people.as_array().unwrap().iter();
    people
        .map(|person| person["full_name"].as_str().unwrap())
        .collect()
}

/// Who is noted to have been looked at: operation and member.
async fn noted(app: &TestApp) -> Vec<(String, i64)> {
    write(app, |conn| {
        Ok(audit_log::table
            .inner_join(audit_subjects::table.on(audit_subjects::audit_id.eq(audit_log::id)))
            .filter(audit_log::kind.eq("view"))
            .order((audit_log::id, audit_subjects::member_id))
            .select((audit_log::action, audit_subjects::member_id))
            .load(conn)?)
    })
    .await
}

on_both_engines!(
    the_secretary_sees_who_is_missing_and_that_is_noted,
    |app| async move {
        let given = give(&app).await;
        let reply = app
            .secretary()
            .get(path(&app, "cell_a1", given, "/cell"))
            .await;
        reply.assert(200);
        let report = reply.json();
        assert_eq!(
            names(&report["missing"]),
            ["Nguyễn Văn An", "Phạm Thị Ánh"],
            "by given name"
        );
        let first = &report["missing"][0];
        assert_eq!(
            (&first["state"], &first["overdue"]),
            (&"assigned".into(), &false.into())
        );
        assert_eq!(first["assigned_at"], app.clock.now().to_string());
        let text = report["text"].as_str().unwrap();
        assert!(
            text.contains("2/4 đồng chí chưa hoàn thành") && text.contains("\n2. Phạm Thị Ánh\n"),
            "{text}"
        );
        let mut people = [app.person("member").id, app.person("newcomer").id];
        people.sort_unstable();
        let expected = people.map(|id| ("get_cell_report".to_owned(), id));
        assert_eq!(noted(&app).await, expected);
        let seen = app.member().get("/api/v1/me/access-log").await.json();
        assert_eq!(
            seen["items"][0]["action_text"],
            "Xem tiến độ học tập của bạn"
        );
    }
);

on_both_engines!(
    after_the_deadline_it_is_said_who_is_late,
    |app| async move {
        let given = give(&app).await;
        app.clock.advance(given.due_at - app.clock.now());
        let reply = app
            .actor("secretary")
            .get(path(&app, "cell_a1", given, "/cell"))
            .await;
        let report = reply.json();
        assert_eq!(report["missing"][0]["overdue"], true);
        assert_eq!(report["missing"][0]["due_at"], given.due_at.to_string());
    }
);

on_both_engines!(
    who_reads_from_above_sees_figures_without_names,
    |app| async move {
        let given = give(&app).await;
        for who in ["officer", "publisher"] {
            let reply = app
                .actor(who)
                .get(path(&app, "cell_a1", given, "/cell"))
                .await;
            reply.assert(200);
            let report = reply.json();
            assert_eq!(report["figures"]["denominator"], 4);
            assert!(report.get("missing").is_none(), "{report}");
            assert!(!reply.text().contains("Nguyễn Văn An"), "{who}");
        }
        assert_eq!(noted(&app).await, [], "nobody was looked at");
    }
);

on_both_engines!(a_sibling_learns_nothing, |app| async move {
    let given = give(&app).await;
    for rest in ["", "/cell", "/missing", "/snapshots", "/chart", "/summary"] {
        let reply = app.stranger().get(path(&app, "cell_a1", given, rest)).await;
        reply.assert_problem(404, "not_found");
    }
    let own = app
        .stranger()
        .get(path(&app, "cell_b1", given, "/cell"))
        .await;
    own.assert(200);
    assert_eq!(names(&own.json()["missing"]), ["Ngô Thị Dung"]);
});

on_both_engines!(the_list_goes_on_by_cursor, |app| async move {
    let given = give(&app).await;
    let list = path(&app, "cell_a1", given, "/missing");
    let first = app.secretary().get(format!("{list}?limit=1")).await;
    first.assert(200);
    assert_eq!(names(&first.json()["items"]), ["Nguyễn Văn An"]);
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    assert!(first.header("link").unwrap().contains(&cursor));
    let second = app
        .secretary()
        .get(format!("{list}?limit=1&cursor={cursor}"))
        .await;
    assert_eq!(names(&second.json()["items"]), ["Phạm Thị Ánh"]);
    assert!(second.json().get("next_cursor").is_none());
    // A cursor is for one caller.
    let other = app
        .deputy()
        .get(format!("{list}?limit=1&cursor={cursor}"))
        .await;
    other.assert(422);
    let actions: Vec<String> = noted(&app).await.into_iter().map(|row| row.0).collect();
    assert_eq!(actions, ["list_missing_members", "list_missing_members"]);
});
