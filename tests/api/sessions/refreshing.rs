//! Refresh tokens: each is used once.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::schema::{members, refresh_tokens};

use super::{audited, change, refresh, sign_in, text};
use crate::support::{PASSWORD, Request, TestApp};

async fn signed_in(app: &TestApp) -> Value {
    let reply = sign_in(app, &app.person("member").card_number, PASSWORD).await;
    reply.assert(201);
    reply.json()
}

on_both_engines!(
    a_token_that_was_used_twice_ends_the_session,
    |app| async move {
        let first = signed_in(&app).await;
        let stolen = text(&first, "refresh_token").to_owned();
        let second = refresh(&app, &stolen).await.json();
        let third = refresh(&app, text(&second, "refresh_token")).await;
        third.assert(200);
        let third = third.json();
        let device = app.anonymous().with_token(text(&third, "access_token"));
        device.get("/api/v1/me/settings").await.assert(200);

        refresh(&app, &stolen)
            .await
            .assert_problem(401, "refresh_token_reused");
        device
            .get("/api/v1/me/settings")
            .await
            .assert_problem(401, "token_rejected");
        for token in [
            &stolen,
            text(&second, "refresh_token"),
            text(&third, "refresh_token"),
        ] {
            refresh(&app, token)
                .await
                .assert_problem(401, "refresh_refused");
        }
        // Only this device is concerned, and somebody will want to know.
        app.member().get("/api/v1/me/settings").await.assert(200);
        let rows = audited(&app, "refresh_session", app.person("member").id).await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].0, "anonymous");
        assert_eq!(
            rows[0].1,
            json!({"session_id": first["session_id"], "reason": "reuse"})
        );
    }
);

on_both_engines!(a_lost_answer_can_be_asked_for_again, |app| async move {
    let first = signed_in(&app).await;
    let token = text(&first, "refresh_token");
    let lost = refresh(&app, token).await.json();
    app.clock.advance(Duration::seconds(30));
    let again = refresh(&app, token).await;
    again.assert(200);
    assert_eq!(again.json()["refresh_token"], lost["refresh_token"]);
    let next = refresh(&app, text(&lost, "refresh_token")).await;
    next.assert(200);
    // Once its successor was used, the answer was not lost.
    refresh(&app, token)
        .await
        .assert_problem(401, "refresh_token_reused");
    refresh(&app, text(&next.json(), "refresh_token"))
        .await
        .assert_problem(401, "refresh_refused");
});

on_both_engines!(
    a_lost_answer_is_lost_after_half_a_minute,
    |app| async move {
        let first = signed_in(&app).await;
        let token = text(&first, "refresh_token");
        refresh(&app, token).await.assert(200);
        app.clock.advance(Duration::milliseconds(30_001));
        refresh(&app, token)
            .await
            .assert_problem(401, "refresh_token_reused");
    }
);

on_both_engines!(
    with_its_key_a_lost_answer_can_be_asked_for_much_later,
    |app| async move {
        let first = signed_in(&app).await;
        let request = || {
            Request::post(
                "/api/v1/sessions/refresh",
                json!({"refresh_token": first["refresh_token"]}),
            )
            .header("idempotency-key", "khoa-lam-moi-1")
        };
        let lost = app.anonymous().send(request()).await;
        lost.assert(200);
        app.clock.advance(Duration::hours(5));
        let again = app.anonymous().send(request()).await;
        again.assert(200);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.json(), lost.json());
        refresh(&app, text(&lost.json(), "refresh_token"))
            .await
            .assert(200);
    }
);

on_both_engines!(two_at_once_get_the_same_token, |app| async move {
    let first = signed_in(&app).await;
    let token = text(&first, "refresh_token");
    let answers = futures_util::future::join_all((0..6).map(|_| refresh(&app, token))).await;
    let tokens: Vec<Value> = answers
        .iter()
        .map(|answer| {
            answer.assert(200);
            answer.json()["refresh_token"].clone()
        })
        .collect();
    assert!(tokens.iter().all(|other| *other == tokens[0]));
    assert_ne!(tokens[0], first["refresh_token"]);
    refresh(&app, tokens[0].as_str().unwrap()).await.assert(200);
});

