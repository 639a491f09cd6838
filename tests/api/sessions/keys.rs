//! Signing keys change without signing anyone out.

use chrono::Duration;

use super::{sign_in, text};
use crate::support::{PASSWORD, TestApp};

async fn rotate(app: &TestApp) -> String {
    let (state, ring) = (app.state(), app.state().authenticator.ring.clone());
    let system = state.system("rotate-keys");
    state
        .db
        .write(move |conn| {
            let kid = sotay::auth::keys::rotate(conn, &system)?;
            ring.reload(conn, &system)?;
            Ok(kid)
        })
        .await
        .unwrap()
}

fn kid(token: &str) -> String {
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

on_both_engines!(a_rotation_signs_nobody_out, |app| async move {
    let member = &app.person("member").card_number;
    let before = sign_in(&app, member, PASSWORD).await.json();
    let old = app.anonymous().with_token(text(&before, "access_token"));
    let new_kid = rotate(&app).await;
    assert_ne!(kid(old.token()), new_kid);

    // Announced at once, in use once every process knows it.
    let keys = app.anonymous().get("/.well-known/jwks.json").await.json();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
    let soon = sign_in(&app, member, PASSWORD).await.json();
    assert_eq!(kid(text(&soon, "access_token")), kid(old.token()));
    app.clock.advance(Duration::seconds(31));
    let after = sign_in(&app, member, PASSWORD).await.json();
    assert_eq!(kid(text(&after, "access_token")), new_kid);
    old.get("/api/v1/me/settings").await.assert(200);
    app.anonymous()
        .with_token(text(&after, "access_token"))
        .get("/api/v1/me/settings")
        .await
        .assert(200);

    // The old token is good until it expires, not longer.
    app.clock.advance(Duration::minutes(14));
    old.get("/api/v1/me/settings").await.assert(200);
    app.clock.advance(Duration::minutes(1));
    old.get("/api/v1/me/settings")
        .await
        .assert_problem(401, "token_rejected");
});
