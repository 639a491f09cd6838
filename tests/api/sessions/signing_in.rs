//! Signing in.

use diesel::prelude::*;
use serde_json::json;
use sotay::db::schema::{accounts, members};

use super::{audited, change, refresh, sign_in, sign_in_request, text};
use crate::support::PASSWORD;

on_both_engines!(each_identifier_signs_in, |app| async move {
    let member = app.person("member");
    let local = format!("0{}", member.phone.trim_start_matches("+84"));
    let spaced = format!("+84 {}", member.phone.trim_start_matches("+84"));
    let upper = member.email.to_uppercase();
    for identifier in [
        &member.card_number,
        &member.phone,
        &local,
        &spaced,
        &member.email,
        &upper,
    ] {
        let reply = sign_in(&app, identifier, PASSWORD).await;
        reply.assert(201);
        let body = reply.json();
        assert_eq!(body["token_type"], "Bearer");
        assert_eq!(body["expires_in"], 900);
        assert_eq!(text(&body, "member_id"), member.public_id.to_string());
        assert_eq!(
            text(&body, "refresh_expires_at"),
            "2027-02-21T02:00:00.000Z"
        );
        let signed_in = app.anonymous().with_token(text(&body, "access_token"));
        signed_in.get("/api/v1/me/sessions").await.assert(200);
    }
    let rows = audited(&app, "create_session", member.id).await;
    assert_eq!(rows.len(), 6);
    assert_eq!(rows[0].0, "member");
    assert_eq!(rows[0].1["platform"], "other");
});

on_both_engines!(a_whole_life, |app| async move {
    let colleague = app.person("colleague");
    let request = json!({
        "identifier": colleague.phone, "password": PASSWORD, "device_name": "  Điện thoại  của bác ", "platform": "android"
    });
    let first = app.anonymous().post("/api/v1/sessions", request).await;
    first.assert(201);
    let first = first.json();

    let device = app.anonymous().with_token(text(&first, "access_token"));
    let list = device.get("/api/v1/me/sessions").await;
    list.assert(200);
    let items = list.json()["items"].clone();
    assert_eq!(items.as_array().unwrap().len(), 2);
    assert_eq!(items[0]["session_id"], first["session_id"]);
    assert_eq!(items[0]["device_name"], "Điện thoại của bác");
    assert_eq!(items[0]["platform"], "android");
    assert_eq!(items[0]["current"], true);
    assert_eq!(items[1]["session_id"], colleague.session.to_string());
    assert_eq!(items[1]["current"], false);

    // The access token lives a quarter of an hour; the refresh token brings the next one.
    app.clock.advance(chrono::Duration::minutes(15));
    device
        .get("/api/v1/me/sessions")
        .await
        .assert_problem(401, "token_rejected");
    let second = refresh(&app, text(&first, "refresh_token")).await;
    second.assert(200);
    let second = second.json();
    assert_eq!(second["session_id"], first["session_id"]);
    assert_eq!(
        text(&second, "refresh_expires_at"),
        "2027-02-21T02:15:00.000Z"
    );
    let device = app.anonymous().with_token(text(&second, "access_token"));
    assert_eq!(
        device.get("/api/v1/me/sessions").await.json()["items"][0]["last_used_at"],
        "2026-11-23T02:15:00.000Z"
    );

    device
        .delete("/api/v1/me/sessions/current")
        .await
        .assert(204);
    device
        .get("/api/v1/me/sessions")
        .await
        .assert_problem(401, "token_rejected");
    refresh(&app, text(&second, "refresh_token"))
        .await
        .assert_problem(401, "refresh_refused");
    assert_eq!(
        audited(&app, "delete_current_session", colleague.id)
            .await
            .len(),
        1
    );
});

on_both_engines!(a_couple_shares_a_phone, |app| async move {
    let (husband, wife) = (app.person("member"), app.person("colleague"));
    let (wife_id, phone) = (wife.id, husband.phone.clone());
    change(&app, move |conn| {
        diesel::update(members::table.find(wife_id))
            .set(members::phone.eq(&phone))
            .execute(conn)
    })
    .await;

    // With the same password nobody can say who it is.
    sign_in(&app, &husband.phone, PASSWORD)
        .await
        .assert_problem(409, "identifier_shared");
    let reply = sign_in(&app, &husband.card_number, PASSWORD).await;
    reply.assert(201);

    let own =
        sotay::auth::passwords::hash(&sotay::auth::passwords::Password::new("mật khẩu của vợ"))
            .unwrap();
    change(&app, move |conn| {
        diesel::update(accounts::table.find(wife_id))
            .set(accounts::password_hash.eq(&own))
            .execute(conn)
    })
    .await;
    for (password, person) in [(PASSWORD, husband), ("mật khẩu của vợ", wife)] {
        let before = app.state().passwords.verifications();
        let reply = sign_in(&app, &husband.phone, password).await;
        assert_eq!(app.state().passwords.verifications() - before, 3);
        reply.assert(201);
        assert_eq!(
            text(&reply.json(), "member_id"),
            person.public_id.to_string()
        );
    }
});

on_both_engines!(
    a_weak_hash_is_replaced_at_the_next_sign_in,
    |app| async move {
        let member = app.person("member");
        let id = member.id;
        let stored = || {
            let state = app.state();
            async move {
                let hash = accounts::table.find(id).select(accounts::password_hash);
                state
                    .db
                    .read(move |conn| Ok(hash.first::<String>(conn)?))
                    .await
                    .unwrap()
            }
        };
        assert!(stored().await.contains("m=8,t=1"));
        sign_in(&app, &member.card_number, "một mật khẩu sai")
            .await
            .assert(401);
        assert!(stored().await.contains("m=8,t=1"));
        sign_in(&app, &member.card_number, PASSWORD)
            .await
            .assert(201);
        let strong = stored().await;
        assert!(strong.contains("m=19456,t=2,p=1"), "{strong}");
        sign_in(&app, &member.card_number, PASSWORD)
            .await
            .assert(201);
        assert_eq!(stored().await, strong);
    }
);

on_both_engines!(
    a_repeated_sign_in_with_a_key_is_one_session,
    |app| async move {
        let member = app.person("member");
        let request = |password: &str| {
            sign_in_request(&member.card_number, password)
                .header("idempotency-key", "khoa-dang-nhap-1")
        };
        let first = app.anonymous().send(request(PASSWORD)).await;
        first.assert(201);
        let second = app.anonymous().send(request(PASSWORD)).await;
        second.assert(201);
        assert_eq!(second.header("idempotency-replayed"), Some("true"));
        assert_eq!(second.json(), first.json());
        // The key opens nothing without the password.
        app.anonymous()
            .send(request("một mật khẩu sai"))
            .await
            .assert_problem(401, "sign_in_refused");
    }
);