on_both_engines!(what_is_no_token_is_refused, |app| async move {
    let first = signed_in(&app).await;
    let token = text(&first, "refresh_token");
    let mut altered = token.to_owned();
    altered.replace_range(0..1, if token.starts_with('A') { "B" } else { "A" });
    for unknown in [
        altered.as_str(),
        "x",
        "không phải",
        &"A".repeat(43),
        &"A".repeat(128),
    ] {
        refresh(&app, unknown)
            .await
            .assert_problem(401, "refresh_refused");
    }
    refresh(&app, &"A".repeat(129)).await.assert(422);
    refresh(&app, token).await.assert(200);
});

on_both_engines!(a_session_slides_and_ends, |app| async move {
    let mut tokens = signed_in(&app).await;
    for _ in 0..4 {
        app.clock.advance(Duration::days(89));
        let renewed = refresh(&app, text(&tokens, "refresh_token")).await;
        renewed.assert(200);
        tokens = renewed.json();
    }
    // 356 days old: it ends with the year, whatever is done.
    assert_eq!(
        text(&tokens, "refresh_expires_at"),
        "2027-11-23T02:00:00.000Z"
    );
    app.clock.advance(Duration::days(9));
    refresh(&app, text(&tokens, "refresh_token"))
        .await
        .assert_problem(401, "refresh_refused");

    let unused = signed_in(&app).await;
    app.clock.advance(Duration::days(90));
    refresh(&app, text(&unused, "refresh_token"))
        .await
        .assert_problem(401, "refresh_refused");
});

on_both_engines!(a_member_who_left_is_not_renewed, |app| async move {
    let tokens = signed_in(&app).await;
    let id = app.person("member").id;
    change(&app, move |conn| {
        diesel::update(members::table.find(id))
            .set(members::standing.eq("expelled"))
            .execute(conn)
    })
    .await;
    refresh(&app, text(&tokens, "refresh_token"))
        .await
        .assert_problem(401, "refresh_refused");
});

on_both_engines!(tokens_are_not_in_the_database, |app| async move {
    use base64::Engine as _;
    let tokens = signed_in(&app).await;
    let raw = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(text(&tokens, "refresh_token"))
        .unwrap();
    let kept: Vec<Vec<u8>> = app
        .state()
        .db
        .read(|conn| {
            Ok(refresh_tokens::table
                .select(refresh_tokens::digest)
                .load(conn)?)
        })
        .await
        .unwrap();
    assert_eq!(kept.len(), 1);
    assert_ne!(kept[0], raw);
});

on_both_engines!(upkeep_forgets_what_is_over, |app| async move {
    let count = || {
        let state = app.state();
        async move {
            state
                .db
                .read(|conn| Ok(refresh_tokens::table.count().get_result::<i64>(conn)?))
                .await
                .unwrap()
        }
    };
    let purge = || {
        let state = app.state();
        async move {
            let system = state.system("upkeep");
            state
                .db
                .write(move |conn| sotay::sessions::purge(conn, &system))
                .await
                .unwrap()
        }
    };
    let first = signed_in(&app).await;
    let second = refresh(&app, text(&first, "refresh_token")).await.json();
    assert_eq!((purge().await, count().await), (0, 2));
    app.clock.advance(Duration::days(8));
    assert_eq!((purge().await, count().await), (1, 1));
    refresh(&app, text(&second, "refresh_token"))
        .await
        .assert(200);
    assert_eq!(count().await, 2);
    // The fixture's sessions last longer; this one ends after 90 days without use, and its row half a year later.
    app.clock.advance(Duration::days(91));
    assert_eq!((purge().await, count().await), (1, 0));
    assert_eq!(purge().await, 0);
    app.clock.advance(Duration::days(181));
    assert_eq!(purge().await, 1);
});
