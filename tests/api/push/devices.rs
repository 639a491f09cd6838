use chrono::Duration;
use diesel::prelude::*;
use serde_json::json;
use sotay::db::schema::devices;

use super::{device, for_ward_a, paper, phone, phones};
use crate::support::{Other, Request, TestApp};

on_both_engines!(
    an_installation_is_listed_without_its_address_and_removed,
    |app| async move {
        let at = device(&app);
        let registered = app
            .member()
            .send(Request::put(&at, phone("secret-address")))
            .await;
        registered.assert(200);
        let list = app.member().get("/api/v1/me/devices").await;
        let view = list.assert(200).json()["items"][0].clone();
        assert_eq!(view, registered.json());
        assert_eq!(
            (&view["platform"], &view["current"], &view["reachable"]),
            (&json!("android"), &json!(true), &json!(true))
        );
        assert!(!list.text().contains("secret-address"));
        // Others cannot see it, nor take it away.
        let others = app.secretary().get("/api/v1/me/devices").await;
        assert_eq!(others.json()["items"], json!([]));
        app.secretary()
            .delete(&at)
            .await
            .assert_problem(404, "not_found");
        app.member().delete(&at).await.assert(204);
        app.member()
            .delete(&at)
            .await
            .assert_problem(404, "not_found");
        paper().publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), Vec::<String>::new());
    }
);

on_both_engines!(
    a_phone_that_changes_hands_is_the_new_ones_and_the_change_is_kept,
    |app| async move {
        let at = device(&app);
        for name in ["member", "colleague"] {
            let request = Request::put(&at, phone("one-phone"));
            app.actor(name).send(request).await.assert(200);
        }
        let left = app.member().get("/api/v1/me/devices").await;
        assert_eq!(left.json()["items"], json!([]));
        let who = app.person("member").id;
        let rows = crate::sessions::audited(&app, "register_device", who).await;
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert_eq!(rows[0].1["moved"], true);
        for_ward_a(&app).publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["one-phone"]);
    }
);

on_both_engines!(
    one_phone_is_rung_once_though_the_app_was_installed_again,
    |app| async move {
        phones(&app, &["colleague"]).await;
        // Another installation of another session, with the same address.
        let request = Request::put(device(&app), phone("colleague"));
        app.member().send(request).await.assert(200);
        // And the app of one session, installed anew with another address.
        let request = Request::put(device(&app), phone("member-2"));
        app.member().send(request).await.assert(200);
        paper().publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["member-2"]);
    }
);

on_both_engines!(
    of_two_who_register_one_phone_at_once_the_last_has_it,
    |app| async move {
        let Some(mut other) = Other::of(&app) else {
            return; // SQLite has one writer: nobody is in between.
        };
        other.run(&format!(
            "BEGIN; INSERT INTO devices (installation_id, member_id, session_id, address_kind, address, platform, created_at, seen_at) \
             VALUES (gen_random_uuid(), {}, 0, 'token', 'one-phone', 'android', now(), now())",
            app.person("outsider").id
        ));
        let (member, request) = (app.member(), Request::put(device(&app), phone("one-phone")));
        let task = tokio::spawn(async move { member.send(request).await });
        other.until_done_or_waiting(&task).await;
        other.run("COMMIT");
        task.await.unwrap().assert(200);
        assert_eq!(kept(&app).await, ["one-phone"]);
        paper().publish(&app).await;
        app.drain_pushes().await;
        let whose = app.member().get("/api/v1/me/devices").await;
        assert_eq!(whose.json()["items"].as_array().unwrap().len(), 1);
    }
);

on_both_engines!(an_address_is_plain_ascii, |app| async move {
    for wrong in ["hai từ", "a b"] {
        let request = Request::put(device(&app), phone(wrong));
        let refused = app.member().send(request).await;
        refused.assert_problem(422, "address_not_plain");
    }
});

on_both_engines!(who_signs_out_is_not_rung_any_more, |app| async move {
    phones(&app, &["member", "colleague"]).await;
    paper().publish(&app).await;
    app.member()
        .delete("/api/v1/me/sessions/current")
        .await
        .assert(204);
    app.drain_pushes().await;
    assert_eq!(app.phones().addresses(), ["colleague"]);
    assert_eq!(kept(&app).await, ["colleague", "member"]);
    forget(&app).await;
    assert_eq!(kept(&app).await, ["colleague"]);
});

on_both_engines!(
    a_phone_not_seen_for_long_is_skipped_and_then_forgotten,
    |app| async move {
        phones(&app, &["member", "colleague"]).await;
        app.clock.advance(Duration::days(59));
        // Keeps the session alive, not the phone.
        let request = Request::put(device(&app), phone("colleague"));
        app.actor("colleague").send(request).await.assert(200);
        seen_before(&app, "member", 60).await;
        paper().publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["colleague"]);
        seen_before(&app, "member", 269).await;
        forget(&app).await;
        assert_eq!(kept(&app).await, ["colleague", "member"]);
        seen_before(&app, "member", 271).await;
        forget(&app).await;
        assert_eq!(kept(&app).await, ["colleague"]);
    }
);

/// Says of a phone that it was seen so many days and an hour ago.
async fn seen_before(app: &TestApp, address: &'static str, days: i64) {
    let at = app.clock.now() - Duration::days(days) - Duration::hours(1);
    app.state()
        .db
        .write(move |conn| {
            diesel::update(devices::table.filter(devices::address.eq(address)))
                .set(devices::seen_at.eq(at))
                .execute(conn)?;
            Ok(())
        })
        .await
        .unwrap();
}

async fn forget(app: &TestApp) {
    sotay::push::forget_devices(&app.state()).await.unwrap();
}

async fn kept(app: &TestApp) -> Vec<String> {
    app.state()
        .db
        .read(|conn| {
            Ok(devices::table
                .order(devices::address)
                .select(devices::address)
                .load(conn)?)
        })
        .await
        .unwrap()
}
