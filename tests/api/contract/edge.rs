//! Fields that every answer carries, encodings, other origins, metrics.

use std::io::Read as _;

use serde_json::json;

use crate::support::{Reply, Request, TestApp};

#[track_caller]
fn assert_secure(reply: &Reply) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("strict-transport-security", "max-age=31536000"),
    ] {
        assert_eq!(reply.header(name), Some(value), "{name} of {reply}");
    }
    let policy = reply.header("content-security-policy").unwrap_or_default();
    assert!(
        policy.starts_with("default-src 'none'") || reply.to_string().contains("/docs"),
        "{reply}"
    );
    assert!(policy.contains("frame-ancestors 'none'"), "{reply}");
    assert_eq!(reply.header("server"), None);
    assert_eq!(reply.header("access-control-allow-origin"), None);
}

on_both_engines!(
    every_answer_has_the_security_fields,
    TestApp::builder().limits(12, 1_000, 1_000),
    |app| async move {
        let member = app.member();
        let wrong = Request::new("PUT", "/api/v1/me/settings");
        for (request, status) in [
            (Request::get("/healthz"), 200),
            (Request::get("/api/v1/me/settings"), 200),
            (Request::get("/api/v1/nothing"), 404),
            (Request::post("/healthz", json!({})), 405),
            (Request::get("/api/v1/jobs?limit=0"), 422),
            (wrong.clone().bytes("application/json", "{"), 400),
            (wrong.clone().bytes("text/plain", "{"), 415),
            (wrong.bytes("application/json", " ".repeat(70_000)), 413),
            (Request::get("/openapi.json"), 200),
            (Request::get("/docs/"), 200),
            (Request::get("/metrics"), 200),
            (
                Request::get("/api/v1/me/settings").header("authorization", "Bearer x"),
                401,
            ),
            (Request::get("/healthz"), 429),
        ] {
            let reply = member.send(request).await;
            assert_secure(reply.assert(status));
        }
    }
);

on_both_engines!(answers_about_people_are_for_one_reader, |app| async move {
    for path in ["/api/v1/me/settings", "/api/v1/me/sessions", "/api/v1/jobs"] {
        let cache = app
            .member()
            .get(path)
            .await
            .assert(200)
            .header("cache-control")
            .unwrap_or_default()
            .to_owned();
        assert!(
            cache.contains("private") || cache.contains("no-store"),
            "{path}: {cache}"
        );
    }
});

/// Undoes a content encoding.
fn decode(encoding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match encoding {
        "br" => brotli::Decompressor::new(bytes, 4_096)
            .read_to_end(&mut plain)
            .map(drop)
            .unwrap(),
        "gzip" => flate2::read::GzDecoder::new(bytes)
            .read_to_end(&mut plain)
            .map(drop)
            .unwrap(),
        "zstd" => plain = zstd::decode_all(bytes).unwrap(),
        other => panic!("{other}?"),
    }
    plain
}

on_both_engines!(
    text_is_compressed_for_those_who_understand_it,
    |app| async move {
        for path in ["/openapi.json", "/.well-known/jwks.json", "/healthz"] {
            let plain = app.anonymous().get(path).await;
            assert_eq!(plain.header("content-encoding"), None);
            for (accepted, encoding) in [
                ("br", "br"),
                ("gzip", "gzip"),
                ("zstd", "zstd"),
                ("gzip;q=0.5, br;q=0.9", "br"),
                ("deflate;q=0, gzip", "gzip"),
            ] {
                let reply = app
                    .anonymous()
                    .request("GET", path)
                    .header("accept-encoding", accepted)
                    .send()
                    .await;
                assert_eq!(
                    reply.header("content-encoding"),
                    Some(encoding),
                    "{path} {accepted}"
                );
                assert!(
                    reply
                        .header("vary")
                        .unwrap_or_default()
                        .to_lowercase()
                        .contains("accept-encoding"),
                    "{path}: a cache must know"
                );
                let decoded = decode(encoding, reply.bytes());
                assert_eq!(decoded, plain.bytes());
            }
            for accepted in ["identity", "", "snappy", "br;q=0"] {
                let reply = app
                    .anonymous()
                    .request("GET", path)
                    .header("accept-encoding", accepted)
                    .send()
                    .await;
                assert_eq!(
                    reply.header("content-encoding"),
                    None,
                    "{path} {accepted:?}"
                );
            }
        }
    }
);

on_both_engines!(
    pages_of_other_origins_may_not_call_unless_named,
    |app| async move {
        let preflight = app
            .anonymous()
            .request("OPTIONS", "/api/v1/sessions")
            .header("origin", "https://pages.example")
            .header("access-control-request-method", "POST");
        let reply = preflight.send().await;
        assert_secure(reply.assert(405));
        let reply = app
            .anonymous()
            .request("GET", "/healthz")
            .header("origin", "https://pages.example")
            .send()
            .await;
        assert_secure(reply.assert(200));
    }
);

on_both_engines!(
    pages_of_a_named_origin_may_call,
    TestApp::builder()
        .config(|config| config.cors_origins = vec!["https://pages.example".to_owned()]),
    |app| async move {
        let ask = |origin: &'static str| {
            app.anonymous()
                .request("GET", "/healthz")
                .header("origin", origin)
                .send()
        };
        let reply = ask("https://pages.example").await;
        assert_eq!(
            reply.assert(200).header("access-control-allow-origin"),
            Some("https://pages.example")
        );
        assert_eq!(
            reply.header("access-control-allow-credentials"),
            None,
            "tokens are sent by hand, never by cookies"
        );
        let reply = ask("https://other.example").await;
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
);

on_both_engines!(metrics_are_for_this_machine, |app| async move {
    app.anonymous().get("/healthz").await.assert(200);
    let reply = app.anonymous().get("/metrics").await;
    let counted = r#"sotay_http_requests_total{method="GET",path="/healthz",status="200"} 1"#;
    assert!(reply.assert(200).text().contains(counted), "{reply}");
    // A request that came through a proxy is not from this machine.
    let forwarded = app
        .anonymous()
        .request("GET", "/metrics")
        .header("x-forwarded-for", "203.0.113.9")
        .send()
        .await;
    forwarded.assert_problem(404, "not_found");
});

on_both_engines!(
    metrics_ask_for_their_token_where_one_is_set,
    TestApp::builder().config(|config| config.metrics_token = Some("of the operator".to_owned())),
    |app| async move {
        app.anonymous().get("/metrics").await.assert(404);
        for token in ["", "of the operato", "of the operator ", "Of the operator"] {
            let reply = app
                .anonymous()
                .send(Request::get("/metrics").header("authorization", format!("Bearer {token}x")))
                .await;
            reply.assert(404);
        }
        app.admin().get("/metrics").await.assert(404);
        app.anonymous()
            .send(Request::get("/metrics").header("authorization", "Bearer of the operator"))
            .await
            .assert(200);
    }
);

on_both_engines!(
    an_address_beside_a_pattern_keeps_its_own_methods,
    |app| async move {
        let reply = app.author().get("/api/v1/files/uploads").await;
        reply.assert_problem(405, "method_not_allowed");
        assert_eq!(reply.header("allow"), Some("POST"));
        for id in [
            "null,null",
            "uploads2",
            "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01",
        ] {
            let path = format!("/api/v1/files/{id}");
            app.author()
                .get(&path)
                .await
                .assert_problem(404, "not_found");
        }
    }
);
