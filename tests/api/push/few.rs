//! What few phones are answered concerns only them.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::json;
use sotay::db::schema::devices;
use sotay::kernel::ids::PublicId;
use sotay::providers::Verdict;

use super::{campaign, device, inbox, paper, phone, phones};
use crate::support::{Request, TestApp};

const PEOPLE: [&str; 4] = ["colleague", "deputy", "member", "secretary"];

async fn published(app: &TestApp) {
    paper().publish(app).await;
    app.drain_pushes().await;
}

on_both_engines!(
    one_phone_that_cannot_be_reached_holds_up_nobody,
    |app| async move {
        phones(&app, &["member", "colleague"]).await;
        app.phones().answer("member", Verdict::Unsure);
        published(&app).await;
        assert_eq!(app.phones().addresses(), ["colleague"]);
        // Its turn comes alone, and nothing else has got through for a while.
        for number in 2..6 {
            app.clock.advance(Duration::minutes(20));
            let symbol = json!(format!("{number}-NQ/TU"));
            paper().with("symbol", symbol).publish(&app).await;
            app.drain_pushes().await;
            assert_eq!(app.phones().addresses(), ["colleague"], "{number}");
        }
    }
);

on_both_engines!(
    one_phone_whose_message_is_refused_condemns_nobody_elses,
    |app| async move {
        phones(&app, &PEOPLE).await;
        app.phones().answer("colleague", Verdict::OurFault);
        published(&app).await;
        assert_eq!(app.phones().addresses(), ["deputy", "member", "secretary"]);
        // It is tried a few times more, then given up.
        app.phones().tried();
        for _ in 0..10 {
            app.clock.advance(Duration::minutes(1));
            app.drain_pushes().await;
        }
        assert_eq!(app.phones().tried(), ["colleague"; 2]);
        let ended = campaign(&app).await;
        assert_eq!(ended["failed"], json!([{"reason": "refused", "count": 1}]));
        assert_eq!(
            (&ended["state"], &ended["accepted"]),
            (&json!("done"), &json!(3))
        );
    }
);

on_both_engines!(
    one_phone_that_claims_a_wrong_platform_parks_nobody_else,
    |app| async move {
        phones(&app, &PEOPLE).await;
        app.phones().answer("colleague", Verdict::PlatformFault);
        published(&app).await;
        assert_eq!(app.phones().addresses(), ["deputy", "member", "secretary"]);
        paper().with("symbol", json!("2-NQ/TU")).publish(&app).await;
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["deputy", "member", "secretary"]);
    }
);

on_both_engines!(
    a_retry_rings_the_phone_that_was_missed_and_not_the_members_other_one,
    |app| async move {
        phones(&app, &["member"]).await;
        let who = app.person("member").id;
        app.state()
            .db
            .write(move |conn| {
                let session: i64 = devices::table
                    .filter(devices::member_id.eq(who))
                    .select(devices::session_id)
                    .first(conn)?;
                let now = "2026-11-23T02:00:00Z".parse::<sotay::kernel::instant::Instant>();
                let now = now.unwrap();
                diesel::insert_into(devices::table)
                    .values((
                        devices::installation_id.eq(PublicId::new(now)),
                        devices::member_id.eq(who),
                        devices::session_id.eq(session),
                        devices::address_kind.eq("token"),
                        devices::address.eq("the-other"),
                        devices::platform.eq("android"),
                        devices::created_at.eq(now),
                        devices::seen_at.eq(now),
                    ))
                    .execute(conn)?;
                Ok(())
            })
            .await
            .unwrap();
        app.phones().answer("member", Verdict::Unsure);
        published(&app).await;
        assert_eq!(app.phones().addresses(), ["the-other"]);
        app.phones().answer("member", Verdict::Accepted);
        app.clock.advance(Duration::minutes(1));
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["member"]);
    }
);

on_both_engines!(
    why_a_retry_was_not_tried_any_more_is_said_as_it_is,
    |app| async move {
        let removed = device(&app);
        let request = Request::put(&removed, phone("deputy"));
        app.deputy().send(request).await.assert(200);
        phones(&app, &["member", "colleague", "secretary"]).await;
        app.phones().answer("", Verdict::Unsure);
        published(&app).await;
        // One opens it, one signs out, one removes his phone; one stays.
        let told = inbox(&app, "member").await[0]["notification_id"].clone();
        let path = format!("/api/v1/me/notifications/{}/opened", told.as_str().unwrap());
        let opened = app.member().send(Request::new("PUT", path)).await;
        opened.assert(200);
        app.actor("colleague")
            .delete("/api/v1/me/sessions/current")
            .await
            .assert(204);
        app.deputy().delete(&removed).await.assert(204);
        app.phones().answer("", Verdict::Accepted);
        app.clock.advance(Duration::minutes(1));
        app.drain_pushes().await;
        assert_eq!(app.phones().addresses(), ["secretary"]);
        let ended = campaign(&app).await;
        assert_eq!(
            ended["failed"],
            json!([{"reason": "gone", "count": 1}, {"reason": "not_needed", "count": 2}])
        );
        assert_eq!(ended["state"], "done");
    }
);
