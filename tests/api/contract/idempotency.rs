//! A request with an `Idempotency-Key` is done once, and its repeat gets the first answer.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::schema::{account_codes, audit_log, idempotency_keys};
use sotay::http::idempotency::{KEPT_HOURS, purge};
use tokio::task::JoinSet;

use crate::support::{Actor, Reply, Request, TestApp};

/// An operation whose every run has another answer: a random code.
fn codes(app: &TestApp, person: &str) -> String {
    format!(
        "/api/v1/members/{}/account-codes",
        app.person(person).public_id
    )
}

async fn hand_out(actor: &Actor, path: &str, key: &str, purpose: &str) -> Reply {
    let body = json!({"purpose": purpose});
    actor
        .send(Request::post(path, body).header("idempotency-key", key))
        .await
}

async fn counted(app: &TestApp) -> (i64, i64) {
    let state = app.state();
    let count = state.db.read(|conn| {
        let written = audit_log::table.filter(audit_log::action.eq("create_account_code"));
        Ok((
            account_codes::table.count().get_result(conn)?,
            written.count().get_result(conn)?,
        ))
    });
    count.await.unwrap()
}

on_both_engines!(a_repeat_gets_the_first_answer, |app| async move {
    let (officer, path) = (app.roster_officer(), codes(&app, "newcomer"));
    let first = hand_out(&officer, &path, "k-1", "activation").await;
    first.assert(201);
    assert_eq!(first.header("idempotency-replayed"), None);
    for _ in 0..2 {
        let again = hand_out(&officer, &path, "k-1", "activation").await;
        assert_eq!(
            (again.assert(201).json(), again.header("location")),
            (first.json(), first.header("location"))
        );
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
    }
    assert_eq!(counted(&app).await, (1, 1));
    let other = hand_out(&officer, &path, "k-2", "activation").await;
    assert_ne!(other.assert(201).json()["code"], first.json()["code"]);
});

on_both_engines!(
    a_key_belongs_to_one_request_of_one_caller,
    |app| async move {
        let (officer, path) = (app.roster_officer(), codes(&app, "newcomer"));
        let first = hand_out(&officer, &path, "k", "activation")
            .await
            .assert(201)
            .json();
        // Another body, another address: refused, and nothing is done.
        for (path, purpose) in [
            (path.clone(), "password_reset"),
            (codes(&app, "member"), "activation"),
        ] {
            let reply = hand_out(&officer, &path, "k", purpose).await;
            assert_eq!(
                reply.assert_problem(422, "idempotency_key_reused").errors()[0].0,
                "Idempotency-Key"
            );
        }
        assert_eq!(counted(&app).await.0, 1);
        // Another caller has keys of his own, and learns nothing of the first answer.
        let secretary = hand_out(&app.secretary(), &path, "k", "activation").await;
        assert_eq!(secretary.header("idempotency-replayed"), None);
        assert_ne!(secretary.assert(201).json()["code"], first["code"]);
    }
);

on_both_engines!(a_failed_request_leaves_its_key_free, |app| async move {
    let (officer, path) = (app.roster_officer(), codes(&app, "newcomer"));
    hand_out(&officer, &path, "k", "password_reset")
        .await
        .assert(409); // he has no account yet
    hand_out(&app.member(), &path, "k", "activation")
        .await
        .assert(403);
    let reply = hand_out(&officer, &path, "k", "activation").await;
    assert_eq!(reply.assert(201).header("idempotency-replayed"), None);
});

on_both_engines!(a_key_has_up_to_255_visible_characters, |app| async move {
    let (officer, path) = (app.roster_officer(), codes(&app, "newcomer"));
    for key in ["", " ", "a b", "khóa", &"k".repeat(256)] {
        let reply = hand_out(&officer, &path, key, "activation").await;
        assert_eq!(
            reply.assert(422).errors(),
            [("Idempotency-Key".to_owned(), "wrong_format".to_owned())],
            "{key:?}"
        );
    }
    assert_eq!(counted(&app).await, (0, 0));
    hand_out(&officer, &path, &"k".repeat(255), "activation")
        .await
        .assert(201);
});

on_both_engines!(
    requests_with_one_key_at_once_are_done_once,
    |app| async move {
        let path = codes(&app, "newcomer");
        for round in 0..5_i64 {
            let mut asked = JoinSet::new();
            for _ in 0..8 {
                let (officer, path) = (app.roster_officer(), path.clone());
                asked.spawn(async move {
                    hand_out(
                        &officer,
                        &path,
                        &format!("round {round}").replace(' ', "-"),
                        "activation",
                    )
                    .await
                });
            }
            let replies = asked.join_all().await;
            let (done, waits): (Vec<&Reply>, Vec<&Reply>) =
                replies.iter().partition(|reply| reply.status() == 201);
            for reply in waits {
                reply.assert_problem(409, "request_in_progress");
            }
            let fresh = done
                .iter()
                .filter(|reply| reply.header("idempotency-replayed").is_none())
                .count();
            assert_eq!(fresh, 1, "one of them was done");
            let answers: std::collections::BTreeSet<String> =
                done.iter().map(|reply| reply.text()).collect();
            assert_eq!(answers.len(), 1, "{answers:?}");
            assert_eq!(counted(&app).await.1, round + 1);
        }
    }
);

on_both_engines!(answers_are_kept_sealed_and_for_two_days, |app| async move {
    let (officer, path) = (app.roster_officer(), codes(&app, "newcomer"));
    let first: Value = hand_out(&officer, &path, "k", "activation")
        .await
        .assert(201)
        .json();
    let code = first["code"].as_str().unwrap().to_owned();
    let sealed: Vec<Option<Vec<u8>>> = app
        .state()
        .db
        .read(|conn| {
            Ok(idempotency_keys::table
                .select(idempotency_keys::sealed_answer)
                .load(conn)?)
        })
        .await
        .unwrap();
    let sealed = sealed[0].clone().unwrap();
    assert!(
        !sealed
            .windows(code.len())
            .any(|window| window == code.as_bytes()),
        "the answer stands open in the database"
    );

    let forget = || {
        let system = app.state().system("test");
        let state = app.state();
        async move {
            state
                .db
                .write(move |conn| purge(conn, &system))
                .await
                .unwrap()
        }
    };
    app.clock.advance(Duration::hours(KEPT_HOURS));
    assert_eq!(forget().await, 0);
    let again = hand_out(&app.roster_officer(), &path, "k", "activation").await;
    assert_eq!(again.assert(201).json()["code"], first["code"]);
    app.clock.advance(Duration::seconds(1));
    assert!(forget().await > 0);
    let later = hand_out(&app.roster_officer(), &path, "k", "activation").await;
    assert_ne!(later.assert(201).json()["code"], first["code"]);
});
