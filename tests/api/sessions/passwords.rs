//! Changing one's own password, and settings.

use serde_json::json;

use super::{audited, sign_in, text};
use crate::support::{PASSWORD, TestApp};

const NEW: &str = "ba con mèo trên mái";

async fn change_password(app: &TestApp, current: &str, new: &str) -> crate::support::Reply {
    let body = json!({"current_password": current, "new_password": new});
    app.member().put("/api/v1/me/password", body).await
}

on_both_engines!(the_other_devices_are_signed_out, |app| async move {
    let member = app.person("member");
    let other = sign_in(&app, &member.card_number, PASSWORD).await.json();
    let other = app.anonymous().with_token(text(&other, "access_token"));
    other.get("/api/v1/me/settings").await.assert(200);

    change_password(&app, PASSWORD, NEW).await.assert(204);
    other
        .get("/api/v1/me/settings")
        .await
        .assert_problem(401, "token_rejected");
    app.member().get("/api/v1/me/settings").await.assert(200);
    sign_in(&app, &member.card_number, PASSWORD)
        .await
        .assert_problem(401, "sign_in_refused");
    sign_in(&app, &member.card_number, NEW).await.assert(201);
    let rows = audited(&app, "change_password", member.id).await;
    assert_eq!(rows, [("member".to_owned(), json!({"sessions_ended": 1}))]);
});

on_both_engines!(a_bad_new_password_changes_nothing, |app| async move {
    let member = app.person("member");
    for (new, code) in [
        ("ngắn", "too_short"),
        ("password123", "password_too_common"),
        (member.card_number.as_str(), "password_too_personal"),
        (&"x".repeat(129), "too_long"),
    ] {
        let reply = change_password(&app, PASSWORD, new).await;
        reply.assert(422);
        assert_eq!(
            reply.errors(),
            [("/new_password".to_owned(), code.to_owned())]
        );
    }
    change_password(&app, "một mật khẩu sai", NEW)
        .await
        .assert_problem(401, "password_refused");
    sign_in(&app, &member.card_number, PASSWORD)
        .await
        .assert(201);
});

on_both_engines!(
    however_it_is_composed_a_password_is_the_same,
    |app| async move {
        change_password(&app, PASSWORD, "một b\u{1ec7}nh viện to")
            .await
            .assert(204);
        let decomposed = "một be\u{323}\u{302}nh viện to";
        sign_in(&app, &app.person("member").card_number, decomposed)
            .await
            .assert(201);
    }
);

on_both_engines!(settings_are_kept, |app| async move {
    let member = app.member();
    assert_eq!(
        member.get("/api/v1/me/settings").await.json(),
        json!({"language": "vi"})
    );
    let reply = member
        .put("/api/v1/me/settings", json!({"language": "en"}))
        .await;
    assert_eq!(reply.assert(200).json(), json!({"language": "en"}));
    assert_eq!(
        member.get("/api/v1/me/settings").await.json(),
        json!({"language": "en"})
    );
    assert_eq!(
        app.secretary().get("/api/v1/me/settings").await.json(),
        json!({"language": "vi"})
    );
    let reply = member
        .put("/api/v1/me/settings", json!({"language": "fr"}))
        .await;
    reply.assert(422);
    assert_eq!(
        reply.errors(),
        [("/language".to_owned(), "unknown_value".to_owned())]
    );
});
