//! One-time codes and what they open.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::schema::{account_codes, members};

use super::{audited, change, sign_in, text};
use crate::support::{Actor, PASSWORD, Reply, Request, TestApp};

const NEW: &str = "ba con mèo trên mái";

pub(super) fn issue_request(app: &TestApp, person: &str, purpose: &str) -> Request {
    let path = format!(
        "/api/v1/members/{}/account-codes",
        app.person(person).public_id
    );
    Request::post(path, json!({"purpose": purpose}))
}

pub(super) async fn issue(app: &TestApp, issuer: &Actor, person: &str, purpose: &str) -> Reply {
    issuer.send(issue_request(app, person, purpose)).await
}

pub(super) async fn code(app: &TestApp, person: &str, purpose: &str) -> String {
    let reply = issue(app, &app.secretary(), person, purpose).await;
    reply.assert(201);
    text(&reply.json(), "code").to_owned()
}

pub(super) async fn activate(app: &TestApp, identifier: &str, code: &str) -> Reply {
    let body = json!({"identifier": identifier, "code": code, "password": NEW});
    app.anonymous()
        .post("/api/v1/accounts/activation", body)
        .await
}

async fn reset(app: &TestApp, identifier: &str, code: &str) -> Reply {
    let body = json!({"identifier": identifier, "code": code, "password": NEW});
    app.anonymous()
        .post("/api/v1/accounts/password-reset", body)
        .await
}

on_both_engines!(an_account_is_activated, |app| async move {
    let newcomer = app.person("newcomer");
    let reply = issue(&app, &app.secretary(), "newcomer", "activation").await;
    reply.assert(201);
    let body = reply.json();
    assert_eq!(text(&body, "expires_at"), "2026-11-30T02:00:00.000Z");
    let shown = text(&body, "code");

    // As an elderly member types it; and the phone number as he writes it.
    let typed = shown.to_lowercase().replace('-', "  ");
    let local = format!("0{}", newcomer.phone.trim_start_matches("+84"));
    let request = json!({"identifier": local, "code": typed, "password": NEW, "language": "en"});
    app.anonymous()
        .post("/api/v1/accounts/activation", request)
        .await
        .assert(204);

    let tokens = sign_in(&app, &newcomer.card_number, NEW).await;
    tokens.assert(201);
    let device = app
        .anonymous()
        .with_token(text(&tokens.json(), "access_token"));
    assert_eq!(
        device.get("/api/v1/me/settings").await.json(),
        json!({"language": "en"})
    );

    // One use.
    activate(&app, &newcomer.phone, shown)
        .await
        .assert_problem(401, "code_refused");
    issue(&app, &app.secretary(), "newcomer", "activation")
        .await
        .assert_problem(409, "account_already_activated");

    let rows = audited(&app, "create_account_code", newcomer.id).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].0, "cell_secretary");
    assert_eq!(
        rows[0].1,
        json!({"purpose": "activation", "expires_at": "2026-11-30T02:00:00.000Z"})
    );
    assert_eq!(
        audited(&app, "activate_account", newcomer.id).await,
        [("anonymous".to_owned(), json!({}))]
    );
});

on_both_engines!(
    a_password_is_reset_and_every_device_signed_out,
    |app| async move {
        let member = app.person("member");
        let device = app.member();
        device.get("/api/v1/me/settings").await.assert(200);
        let code = code(&app, "member", "password_reset").await;
        reset(&app, &member.email, &code).await.assert(204);
        device
            .get("/api/v1/me/settings")
            .await
            .assert_problem(401, "token_rejected");
        sign_in(&app, &member.card_number, PASSWORD)
            .await
            .assert_problem(401, "sign_in_refused");
        sign_in(&app, &member.card_number, NEW).await.assert(201);
        reset(&app, &member.email, &code)
            .await
            .assert_problem(401, "code_refused");
        let rows = audited(&app, "reset_password", member.id).await;
        assert_eq!(
            rows,
            [("anonymous".to_owned(), json!({"sessions_ended": 1}))]
        );
    }
);

on_both_engines!(
    whatever_is_wrong_with_a_code_the_answer_is_the_same,
    |app| async move {
        let newcomer = app.person("newcomer");
        let right = code(&app, "newcomer", "activation").await;
        let mut replies: Vec<Value> = Vec::new();
        for reply in [
            activate(&app, &newcomer.phone, "22222-22222").await,
            activate(&app, "0988777666", &right).await,
            activate(&app, &app.person("colleague").phone, &right).await,
            activate(&app, &newcomer.email, "x").await,
            reset(&app, &newcomer.card_number, &right).await,
        ] {
            reply.assert_problem(401, "code_refused");
            let mut body = reply.json();
            body.as_object_mut().unwrap().remove("instance");
            replies.push(body);
        }
        assert!(replies.iter().all(|reply| *reply == replies[0]));

        // A newer code withdraws the older one.
        let newer = code(&app, "newcomer", "activation").await;
        activate(&app, &newcomer.email, &right)
            .await
            .assert_problem(401, "code_refused");
        // After a week it has expired.
        app.clock.advance(Duration::days(7));
        activate(&app, &newcomer.card_number, &newer)
            .await
            .assert_problem(401, "code_refused");
    }
);

