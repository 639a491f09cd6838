//! Only a token that this deployment signed, that has not expired and whose session still stands is accepted.

use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use diesel::prelude::*;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use sotay::auth::cache::FRESH_SECONDS;
use sotay::auth::keys;
use sotay::auth::tokens::{ACCESS_TOKEN_SECONDS, Claims};
use sotay::db::schema::{members, role_grants, sessions, signing_keys};

use crate::support::{Actor, Reply, Request, TestApp};

const OWN: &str = "/api/v1/me/settings";

async fn refused(app: &TestApp, token: &str, why: &str) {
    let reply = app.anonymous().with_token(token).get(OWN).await;
    assert_eq!(
        (reply.status(), reply.code().as_str()),
        (401, "token_rejected"),
        "{why}: {reply}"
    );
    assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
}

on_both_engines!(without_a_token_one_is_not_signed_in, |app| async move {
    app.anonymous()
        .get(OWN)
        .await
        .assert_problem(401, "not_signed_in");
    let token = app.member().token().to_owned();
    for (field, status) in [
        (String::new(), 401),
        ("Bearer".to_owned(), 401),
        ("Bearer ".to_owned(), 401),
        (format!("Basic {token}"), 401),
        (token.clone(), 401),
        (format!("Bearer {token}x"), 401),
        (format!("Bearer {token} {token}"), 401),
        (format!("Bearer {}", "x".repeat(5_000)), 401),
        (format!("bearer {token}"), 200),
        (format!("Bearer  {token} "), 200),
    ] {
        let reply: Reply = app
            .anonymous()
            .send(Request::get(OWN).header("authorization", &field))
            .await;
        assert_eq!(reply.status(), status, "{field:?}");
    }
    // Two fields are no token either, whichever the server would have taken.
    let two = Request::get(OWN)
        .header("authorization", "Bearer x")
        .header("authorization", format!("Bearer {token}"));
    app.anonymous().send(two).await.assert(401);
});

on_both_engines!(a_token_ends_after_its_time, |app| async move {
    let member = app.member();
    app.clock
        .advance(Duration::seconds(ACCESS_TOKEN_SECONDS - 1));
    member.get(OWN).await.assert(200);
    app.clock.advance(Duration::seconds(1));
    member.get(OWN).await.assert_problem(401, "token_rejected");
    app.sign_in_again("member").get(OWN).await.assert(200);
});

/// The parts of a token, as JSON and as bytes.
fn parts(token: &str) -> (Value, Value, Vec<u8>) {
    let parts: Vec<Vec<u8>> = token
        .split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
        .collect();
    (
        serde_json::from_slice(&parts[0]).unwrap(),
        serde_json::from_slice(&parts[1]).unwrap(),
        parts[2].clone(),
    )
}

fn join(header: &Value, claims: &Value, signature: &[u8]) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.{}",
        encode(header),
        encode(claims),
        URL_SAFE_NO_PAD.encode(signature)
    )
}

fn signed_by(key: &EncodingKey, algorithm: Algorithm, kid: Option<&str>, claims: &Value) -> String {
    let header = Header {
        kid: kid.map(str::to_owned),
        ..Header::new(algorithm)
    };
    encode(&header, claims, key).unwrap()
}

on_both_engines!(a_token_that_we_did_not_sign_is_refused, |app| async move {
    let (header, claims, signature) = parts(app.member().token());
    let kid = header["kid"].as_str().unwrap();
    let pair = Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).unwrap();
    let foreign = EncodingKey::from_ed_der(pair.as_ref());
    refused(
        &app,
        &signed_by(&foreign, Algorithm::EdDSA, Some(kid), &claims),
        "another key under our id",
    )
    .await;
    refused(
        &app,
        &signed_by(&foreign, Algorithm::EdDSA, Some("unknown"), &claims),
        "an unknown key",
    )
    .await;
    refused(
        &app,
        &signed_by(&foreign, Algorithm::EdDSA, None, &claims),
        "no key id",
    )
    .await;

    // The public key is public: nobody may sign with it as if it were a shared secret.
    let keys = app.anonymous().get("/.well-known/jwks.json").await.json();
    let public = keys["keys"][0]["x"].as_str().unwrap().to_owned();
    for secret in [
        public.clone().into_bytes(),
        URL_SAFE_NO_PAD.decode(&public).unwrap(),
    ] {
        refused(
            &app,
            &signed_by(
                &EncodingKey::from_secret(&secret),
                Algorithm::HS256,
                Some(kid),
                &claims,
            ),
            "HS256",
        )
        .await;
    }
    for algorithm in ["none", "None", "HS256", "ES256"] {
        let other = json!({"alg": algorithm, "typ": "JWT", "kid": kid});
        refused(&app, &join(&other, &claims, b""), algorithm).await;
        refused(&app, &join(&other, &claims, &signature), algorithm).await;
    }
    refused(&app, &join(&header, &claims, b""), "no signature").await;
});

