//! Sign-ins that are refused: nobody learns why.

use serde_json::json;

use super::sign_in;
use crate::support::{PASSWORD, Request};

on_both_engines!(nobody_learns_who_has_an_account, |app| async move {
    let unknown_phone = "0988 777 666";
    let mut replies = Vec::new();
    for (identifier, password) in [
        (app.person("member").phone.as_str(), "một mật khẩu sai"),
        (unknown_phone, PASSWORD),
        (app.person("newcomer").phone.as_str(), PASSWORD),
        (app.person("departed").phone.as_str(), PASSWORD),
        ("khong.ai@example.org", PASSWORD),
        ("không phải ai cả", PASSWORD),
    ] {
        let before = app.state().passwords.verifications();
        let reply = sign_in(&app, identifier, password).await;
        let work = app.state().passwords.verifications() - before;
        reply.assert_problem(401, "sign_in_refused");
        let mut body = reply.json();
        body.as_object_mut().unwrap().remove("instance");
        replies.push((work, body));
    }
    assert!(
        replies.iter().all(|reply| *reply == replies[0]),
        "{replies:#?}"
    );
    assert_eq!(replies[0].0, 3);

    for (identifier, password) in [
        (
            app.person("member").card_number.as_str(),
            "một mật khẩu sai",
        ),
        ("999999999999", PASSWORD),
        (app.person("newcomer").card_number.as_str(), PASSWORD),
        (app.person("departed").card_number.as_str(), PASSWORD),
    ] {
        let before = app.state().passwords.verifications();
        sign_in(&app, identifier, password)
            .await
            .assert_problem(401, "sign_in_refused");
        assert_eq!(
            app.state().passwords.verifications() - before,
            1,
            "{identifier}"
        );
    }
});

on_both_engines!(
    bad_bodies_are_refused_with_what_is_wrong,
    |app| async move {
        let post = async |body| {
            app.anonymous()
                .send(Request::post("/api/v1/sessions", body))
                .await
        };
        for (body, pointer, code) in [
            (json!({"password": "x"}), "/identifier", "required"),
            (json!({"identifier": "0912345678"}), "/password", "required"),
            (
                json!({"identifier": "", "password": "x"}),
                "/identifier",
                "too_short",
            ),
            (
                json!({"identifier": "x".repeat(255), "password": "x"}),
                "/identifier",
                "too_long",
            ),
            (
                json!({"identifier": "x", "password": ""}),
                "/password",
                "too_short",
            ),
            (
                json!({"identifier": "x", "password": "x".repeat(129)}),
                "/password",
                "too_long",
            ),
            (
                json!({"identifier": "x", "password": "x", "platform": "symbian"}),
                "/platform",
                "unknown_value",
            ),
            (
                json!({"identifier": "x", "password": "x", "platform": null}),
                "/platform",
                "wrong_type",
            ),
            (
                json!({"identifier": "x", "password": "x", "device_name": "x".repeat(101)}),
                "/device_name",
                "too_long",
            ),
            (
                json!({"identifier": "x", "password": "x", "admin": true}),
                "/admin",
                "unknown_member",
            ),
        ] {
            let reply = post(body).await;
            reply.assert(422);
            assert_eq!(reply.errors(), [(pointer.to_owned(), code.to_owned())]);
        }
        // Text that no engine could store is refused like any other.
        post(json!({"identifier": "a\u{0}b", "password": "x\u{0}"}))
            .await
            .assert_problem(401, "sign_in_refused");
    }
);

on_both_engines!(
    an_address_that_tries_too_often_waits,
    crate::support::TestApp::builder().limits(1_000, 1_000, 5),
    |app| async move {
        for number in 0..5 {
            sign_in(&app, &format!("09123456{number:02}"), "sai")
                .await
                .assert(401);
        }
        sign_in(&app, "0912345699", "sai")
            .await
            .assert_problem(429, "too_many_requests");
    }
);
