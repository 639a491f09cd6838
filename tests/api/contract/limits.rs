//! Too many requests are answered 429 with the time to wait, too many that wait 503.

use serde_json::json;
use sotay::db::DbOptions;
use tokio::task::JoinSet;

use crate::database::Hold;
use crate::support::{Reply, Request, TestApp};

/// The remaining requests that `RateLimit` tells, with the name of the limit.
fn remaining(reply: &Reply) -> (String, u32) {
    let field = reply
        .header("ratelimit")
        .unwrap_or_else(|| panic!("{reply}: no RateLimit"));
    let (name, rest) = field.split_once(";r=").unwrap();
    (
        name.trim_matches('"').to_owned(),
        rest.split(';').next().unwrap().parse().unwrap(),
    )
}

fn assert_waits(reply: &Reply, name: &str, quota: u32) {
    reply.assert_problem(429, "too_many_requests");
    let wait: u64 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(remaining(reply), (name.to_owned(), 0));
    assert_eq!(
        reply.header("ratelimit-policy"),
        Some(format!("\"{name}\";q={quota};w=60").as_str())
    );
}

on_both_engines!(
    an_address_is_limited,
    TestApp::builder().limits(3, 1_000, 1_000),
    |app| async move {
        for left in (0..3).rev() {
            let reply = app.anonymous().get("/healthz").await;
            assert_eq!(remaining(reply.assert(200)), ("address".to_owned(), left));
        }
        for path in [
            "/healthz",
            "/api/v1/nothing",
            "/api/v1/me/settings",
            "/openapi.json",
        ] {
            assert_waits(&app.member().get(path).await, "address", 3);
        }
        // Whoever asks directly cannot say that he is someone else.
        let pretending = Request::get("/healthz").header("x-forwarded-for", "203.0.113.9");
        assert_waits(&app.anonymous().send(pretending).await, "address", 3);
    }
);

on_both_engines!(
    behind_a_trusted_proxy_each_client_has_his_own_limit,
    TestApp::builder()
        .limits(2, 1_000, 1_000)
        .config(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()]),
    |app| async move {
        let ask = |from: &'static str| {
            app.anonymous()
                .request("GET", "/healthz")
                .header("x-forwarded-for", from)
                .send()
        };
        for from in [
            "203.0.113.1",
            "203.0.113.2",
            "198.51.100.1, 203.0.113.3",
            "2001:db8:1::1",
        ] {
            ask(from).await.assert(200);
            ask(from).await.assert(200);
            assert_waits(&ask(from).await, "address", 2);
        }
        // The last hop before the proxy counts: what stands before it was written by the client.
        assert_waits(&ask("192.0.2.77, 203.0.113.1").await, "address", 2);
        // One subscriber has all addresses of a /64.
        assert_waits(&ask("2001:db8:1::2").await, "address", 2);
        ask("2001:db8:2::1").await.assert(200);
    }
);

on_both_engines!(
    an_account_is_limited,
    TestApp::builder().limits(1_000, 3, 1_000),
    |app| async move {
        for left in (0..3).rev() {
            let reply = app.member().get("/api/v1/me/settings").await;
            assert_eq!(remaining(reply.assert(200)), ("account".to_owned(), left));
        }
        assert_waits(&app.member().get("/api/v1/me/settings").await, "account", 3);
        app.secretary().get("/api/v1/me/settings").await.assert(200);
        app.anonymous().get("/healthz").await.assert(200);
    }
);

on_both_engines!(
    ways_into_an_account_are_limited_together,
    TestApp::builder().limits(1_000, 1_000, 3),
    |app| async move {
        let identifier = &app.person("member").card_number;
        let sign_in = json!({"identifier": identifier, "password": "not-the-password"});
        let code = json!({"identifier": identifier, "code": "7KQ2M-XW9RD", "password": "another-long-one"});
        app.anonymous()
            .post("/api/v1/sessions", &sign_in)
            .await
            .assert(401);
        for path in [
            "/api/v1/accounts/activation",
            "/api/v1/accounts/password-reset",
        ] {
            let reply = app.anonymous().post(path, &code).await;
            reply.assert(401);
        }
        for path in [
            "/api/v1/sessions",
            "/api/v1/accounts/activation",
            "/api/v1/accounts/password-reset",
        ] {
            let body = if path.ends_with("sessions") {
                &sign_in
            } else {
                &code
            };
            assert_waits(&app.anonymous().post(path, body).await, "sign_in", 3);
        }
        app.member().get("/api/v1/me/settings").await.assert(200);
    }
);

on_both_engines!(
    when_too_many_wait_the_next_is_told_at_once,
    TestApp::builder().db(DbOptions {
        readers: 1,
        writers: 1,
        queue: 1,
        ..DbOptions::default()
    }),
    |app| async move {
        let hold = Hold::on(&app.state().db, false).await;
        let mut asked = JoinSet::new();
        for _ in 0..2 {
            let actor = app.anonymous();
            asked.spawn(async move { actor.get("/readyz").await });
        }
        // One waits in the queue; the other finds it full.
        let first = asked.join_next().await.unwrap().unwrap();
        first.assert_problem(503, "busy");
        assert_eq!(first.header("retry-after"), Some("2"));
        hold.let_go().await;
        asked.join_next().await.unwrap().unwrap().assert(200);
    }
);
