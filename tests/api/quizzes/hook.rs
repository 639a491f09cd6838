//! Other rooms are told of closed attempts in the transaction that closes them.

use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::audit::{self, Entry};
use sotay::auth::principal::Actor;
use sotay::db::Conn;
use sotay::db::schema::audit_log;
use sotay::error::Error;
use sotay::quizzes::ClosedAttempt;

use super::{attempt, quiz, start, submit};
use crate::support::{Request, TestApp};

/// Leaves a row for the test to read.
fn note(conn: &mut Conn, actor: &dyn Actor, closed: &ClosedAttempt) -> Result<(), Error> {
    let detail =
        json!({"passed": closed.passed, "points": closed.points, "regraded": closed.regraded});
    audit::record(
        conn,
        actor,
        &Entry::write("attempt_closed", None, vec![closed.member_id], detail),
    )
}

/// Lets nobody pass.
fn refuse(_: &mut Conn, _: &dyn Actor, closed: &ClosedAttempt) -> Result<(), Error> {
    if closed.passed {
        Err(Error::Busy)
    } else {
        Ok(())
    }
}

async fn told(app: &TestApp) -> Vec<Value> {
    let db = app.place().open(&sotay::db::DbOptions::beside());
    db.read(|conn| {
        let details: Vec<sotay::db::types::JsonDoc> = audit_log::table
            .filter(audit_log::action.eq("attempt_closed"))
            .order(audit_log::id)
            .select(audit_log::detail)
            .load(conn)?;
        Ok(details.into_iter().map(|detail| detail.0).collect())
    })
    .await
    .unwrap()
}

on_both_engines!(
    whoever_counts_attempts_is_told_once_of_each,
    TestApp::builder().told(note),
    |app| async move {
        let quiz = quiz(&app, 1, json!({"time_limit_seconds": 60})).await;
        let begun = start(&app.member(), &quiz).await;
        submit(&app.member(), &begun, 1).await.assert(200);
        submit(&app.member(), &begun, 1).await.assert(200);
        start(&app.secretary(), &quiz).await;
        app.clock.advance(chrono::Duration::minutes(2));
        app.close_expired_attempts().await;
        let expected = [
            json!({"passed": true, "points": 1000, "regraded": false}),
            json!({"passed": false, "points": 0, "regraded": false}),
        ];
        assert_eq!(told(&app).await, expected);
        let list = app.author().get("/api/v1/question-banks").await.json();
        let bank = list["items"][0]["bank_id"].as_str().unwrap();
        let list = app
            .author()
            .get(format!("/api/v1/question-banks/{bank}/questions"))
            .await
            .json();
        let question = &list["items"][0];
        let mut body = question["question"].clone();
        body["choices"][0]["weight"] = json!(0);
        body["choices"][1]["weight"] = json!(1000);
        let at = format!(
            "/api/v1/questions/{}",
            question["question_id"].as_str().unwrap()
        );
        let change = json!({"change": "key", "active": true, "question": body});
        app.author()
            .send(Request::put(at, change).header("if-match", "*"))
            .await
            .assert(200);
        app.drain_jobs().await;
        // The pass stays, and is said again with the points of the corrected key.
        assert_eq!(
            told(&app).await[2..],
            [json!({"passed": true, "points": 0, "regraded": true})]
        );
    }
);

on_both_engines!(
    what_cannot_be_counted_is_not_closed,
    TestApp::builder().told(refuse),
    |app| async move {
        let quiz = quiz(&app, 1, json!({})).await;
        let begun = start(&app.member(), &quiz).await;
        submit(&app.member(), &begun, 1).await.assert(503);
        let shown = app.member().get(attempt(&begun)).await.json();
        assert_eq!(shown["attempt"]["state"], "open");
        submit(&app.member(), &begun, 0).await.assert(200);
    }
);
