use chrono::Duration;
use serde_json::json;

use super::{campaign, for_ward_a, inbox, kinds, paper, phones};
use crate::support::{Request, TestApp};

const PREFERENCES: &str = "/api/v1/me/notification-preferences";

on_both_engines!(
    a_paper_is_in_every_inbox_it_is_for_and_its_push_says_nothing_of_it,
    |app| async move {
        phones(&app, &["member", "colleague", "outsider"]).await;
        let written = for_ward_a(&app).publish(&app).await;
        app.drain_pushes().await;
        let rung = app.phones().rung();
        let addresses: Vec<&str> = rung.iter().map(|one| one.address.as_str()).collect();
        assert_eq!(addresses, ["colleague", "member"]);
        for one in &rung {
            assert_eq!(one.body, "Bạn có văn bản mới trong Sổ tay");
            assert_eq!((one.class.as_str(), one.urgent), ("directive", false));
        }
        // Who has no phone finds it there; who is not meant does not.
        assert_eq!(kinds(&app, "secretary").await, ["edition_published"]);
        assert_eq!(kinds(&app, "outsider").await, Vec::<String>::new());

        let told = inbox(&app, "member").await[0].clone();
        assert_eq!(told["notification_id"], rung[1].nid);
        assert_eq!(told["document_id"], written.document_id);
        assert_eq!(told["recalled"], false);
        assert!(!told.as_object().unwrap().contains_key("opened_at"));

        // The app says that it was opened; the first time stays.
        assert_eq!(unread(&app).await, 1);
        let path = format!("/api/v1/me/notifications/{}/opened", rung[1].nid);
        let open = || Request::new("PUT", path.clone());
        app.actor("colleague")
            .send(open())
            .await
            .assert_problem(404, "not_found");
        let first = app.member().send(open()).await.assert(200).json();
        app.clock.advance(Duration::minutes(5));
        let again = app.actor("member").send(open()).await.assert(200).json();
        assert_eq!(first, again);
        assert_eq!(unread(&app).await, 0);
        assert_eq!(campaign(&app).await["opened"], 1);
        // Nothing is sent twice.
        assert_eq!(app.drain_pushes().await, 0);
    }
);

async fn unread(app: &TestApp) -> i64 {
    let path = "/api/v1/me/notifications/unread-count";
    let reply = app.actor("member").get(path).await;
    reply.assert(200).json()["unread"].as_i64().unwrap()
}

on_both_engines!(lists_are_narrowed_and_paged, |app| async move {
    for number in 1..=5 {
        let symbol = json!(format!("{number}-NQ/TU"));
        paper().with("symbol", symbol).publish(&app).await;
        app.drain_pushes().await;
    }
    let all = inbox(&app, "member").await;
    assert_eq!(all.len(), 5);
    let oldest = all[4]["notification_id"].as_str().unwrap();
    let path = format!("/api/v1/me/notifications/{oldest}/opened");
    app.member()
        .send(Request::new("PUT", path))
        .await
        .assert(200);
    let ids = |reply: crate::support::Reply| -> Vec<serde_json::Value> {
        let items = reply.assert(200).json()["items"].clone();
        let id = |item: &serde_json::Value| item["notification_id"].clone();
        items.as_array().unwrap().iter().map(id).collect()
    };
    let list = async |query: &str| {
        let path = format!("/api/v1/me/notifications{query}");
        app.member().get(path).await
    };
    let wanted: Vec<_> = all
        .iter()
        .map(|item| item["notification_id"].clone())
        .collect();
    assert_eq!(ids(list("?unread=true").await), wanted[..4]);
    assert_eq!(ids(list("?unread=false").await), wanted[4..]);
    assert_eq!(ids(list("?class=directive").await), wanted);
    assert!(ids(list("?class=reminder").await).is_empty());
    let first = list("?limit=3").await;
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    let mut seen = ids(first);
    let second = list(&format!("?limit=3&cursor={cursor}")).await;
    assert!(second.json().get("next_cursor").is_none());
    seen.extend(ids(second));
    assert_eq!(seen, wanted);
    // A cursor fits only the list and the caller it was made for.
    list(&format!("?unread=true&cursor={cursor}"))
        .await
        .assert_problem(422, "invalid_request");
    app.secretary()
        .get(format!("/api/v1/me/notifications?cursor={cursor}"))
        .await
        .assert_problem(422, "invalid_request");
});

