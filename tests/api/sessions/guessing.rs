//! Wrong attempts make further ones wait; a stranger cannot make the member wait.

use chrono::Duration;
use serde_json::json;

use super::{behind_a_proxy, sign_in, sign_in_from};
use crate::support::{PASSWORD, Request};

const HOME: &str = "203.0.113.7";
const ELSEWHERE: &str = "198.51.100.20";
const WRONG: &str = "một mật khẩu sai";

on_both_engines!(waits_grow_with_each_failure, |app| async move {
    let member = &app.person("member").card_number;
    for _ in 0..3 {
        sign_in(&app, member, WRONG)
            .await
            .assert_problem(401, "sign_in_refused");
    }
    for wait in [8, 16, 32, 64, 128, 256, 300, 300] {
        let early = sign_in(&app, member, PASSWORD).await;
        early.assert_problem(429, "too_many_requests");
        assert_eq!(early.header("retry-after"), Some(wait.to_string().as_str()));
        app.clock.advance(Duration::seconds(wait));
        sign_in(&app, member, WRONG)
            .await
            .assert_problem(401, "sign_in_refused");
    }
    // The right password makes it good.
    app.clock.advance(Duration::seconds(300));
    sign_in(&app, member, PASSWORD).await.assert(201);
    sign_in(&app, member, WRONG).await.assert(401);
    sign_in(&app, member, PASSWORD).await.assert(201);
});

on_both_engines!(
    an_unknown_account_makes_wait_just_the_same,
    |app| async move {
        for _ in 0..3 {
            sign_in(&app, "0988777666", WRONG)
                .await
                .assert_problem(401, "sign_in_refused");
        }
        let early = sign_in(&app, "+84 988 777 666", WRONG).await;
        early.assert_problem(429, "too_many_requests");
        assert_eq!(early.header("retry-after"), Some("8"));
    }
);

on_both_engines!(
    guesses_sent_at_once_count_before_they_are_checked,
    |app| async move {
        let member = &app.person("member").card_number;
        let guesses = (0..12).map(|number| {
            let (app, guess) = (&app, format!("đoán lần thứ {number}"));
            async move { sign_in(app, member, &guess).await.status() }
        });
        let answers = futures_util::future::join_all(guesses).await;
        assert_eq!(
            answers.iter().filter(|status| **status == 401).count(),
            3,
            "{answers:?}"
        );
        assert_eq!(
            answers.iter().filter(|status| **status == 429).count(),
            9,
            "{answers:?}"
        );
    }
);

on_both_engines!(
    a_stranger_does_not_make_the_member_wait,
    behind_a_proxy(),
    |app| async move {
        let member = &app.person("member").phone;
        sign_in_from(&app, HOME, member, PASSWORD).await.assert(201);
        for _ in 0..3 {
            sign_in_from(&app, ELSEWHERE, member, WRONG)
                .await
                .assert(401);
        }
        sign_in_from(&app, ELSEWHERE, member, PASSWORD)
            .await
            .assert(429);
        sign_in_from(&app, HOME, member, PASSWORD).await.assert(201);

        // Nor do very many strangers together, who slow down only each other.
        let mut refused = 0;
        for number in 0..40 {
            let reply = sign_in_from(&app, &format!("192.0.2.{number}"), member, WRONG).await;
            refused += u32::from(reply.status() == 429);
        }
        assert!(refused >= 20, "{refused} of 40 networks had to wait");
        sign_in_from(&app, HOME, member, WRONG).await.assert(401);
        sign_in_from(&app, HOME, member, PASSWORD).await.assert(201);
        // A minute later a network that is new has its turn.
        app.clock.advance(Duration::seconds(60));
        sign_in_from(&app, "192.0.2.200", member, PASSWORD)
            .await
            .assert(201);
    }
);

on_both_engines!(
    what_a_caller_claims_without_a_proxy_does_not_count,
    |app| async move {
        let member = &app.person("member").phone;
        for number in 0..3 {
            sign_in_from(&app, &format!("192.0.2.{number}"), member, WRONG)
                .await
                .assert(401);
        }
        sign_in_from(&app, "192.0.2.99", member, PASSWORD)
            .await
            .assert(429);
    }
);

on_both_engines!(the_current_password_is_guarded_too, |app| async move {
    let member = app.member();
    let body = json!({"current_password": WRONG, "new_password": "ba con mèo trên mái"});
    for _ in 0..3 {
        member
            .put("/api/v1/me/password", body.clone())
            .await
            .assert_problem(401, "password_refused");
    }
    let early = member.put("/api/v1/me/password", body.clone()).await;
    early.assert_problem(429, "too_many_requests");
    assert_eq!(early.header("retry-after"), Some("8"));
    // Signing in is counted apart.
    sign_in(&app, &app.person("member").phone, PASSWORD)
        .await
        .assert(201);
});

on_both_engines!(
    five_wrong_codes_spoil_a_code_for_their_network_only,
    behind_a_proxy(),
    |app| async move {
        let newcomer = app.person("newcomer");
        let path = format!("/api/v1/members/{}/account-codes", newcomer.public_id);
        let issue = || async {
            let reply = app
                .secretary()
                .post(&path, json!({"purpose": "activation"}))
                .await;
            reply.assert(201);
            reply.json()["code"].as_str().unwrap().to_owned()
        };
        let activate = |network: &'static str, code: String| {
            let body = json!({"identifier": newcomer.phone, "code": code, "password": "ba con mèo trên mái"});
            let request = Request::post("/api/v1/accounts/activation", body)
                .header("x-forwarded-for", network);
            let caller = app.anonymous();
            async move { caller.send(request).await }
        };
        let code = issue().await;
        for wait in [0, 0, 0, 8, 16] {
            app.clock.advance(Duration::seconds(wait));
            activate(ELSEWHERE, "22222-22222".to_owned())
                .await
                .assert_problem(401, "code_refused");
        }
        activate(ELSEWHERE, code.clone())
            .await
            .assert_problem(429, "too_many_requests");
        app.clock.advance(Duration::seconds(32));
        activate(ELSEWHERE, code.clone())
            .await
            .assert_problem(401, "code_refused");

        // A new code is a new chance, also from there; and the member at home is never concerned.
        app.clock.advance(Duration::seconds(64));
        let newer = issue().await;
        activate(HOME, code)
            .await
            .assert_problem(401, "code_refused");
        activate(ELSEWHERE, newer).await.assert(204);
    }
);
