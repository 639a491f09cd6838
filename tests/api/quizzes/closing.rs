//! A quiz that is closed, and attempts whose time is over, while others are at work.

use chrono::Duration;
use diesel::connection::SimpleConnection as _;
use serde_json::json;
use sotay::quizzes::close_expired;

use super::{
    answers, attempt, drawing, filled, published, quiz, start, starting, step, submitting,
};
use crate::support::{Engine, Other, Reply, Request, TestApp};

on_both_engines!(
    an_attempt_does_not_begin_beside_a_closing,
    |app| async move {
        let quiz = quiz(&app, 1, json!({})).await;
        let Some(mut other) = Other::of(&app) else {
            return;
        };
        // As `close_quiz` does: the quiz, and then what is open.
        other.run(&format!(
            "BEGIN; UPDATE quizzes SET state = 'closed', revision = revision + 1 WHERE public_id = '{quiz}'; \
             UPDATE attempts SET expires_at = opened_at WHERE state = 'open'"
        ));
        let (member, starts) = (app.member(), starting(&quiz));
        let begins = tokio::spawn(async move { member.send(starts).await });
        other.until_done_or_waiting(&begins).await;
        other.run("COMMIT");
        begins.await.unwrap().assert_problem(409, "quiz_closed");
    }
);

on_both_engines!(
    attempts_whose_time_is_over_are_not_closed_together,
    |app| async move {
        let quiz = quiz(&app, 1, json!({"time_limit_seconds": 60})).await;
        let first = start(&app.member(), &quiz).await;
        app.clock.advance(Duration::seconds(1));
        start(&app.secretary(), &quiz).await;
        app.clock.advance(Duration::minutes(2));
        let Some(mut other) = Other::of(&app) else {
            assert_eq!(app.close_expired_attempts().await, 2);
            return;
        };
        // Somebody is at the second one, and then comes to the first.
        let of = |name: &str| {
            let member = app.person(name).id;
            format!("SELECT id FROM attempts WHERE member_id = {member} FOR UPDATE")
        };
        other.run(&format!(
            "BEGIN; SET LOCAL lock_timeout = '2s'; {}",
            of("secretary")
        ));
        let state = app.state();
        let closes = tokio::spawn(async move { close_expired(&state).await.unwrap() });
        other.until_done_or_waiting(&closes).await;
        other.run(&of("member"));
        other.run("COMMIT");
        assert_eq!(closes.await.unwrap(), 2);
        let shown = app.member().get(attempt(&first)).await.json();
        assert_eq!(shown["attempt"]["ended"], "expired");
    }
);

on_both_engines!(
    a_published_quiz_ends_for_all_and_does_not_open_again,
    |app| async move {
        let body = drawing(&filled(&app, 1).await, 1);
        let quiz = published(&app, body.clone()).await;
        let begun = start(&app.member(), &quiz).await;
        assert!(begun["attempt"]["expires_at"].is_null());
        let (at, author) = (format!("/api/v1/quizzes/{quiz}"), app.author());
        let closing = async |minutes: i64| -> Reply {
            let mut body = body.clone();
            body["closes_at"] = json!(app.clock.now() + Duration::minutes(minutes));
            let request = Request::put(&at, body).header("if-match", "*");
            author.send(request).await
        };
        closing(-1).await.assert_problem(422, "closes_in_the_past");
        closing(60).await.assert(200);
        let ends = json!(app.clock.now() + Duration::minutes(10));
        closing(10).await.assert(200);
        let shown = app.member().get(attempt(&begun)).await.json();
        assert_eq!(shown["attempt"]["expires_at"], ends);
        app.clock.advance(Duration::minutes(11));
        closing(60).await.assert_problem(409, "quiz_closed");
        assert_eq!(app.close_expired_attempts().await, 1);
    }
);

on_both_engines!(
    what_is_on_its_way_when_a_quiz_is_closed_is_taken,
    |app| async move {
        let quiz = quiz(&app, 1, json!({})).await;
        let begun = app.member().send(starting(&quiz)).await;
        let (paper, tag) = (begun.assert(201).json(), begun.etag());
        app.author().send(step(&quiz, "closing")).await.assert(200);
        // Its end was moved, so it is shown anew; what is answered is as the phone knows it.
        let shown = app.member().get(attempt(&paper)).await;
        assert_ne!(shown.etag(), tag);
        app.clock.advance(Duration::seconds(10));
        let body = json!({"answers": answers(&paper, 1)});
        let done = app.member().send(submitting(&paper, &tag, body)).await;
        assert_eq!(done.assert(200).json()["points"], 1_000);
    }
);

on_both_engines!(
    an_attempt_drawn_from_what_a_quiz_no_longer_says_does_not_begin,
    |app| async move {
        let quiz = quiz(&app, 2, json!({})).await;
        // The first thing that a keyed start writes is its key: after the draw, before the attempt.
        execute(&app, changing(app.state().db.engine())).await;
        let begin = || starting(&quiz).header("idempotency-key", "between");
        let refused = app.member().send(begin()).await;
        refused.assert_problem(503, "busy");
        assert!(refused.header("retry-after").is_some());
        let attempts = format!("/api/v1/me/quizzes/{quiz}/attempts");
        let none = app.member().get(&attempts).await.assert(200).json();
        assert_eq!(none["items"], json!([]));
        // The phone says it again, and nobody is in between.
        execute(&app, "DROP TRIGGER changes_the_quiz ON idempotency_keys").await;
        let begun = app.member().send(begin()).await.assert(201).json();
        assert_eq!(begun["attempt"]["number"], 1);
    }
);

/// The quiz is changed by whoever takes a key.
fn changing(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "CREATE TRIGGER changes_the_quiz AFTER INSERT ON idempotency_keys \
             BEGIN UPDATE quizzes SET revision = revision + 1; END"
        }
        Engine::Postgres => {
            "CREATE FUNCTION change_the_quiz() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN UPDATE quizzes SET revision = revision + 1; RETURN NULL; END'; \
             CREATE TRIGGER changes_the_quiz AFTER INSERT ON idempotency_keys \
             FOR EACH ROW EXECUTE FUNCTION change_the_quiz()"
        }
    }
}

async fn execute(app: &TestApp, statements: &'static str) {
    let statements = match app.state().db.engine() {
        // There a trigger has a name of its own.
        Engine::Sqlite => statements.trim_end_matches(" ON idempotency_keys"),
        Engine::Postgres => statements,
    };
    app.state()
        .db
        .write(move |conn| Ok(conn.batch_execute(statements)?))
        .await
        .unwrap();
}
