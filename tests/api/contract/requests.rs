//! Requests that cannot be understood are answered with a problem that says what is wrong.

use serde_json::{Value, json};

use crate::support::{Reply, Request, TestApp};

const SETTINGS: &str = "/api/v1/me/settings";

async fn put(app: &TestApp, body: &str) -> Reply {
    app.member()
        .send(Request::new("PUT", SETTINGS).bytes("application/json", body))
        .await
}

on_both_engines!(a_body_that_is_no_json_is_malformed, |app| async move {
    for body in [
        "",
        "{",
        "[",
        "nothing",
        "{\"language\": \"vi\"} and more",
        "\u{feff}{\"language\": \"vi\"}",
        "{\"language\": \"v\u{0}i\"}",
    ] {
        let reply = put(&app, body).await;
        reply.assert_problem(400, "malformed_request");
        assert_eq!(
            reply.errors(),
            [(String::new(), "not_json".to_owned())],
            "{body}"
        );
    }
    let broken_utf8 = app
        .member()
        .send(Request::new("PUT", SETTINGS).bytes("application/json", *b"{\"language\": \"\xff\"}"))
        .await;
    assert!([400, 422].contains(&broken_utf8.status()), "{broken_utf8}");
});

on_both_engines!(
    a_body_of_the_wrong_shape_names_its_member,
    |app| async move {
        for (body, pointer, code) in [
            (json!({}), "/language", "required"),
            (
                json!({"language": "vi", "theme": "dark"}),
                "/theme",
                "unknown_member",
            ),
            (json!({"language": "fr"}), "/language", "unknown_value"),
            (json!({"language": 7}), "/language", "wrong_type"),
            (json!({"language": null}), "/language", "wrong_type"),
            (json!([]), "", "wrong_type"),
        ] {
            let reply = put(&app, &body.to_string()).await;
            reply.assert_problem(422, "invalid_request");
            assert_eq!(
                reply.errors(),
                [(pointer.to_owned(), code.to_owned())],
                "{body}"
            );
        }
        let twice = put(&app, r#"{"language": "vi", "language": "en"}"#).await;
        assert_eq!(
            twice.assert(422).errors(),
            [("/language".to_owned(), "repeated".to_owned())]
        );
    }
);

on_both_engines!(
    a_body_that_is_nested_without_end_is_refused,
    |app| async move {
        let reply = put(&app, &"[".repeat(30_000)).await;
        assert!([400, 422].contains(&reply.status()), "{reply}");
    }
);

on_both_engines!(a_body_of_another_type_is_refused, |app| async move {
    for kind in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "application/xml",
        "json",
    ] {
        let request = Request::new("PUT", SETTINGS).bytes(kind, r#"{"language": "vi"}"#);
        app.member()
            .send(request)
            .await
            .assert_problem(415, "unsupported_media_type");
    }
    for kind in [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
    ] {
        let request = Request::new("PUT", SETTINGS).bytes(kind, r#"{"language": "vi"}"#);
        app.member().send(request).await.assert(200);
    }
});

on_both_engines!(a_body_that_is_too_large_is_refused, |app| async move {
    let body = |length: usize| format!("{{\"language\": \"vi\"{}}}", " ".repeat(length - 18));
    app.member()
        .send(Request::new("PUT", SETTINGS).bytes("application/json", body(65_536)))
        .await
        .assert(200);
    let reply = app
        .member()
        .send(Request::new("PUT", SETTINGS).bytes("application/json", body(65_537)))
        .await;
    reply.assert_problem(413, "too_large");
});

on_both_engines!(an_unknown_address_is_not_found, |app| async move {
    for path in [
        "/",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v2/me/settings",
        "/api/v1/me/settings/",
        "/api/v1//me/settings",
        "/%00",
        "/..%2f..%2fetc",
    ] {
        for actor in [app.anonymous(), app.admin()] {
            actor.get(path).await.assert_problem(404, "not_found");
        }
    }
    // What is no id is the id of nothing.
    for id in [
        "1",
        "0",
        "-1",
        "nothing",
        "%20",
        "01936f2e-8a10-7c3e-9d41",
        "%ff%fe",
    ] {
        app.admin()
            .get(format!("/api/v1/jobs/{id}"))
            .await
            .assert_problem(404, "not_found");
    }
});

on_both_engines!(
    another_method_is_refused_with_those_allowed,
    |app| async move {
        for (method, path, allowed) in [
            ("POST", "/healthz", "GET"),
            ("HEAD", "/healthz", "GET"),
            ("OPTIONS", "/healthz", "GET"),
            ("TRACE", "/healthz", "GET"),
            ("BREW", "/healthz", "GET"),
            ("DELETE", SETTINGS, "GET, PUT"),
            ("PATCH", SETTINGS, "GET, PUT"),
            ("GET", "/api/v1/sessions", "POST"),
            (
                "GET",
                "/api/v1/me/sessions/01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00",
                "DELETE",
            ),
        ] {
            let reply = app.anonymous().request(method, path).send().await;
            reply.assert(405);
            assert_eq!(reply.header("allow"), Some(allowed), "{reply}");
            if method == "HEAD" {
                assert!(reply.bytes().is_empty());
            } else {
                assert_eq!(reply.code(), "method_not_allowed");
            }
        }
    }
);

on_both_engines!(
    a_query_of_the_wrong_shape_names_its_parameter,
    |app| async move {
        for (query, pointer, code) in [
            ("limit=0", "?limit", "out_of_range"),
            ("limit=201", "?limit", "out_of_range"),
            ("limit=many", "?limit", "wrong_type"),
            ("limit=", "?limit", "wrong_type"),
            ("limit=1&limit=2", "?limit", "repeated"),
            ("colour=red", "?colour", "unknown_member"),
        ] {
            let reply = app.member().get(format!("/api/v1/jobs?{query}")).await;
            assert_eq!(
                reply.assert(422).errors(),
                [(pointer.to_owned(), code.to_owned())],
                "{query}"
            );
        }
    }
);

on_both_engines!(
    texts_are_vietnamese_unless_english_is_preferred,
    |app| async move {
        for (preferred, language, detail) in [
            (None, "vi", "Không tìm thấy."),
            (Some("vi"), "vi", "Không tìm thấy."),
            (Some("en"), "en", "Not found."),
            (Some("en-GB,en;q=0.9,vi;q=0.8"), "en", "Not found."),
            (Some("fr-FR,vi;q=0.5,en;q=0.4"), "vi", "Không tìm thấy."),
            (Some("*"), "vi", "Không tìm thấy."),
            (Some(";;;q=,,\u{ff}"), "vi", "Không tìm thấy."),
        ] {
            let call = app.anonymous();
            let call = call.request("GET", "/api/v1/nothing");
            let call = if let Some(preferred) = preferred {
                call.header("accept-language", preferred)
            } else {
                call
            };
            let reply = call.send().await;
            assert_eq!(
                reply.header("content-language"),
                Some(language),
                "{preferred:?}"
            );
            assert_eq!(reply.assert(404).json()["detail"], detail, "{preferred:?}");
        }
        let reply = app
            .member()
            .request("PUT", SETTINGS)
            .header("accept-language", "en")
            .json(json!({}))
            .send()
            .await;
        assert_eq!(
            reply.json()["errors"][0]["detail"],
            "This member is required."
        );
    }
);

on_both_engines!(a_request_has_an_id_of_our_own, |app| async move {
    let given = "a-caller-may-not-write-into-the-log";
    let first = app
        .anonymous()
        .request("GET", "/api/v1/nothing")
        .header("x-request-id", given)
        .send()
        .await;
    let second = app.anonymous().get("/healthz").await;
    let ids = [&first, &second].map(|reply| reply.header("x-request-id").unwrap().to_owned());
    assert!(
        ids.iter()
            .all(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())),
        "{ids:?}"
    );
    assert_ne!(ids[0], ids[1]);
    assert_eq!(
        first.json()["instance"],
        format!("urn:sotay:request:{}", ids[0])
    );
});

on_both_engines!(the_document_is_served_with_its_tag, |app| async move {
    let reply = app.anonymous().get("/openapi.json").await;
    let served: Value = reply.assert(200).json();
    assert_eq!(served, sotay::server::document().unwrap());
    let again = app
        .anonymous()
        .request("GET", "/openapi.json")
        .header("if-none-match", reply.etag())
        .send()
        .await;
    assert_eq!(
        (again.assert(304).etag(), again.bytes()),
        (reply.etag(), &b""[..])
    );
    let page = app.anonymous().get("/docs/").await;
    assert!(page.assert(200).text().contains("swagger-ui"));
    assert!(
        page.header("content-security-policy")
            .unwrap()
            .contains("script-src 'self'")
    );
});
