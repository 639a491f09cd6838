//! What a provider may answer, and what becomes of the message, the address and everybody else's.

use std::time::Duration as Wait;

use chrono::Duration;
use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::schema::{devices, push_pace, push_retries};
use sotay::providers::Verdict;

use super::{campaign, device, kinds, paper, phone, phones};
use crate::support::{Request, TestApp};

/// Published, and told and sent as far as can be.
async fn published(app: &TestApp) {
    paper().publish(app).await;
    app.drain_pushes().await;
}

async fn failed(app: &TestApp) -> Value {
    campaign(app).await["failed"].clone()
}

/// Addresses that were buried.
async fn buried(app: &TestApp) -> Vec<String> {
    app.state()
        .db
        .read(|conn| {
            Ok(devices::table
                .filter(devices::dead_at.is_not_null())
                .select(devices::address)
                .load(conn)?)
        })
        .await
        .unwrap()
}

async fn waiting(app: &TestApp) -> i64 {
    app.state()
        .db
        .read(|conn| Ok(push_retries::table.count().get_result(conn)?))
        .await
        .unwrap()
}

on_both_engines!(
    only_the_word_that_it_is_gone_buries_an_address,
    |app| async move {
        for (number, name, verdict, reason) in [
            (1, "member", Verdict::Gone, "gone"),
            (2, "colleague", Verdict::BadAddress, "refused"),
            (3, "deputy", Verdict::WrongSender, "mismatched"),
        ] {
            phones(&app, &[name]).await;
            app.phones().answer(name, verdict);
            let symbol = json!(format!("{number}-NQ/TU"));
            paper().with("symbol", symbol).publish(&app).await;
            app.drain_pushes().await;
            let failed = failed(&app).await;
            let listed = failed.as_array().unwrap();
            assert!(
                listed.contains(&json!({"reason": reason, "count": 1})),
                "{name}: {failed}"
            );
        }
        assert_eq!(buried(&app).await, ["member"]);
        // The dead one is not tried again, the others are; registered anew it lives.
        app.phones().tried();
        paper().publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(app.phones().tried(), ["colleague", "deputy"]);
        phones(&app, &["member"]).await;
        paper()
            .with("symbol", json!("99-NQ/TU"))
            .publish(&app)
            .await;
        app.drain_pushes().await;
        assert_eq!(app.phones().tried(), ["colleague", "deputy", "member"]);
    }
);

on_both_engines!(
    what_cannot_be_sent_now_is_tried_again_ever_more_rarely_until_it_is_stale,
    |app| async move {
        phones(&app, &["member", "colleague"]).await;
        let after = Some(Wait::from_mins(2));
        app.phones().answer("member", Verdict::Later { after });
        published(&app).await;
        assert_eq!(app.phones().addresses(), ["colleague"]);
        assert_eq!(campaign(&app).await["waiting"], 1);
        app.phones().tried();
        // Not before the time that was asked for.
        app.clock.advance(Duration::seconds(119));
        assert_eq!(app.drain_pushes().await, 0);
        app.clock.advance(Duration::seconds(1));
        app.drain_pushes().await;
        assert_eq!(app.phones().tried(), ["member"]);
        // Nobody knows: again by backoff, which grows.
        app.phones().answer("member", Verdict::Unsure);
        app.clock.advance(Duration::seconds(121));
        app.drain_pushes().await;
        let mut tries = 0;
        for _ in 0..100 {
            app.clock.advance(Duration::minutes(1));
            app.drain_pushes().await;
            tries += app.phones().tried().len();
        }
        assert!((5..20).contains(&tries), "{tries}");
        // Once it works, it arrives, once.
        app.phones().answer("member", Verdict::Accepted);
        app.clock.advance(Duration::minutes(100));
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["member"]);
        assert_eq!(waiting(&app).await, 0);
        assert_eq!(failed(&app).await, json!([]));
        assert_eq!(campaign(&app).await["accepted"], 2);
    }
);

on_both_engines!(what_is_stale_is_given_up_and_said_to_be, |app| async move {
    phones(&app, &["member", "colleague"]).await;
    app.phones().answer("member", Verdict::Unsure);
    published(&app).await;
    for _ in 0..80 {
        app.clock.advance(Duration::hours(1));
        app.drain_pushes().await;
    }
    assert_eq!(waiting(&app).await, 0);
    assert_eq!(
        failed(&app).await,
        json!([{"reason": "expired", "count": 1}])
    );
    assert_eq!(buried(&app).await, Vec::<String>::new());
    assert_eq!(campaign(&app).await["state"], "done");
});

