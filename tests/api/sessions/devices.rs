//! Devices that are signed in, and what takes effect on them at once.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::json;
use sotay::auth::cache::FRESH_SECONDS;
use sotay::db::schema::{members, role_grants, sessions};

use super::{audited, change, sign_in, text};
use crate::support::{PASSWORD, Request};

on_both_engines!(
    a_lost_phone_is_signed_out_from_afar_at_once,
    |app| async move {
        let member = app.person("member");
        let lost = sign_in(&app, &member.card_number, PASSWORD).await.json();
        let phone = app.anonymous().with_token(text(&lost, "access_token"));
        phone.get("/api/v1/me/settings").await.assert(200);

        let path = format!("/api/v1/me/sessions/{}", text(&lost, "session_id"));
        app.secretary()
            .delete(&path)
            .await
            .assert_problem(404, "not_found");
        phone.get("/api/v1/me/settings").await.assert(200);

        app.member().delete(&path).await.assert(204);
        phone
            .get("/api/v1/me/settings")
            .await
            .assert_problem(401, "token_rejected");
        app.member()
            .delete(&path)
            .await
            .assert_problem(404, "not_found");
        app.member()
            .delete("/api/v1/me/sessions/not-an-id")
            .await
            .assert_problem(404, "not_found");
        app.member().get("/api/v1/me/settings").await.assert(200);
        let rows = audited(&app, "delete_my_session", member.id).await;
        assert_eq!(
            rows,
            [(
                "member".to_owned(),
                json!({"session_id": lost["session_id"]})
            )]
        );
    }
);

on_both_engines!(one_sees_only_ones_own_devices, |app| async move {
    for name in ["member", "secretary", "admin"] {
        let items = app.actor(name).get("/api/v1/me/sessions").await.json()["items"].clone();
        assert_eq!(items.as_array().unwrap().len(), 1, "{name}");
        assert_eq!(items[0]["session_id"], app.person(name).session.to_string());
    }
});

on_both_engines!(the_31st_device_ends_the_least_used_one, |app| async move {
    let member = app.person("member");
    let mut ids = vec![member.session.to_string()];
    for _ in 0..30 {
        app.clock.advance(Duration::seconds(1));
        let reply = sign_in(&app, &member.card_number, PASSWORD).await;
        reply.assert(201);
        ids.push(text(&reply.json(), "session_id").to_owned());
    }
    app.member()
        .get("/api/v1/me/sessions")
        .await
        .assert_problem(401, "token_rejected");
    let id = member.id;
    let live: Vec<(sotay::kernel::ids::PublicId, Option<String>)> = app
        .state()
        .db
        .read(move |conn| {
            Ok(sessions::table
                .filter(sessions::member_id.eq(id))
                .order(sessions::id)
                .select((sessions::public_id, sessions::end_reason))
                .load(conn)?)
        })
        .await
        .unwrap();
    assert_eq!(
        live.iter()
            .map(|(id, _)| id.to_string())
            .collect::<Vec<_>>(),
        ids
    );
    assert_eq!(live[0].1.as_deref(), Some("too_many"));
    assert!(live[1..].iter().all(|(_, reason)| reason.is_none()));
});

on_both_engines!(
    a_standing_changed_elsewhere_takes_effect_within_seconds,
    |app| async move {
        let member = app.member();
        member.get("/api/v1/me/settings").await.assert(200);
        let id = app.person("member").id;
        // Straight in the database, as another process does it.
        change(&app, move |conn| {
            diesel::update(members::table.find(id))
                .set(members::standing.eq("left"))
                .execute(conn)
        })
        .await;
        app.clock.advance(Duration::seconds(FRESH_SECONDS));
        member
            .get("/api/v1/me/settings")
            .await
            .assert_problem(401, "token_rejected");
    }
);

on_both_engines!(
    a_role_changed_elsewhere_takes_effect_within_seconds,
    |app| async move {
        let path = format!(
            "/api/v1/members/{}/account-codes",
            app.person("newcomer").public_id
        );
        let issue = || async {
            app.secretary()
                .send(Request::post(&path, json!({"purpose": "activation"})))
                .await
        };
        issue().await.assert(201);
        let id = app.person("secretary").id;
        let today = app.clock.today();
        change(&app, move |conn| {
            diesel::update(role_grants::table.filter(role_grants::member_id.eq(id)))
                .set(role_grants::to_on.eq(Some(today)))
                .execute(conn)
        })
        .await;
        app.clock.advance(Duration::seconds(FRESH_SECONDS));
        issue().await.assert_problem(403, "not_permitted");
    }
);
