//! A quiz that is closed, and attempts whose time is over, while others are at work.

use chrono::Duration;
use serde_json::json;
use sotay::quizzes::close_expired;

use super::{attempt, quiz, start, starting};
use crate::support::Other;

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