on_both_engines!(
    what_is_muted_is_in_the_inbox_and_rings_nowhere,
    |app| async move {
        phones(&app, &["member", "colleague"]).await;
        let shown = app.member().get(PREFERENCES).await.assert(200).json();
        assert!(
            shown
                .as_object()
                .unwrap()
                .values()
                .all(|rings| *rings == true)
        );
        let mut wanted = shown.clone();
        wanted["news"] = json!(false);
        let set = Request::put(PREFERENCES, &wanted);
        app.member().send(set).await.assert(200);
        let shown = app.member().get(PREFERENCES).await.assert(200).json();
        assert_eq!(shown, wanted);
        material(&app).await;
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["colleague"]);
        assert_eq!(inbox(&app, "member").await[0]["class"], "news");
        // An official paper rings all the same, and cannot be muted.
        paper().publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["colleague", "member"]);
        wanted["directive"] = json!(false);
        let refused = app.member().send(Request::put(PREFERENCES, &wanted)).await;
        refused.assert_problem(422, "directive_not_mutable");
    }
);

/// Study material of the city for everybody.
async fn material(app: &TestApp) {
    let mut material = paper();
    material.metadata = json!({"kind": "qa", "title": "Hỏi đáp"});
    material.publish(app).await;
}

on_both_engines!(
    in_the_evening_inboxes_have_it_and_phones_are_quiet_until_morning,
    |app| async move {
        phones(&app, &["member"]).await;
        // 21:00 in Vietnam.
        app.clock.advance(Duration::hours(12));
        paper().publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(kinds(&app, "member").await, ["edition_published"]);
        assert_eq!(app.phones().addresses(), Vec::<String>::new());
        assert_eq!(campaign(&app).await["state"], "waiting");
        // What is urgent rings.
        let urgent = paper()
            .with("symbol", json!("1-CĐ/TU"))
            .with("urgency", json!("urgent"));
        urgent.publish(&app).await;
        app.drain_pushes().await;
        let rung = app.phones().rung();
        assert_eq!(rung.len(), 1);
        assert!(rung[0].urgent);
        // Half past six.
        app.clock.advance(Duration::minutes(9 * 60 + 29));
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), Vec::<String>::new());
        app.clock.advance(Duration::minutes(1));
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["member"]);
    }
);

on_both_engines!(
    what_was_opened_before_the_phone_could_ring_does_not_ring_it,
    |app| async move {
        phones(&app, &["member", "colleague"]).await;
        app.clock.advance(Duration::hours(13));
        paper().publish(&app).await;
        app.drain_pushes().await;
        let told = inbox(&app, "member").await[0]["notification_id"].clone();
        let path = format!("/api/v1/me/notifications/{}/opened", told.as_str().unwrap());
        app.actor("member")
            .send(Request::new("PUT", path))
            .await
            .assert(200);
        app.clock.advance(Duration::hours(10));
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["colleague"]);
    }
);

on_both_engines!(
    with_pushing_switched_off_the_inbox_works_by_polling,
    TestApp::builder().provider(std::sync::Arc::new(sotay::providers::Off)),
    |app| async move {
        phones(&app, &["member"]).await;
        paper().publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(kinds(&app, "member").await, ["edition_published"]);
        let campaign = campaign(&app).await;
        assert_eq!(
            (&campaign["state"], &campaign["accepted"]),
            (&json!("done"), &json!(0))
        );
    }
);