on_both_engines!(a_token_that_was_altered_is_refused, |app| async move {
    let (header, claims, signature) = parts(app.member().token());
    app.anonymous()
        .with_token(&join(&header, &claims, &signature))
        .get(OWN)
        .await
        .assert(401); // written differently
    for (name, value) in [
        ("sub", json!(app.person("admin").public_id)),
        ("sid", json!(app.person("admin").session)),
        ("exp", json!(claims["exp"].as_i64().unwrap() + 1)),
        ("iss", json!("elsewhere")),
    ] {
        let mut altered = claims.clone();
        altered[name] = value;
        refused(&app, &join(&header, &altered, &signature), name).await;
    }
});

on_both_engines!(
    a_token_of_another_deployment_is_refused,
    TestApp::builder().config(|config| "elsewhere".clone_into(&mut config.issuer)),
    |app| async move {
        app.member().get(OWN).await.assert(200);
        let (_, claims, _) = parts(app.member().token());
        let claims: Claims = serde_json::from_value(claims).unwrap();
        assert_eq!(
            (claims.iss.as_str(), claims.exp - claims.iat),
            ("elsewhere", ACCESS_TOKEN_SECONDS)
        );
        let ring = &app.state().authenticator.ring;
        let token =
            sotay::auth::tokens::issue(ring, "sotay", claims.sub, claims.sid, app.clock.now())
                .unwrap();
        refused(&app, &token, "another issuer").await;
    }
);

async fn works(actor: &Actor) -> bool {
    actor.get(OWN).await.status() == 200
}

on_both_engines!(
    what_is_withdrawn_in_the_database_ends_within_seconds,
    |app| async move {
        let (member, newcomer, officer) =
            (app.member(), app.actor("newcomer"), app.roster_officer());
        assert!(works(&member).await && works(&newcomer).await);
        let codes = format!(
            "/api/v1/members/{}/account-codes",
            app.person("newcomer").public_id
        );
        let hand_out = || officer.post(&codes, json!({"purpose": "activation"}));
        hand_out().await.assert(201);
        // As another process does it: this one is not told.
        let (signed_out, died, role) = (
            app.person("member").id,
            app.person("newcomer").id,
            app.person("roster_officer").id,
        );
        let (now, today) = (app.clock.now(), app.clock.today());
        let state = app.state();
        let change = state.db.write(move |conn| {
            diesel::update(sessions::table.filter(sessions::member_id.eq(signed_out)))
                .set(sessions::ended_at.eq(Some(now)))
                .execute(conn)?;
            diesel::update(members::table.find(died))
                .set(members::standing.eq("deceased"))
                .execute(conn)?;
            diesel::update(role_grants::table.filter(role_grants::member_id.eq(role)))
                .set(role_grants::to_on.eq(Some(today)))
                .execute(conn)?;
            Ok(())
        });
        change.await.unwrap();
        app.clock.advance(Duration::seconds(FRESH_SECONDS));
        member.get(OWN).await.assert_problem(401, "token_rejected");
        newcomer
            .get(OWN)
            .await
            .assert_problem(401, "token_rejected");
        hand_out().await.assert_problem(403, "not_permitted");
        assert!(works(&officer).await, "he lost a role, not his account");
    }
);

on_both_engines!(
    one_who_may_not_sign_in_has_no_use_of_his_token,
    |app| async move {
        app.actor("departed")
            .get(OWN)
            .await
            .assert_problem(401, "token_rejected");
    }
);

on_both_engines!(
    processes_that_start_together_make_one_first_key,
    |app| async move {
        let state = app.state();
        state
            .db
            .write(|conn| Ok(diesel::delete(signing_keys::table).execute(conn)?))
            .await
            .unwrap();
        let starts = (0..8).map(|_| {
            let system = state.system("test");
            state.db.write(move |conn| keys::make_first(conn, &system))
        });
        for made in futures_util::future::join_all(starts).await {
            made.unwrap();
        }
        let found: i64 = state
            .db
            .read(|conn| Ok(signing_keys::table.count().get_result(conn)?))
            .await
            .unwrap();
        assert_eq!(found, 1);
    }
);