on_both_engines!(a_reset_code_lives_a_day, |app| async move {
    let member = app.person("member");
    let first = code(&app, "member", "password_reset").await;
    app.clock.advance(Duration::hours(24));
    reset(&app, &member.phone, &first)
        .await
        .assert_problem(401, "code_refused");
    let second = code(&app, "member", "password_reset").await;
    app.clock.advance(Duration::seconds(86_399));
    reset(&app, &member.phone, &second).await.assert(204);
});

on_both_engines!(
    a_right_code_with_a_bad_password_can_be_used_again,
    |app| async move {
        let newcomer = app.person("newcomer");
        let right = code(&app, "newcomer", "activation").await;
        let post = |password: String| {
            let body = json!({"identifier": newcomer.phone, "code": right, "password": password});
            let caller = app.anonymous();
            async move { caller.post("/api/v1/accounts/activation", body).await }
        };
        for (password, code) in [
            ("ngắn", "too_short"),
            ("Mật khẩu 123", "password_too_common"),
            (newcomer.card_number.as_str(), "password_too_personal"),
            (newcomer.full_name, "password_too_personal"),
            ("0905000003x", "password_too_personal"),
            (&"x".repeat(129), "too_long"),
        ] {
            let reply = post(password.to_owned()).await;
            reply.assert(422);
            assert_eq!(
                reply.errors(),
                [("/password".to_owned(), code.to_owned())],
                "{password}"
            );
        }
        post(NEW.to_owned()).await.assert(204);
    }
);

on_both_engines!(two_with_the_same_code_at_once_are_one, |app| async move {
    let newcomer = app.person("newcomer");
    let right = code(&app, "newcomer", "activation").await;
    let both = (0..3).map(|_| activate(&app, &newcomer.phone, &right));
    let mut statuses: Vec<u16> = futures_util::future::join_all(both)
        .await
        .iter()
        .map(Reply::status)
        .collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 401, 401]);
});

on_both_engines!(
    a_lost_answer_to_an_activation_is_given_again,
    |app| async move {
        let newcomer = app.person("newcomer");
        let right = code(&app, "newcomer", "activation").await;
        let request = || {
            let body = json!({"identifier": newcomer.phone, "code": right, "password": NEW});
            Request::post("/api/v1/accounts/activation", body)
                .header("idempotency-key", "khoa-kich-hoat-1")
        };
        app.anonymous().send(request()).await.assert(204);
        let again = app.anonymous().send(request()).await;
        again.assert(204);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
    }
);

on_both_engines!(
    a_shared_phone_and_a_code_mean_one_person,
    |app| async move {
        let (newcomer, member) = (app.person("newcomer"), app.person("member"));
        let (id, phone) = (newcomer.id, member.phone.clone());
        change(&app, move |conn| {
            diesel::update(members::table.find(id))
                .set(members::phone.eq(&phone))
                .execute(conn)
        })
        .await;
        let right = code(&app, "newcomer", "activation").await;
        activate(&app, &member.phone, &right).await.assert(204);
        sign_in(&app, &newcomer.card_number, NEW).await.assert(201);
        sign_in(&app, &member.card_number, PASSWORD)
            .await
            .assert(201);
    }
);

on_both_engines!(codes_are_not_in_the_database, |app| async move {
    let shown = code(&app, "newcomer", "activation").await;
    let bare = shown.replace('-', "");
    let kept: Vec<Vec<u8>> = app
        .state()
        .db
        .read(|conn| {
            Ok(account_codes::table
                .select(account_codes::code_digest)
                .load(conn)?)
        })
        .await
        .unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].len(), 32);
    assert!(
        !kept[0]
            .windows(bare.len())
            .any(|window| window == bare.as_bytes())
    );
});

on_both_engines!(
    a_repeated_issue_with_a_key_shows_the_same_code,
    |app| async move {
        let request = || {
            issue_request(&app, "newcomer", "activation").header("idempotency-key", "khoa-cap-ma-1")
        };
        let first = app.secretary().send(request()).await;
        first.assert(201);
        let again = app.secretary().send(request()).await;
        assert_eq!(again.assert(201).json(), first.json());
        activate(
            &app,
            &app.person("newcomer").phone,
            text(&first.json(), "code"),
        )
        .await
        .assert(204);
    }
);