on_both_engines!(
    too_much_pauses_everybody_and_halves_the_rate,
    |app| async move {
        phones(&app, &["member", "colleague", "deputy"]).await;
        let after = Some(Wait::from_secs(90));
        app.phones().answer("", Verdict::PauseAll { after });
        published(&app).await;
        // Inboxes have it all the same.
        assert_eq!(kinds(&app, "member").await, ["edition_published"]);
        app.phones().tried();
        app.phones().answer("", Verdict::Accepted);
        // What comes meanwhile is told and waits.
        paper().with("symbol", json!("2-NQ/TU")).publish(&app).await;
        app.clock.advance(Duration::seconds(89));
        app.drain_pushes().await;
        assert_eq!(kinds(&app, "member").await.len(), 2);
        assert_eq!(app.phones().tried(), Vec::<String>::new());
        app.clock.advance(Duration::seconds(2));
        app.drain_pushes().await;
        let mut twice = vec![
            "colleague",
            "colleague",
            "deputy",
            "deputy",
            "member",
            "member",
        ];
        twice.sort_unstable();
        assert_eq!(app.phones().addresses(), twice);
        let floor: i32 = app
            .state()
            .db
            .read(|conn| {
                Ok(push_pace::table
                    .find("all")
                    .select(push_pace::ramp_floor)
                    .first(conn)?)
            })
            .await
            .unwrap();
        assert!(floor > 0 && floor <= 500, "{floor}");
    }
);

on_both_engines!(
    wrong_settings_stop_the_sender_and_lose_nothing,
    |app| async move {
        phones(&app, &["member", "colleague"]).await;
        app.phones().answer("", Verdict::Stop);
        published(&app).await;
        assert_eq!(buried(&app).await, Vec::<String>::new());
        for _ in 0..5 {
            app.phones().tried();
            app.clock.advance(Duration::seconds(30));
            app.drain_pushes().await;
            assert_eq!(app.phones().tried(), Vec::<String>::new(), "asked too soon");
            app.clock.advance(Duration::seconds(31));
            app.drain_pushes().await;
            assert!(!app.phones().tried().is_empty(), "not asked again");
        }
        // Repaired.
        app.phones().answer("", Verdict::Accepted);
        app.clock.advance(Duration::seconds(61));
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["colleague", "member"]);
        assert_eq!(waiting(&app).await, 0);
    }
);

on_both_engines!(
    a_platform_whose_key_is_wrong_is_left_alone_the_others_go_on,
    |app| async move {
        phones(&app, &["member"]).await;
        let owners = ["colleague", "deputy", "secretary", "officer", "author"];
        let apples: Vec<String> = (1..=5).map(|n| format!("apple-{n}")).collect();
        for (name, address) in owners.iter().zip(&apples) {
            let mut apple = phone(address);
            apple["platform"] = json!("ios");
            let request = Request::put(device(&app), apple);
            app.actor(name).send(request).await.assert(200);
        }
        app.phones().answer("apple", Verdict::PlatformFault);
        published(&app).await;
        assert_eq!(app.phones().addresses(), ["member"]);
        app.phones().tried();
        // Not even tried while it is left alone.
        paper().with("symbol", json!("2-NQ/TU")).publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(app.phones().tried(), ["member"]);
        app.phones().answer("apple", Verdict::Accepted);
        app.phones().rung();
        app.clock.advance(Duration::minutes(11));
        app.drain_pushes().await;
        let mut twice = [apples.clone(), apples].concat();
        twice.sort();
        assert_eq!(app.phones().addresses(), twice);
        assert_eq!(buried(&app).await, Vec::<String>::new());
    }
);

on_both_engines!(
    a_message_that_is_refused_as_such_is_not_forced_on_everybody,
    |app| async move {
        let people = [
            "member",
            "colleague",
            "deputy",
            "secretary",
            "officer",
            "author",
        ];
        phones(&app, &people).await;
        app.phones().answer("", Verdict::OurFault);
        published(&app).await;
        // Once five have been answered so, the sixth is not asked; it is known in the next round too.
        assert_eq!(app.phones().tried().len(), 5);
        assert_eq!(campaign(&app).await["waiting"], 5);
        app.clock.advance(Duration::minutes(1));
        app.drain_pushes().await;
        assert_eq!(app.phones().tried(), Vec::<String>::new());
        assert_eq!(
            failed(&app).await,
            json!([{"reason": "refused", "count": 6}])
        );
        assert_eq!(waiting(&app).await, 0);
        assert_eq!(kinds(&app, "member").await, ["edition_published"]);
        assert_eq!(buried(&app).await, Vec::<String>::new());
    }
);

on_both_engines!(
    a_retry_is_not_for_whoever_has_the_phone_by_then,
    |app| async move {
        let at = device(&app);
        let register = async |name: &str| {
            let request = Request::put(&at, phone("handed-on"));
            app.actor(name).send(request).await.assert(200);
        };
        register("member").await;
        app.phones().answer("handed-on", Verdict::Unsure);
        published(&app).await;
        register("colleague").await;
        app.phones().answer("handed-on", Verdict::Accepted);
        app.clock.advance(Duration::minutes(5));
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), Vec::<String>::new());
        assert_eq!(waiting(&app).await, 0);
    }
);
