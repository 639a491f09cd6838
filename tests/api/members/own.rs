//! `GET /me`.

use chrono::Duration;
use serde_json::json;

use super::path;

on_both_engines!(everyone_reads_himself_unmasked, |app| async move {
    let me = app.secretary().get("/api/v1/me").await;
    let (view, secretary) = (me.assert(200).json(), app.person("secretary"));
    assert_eq!(view["member_id"], json!(secretary.public_id));
    assert_eq!(view["full_name"], secretary.full_name);
    assert_eq!(view["card_number"], json!(secretary.card_number));
    assert_eq!(view["phone"], json!(secretary.phone));
    assert_eq!(view["email"], json!(secretary.email));
    assert_eq!(view["standing"], "official");
    assert_eq!(
        view["unit"]["unit_id"],
        json!(app.unit("cell_a1").public_id)
    );
    assert_eq!(view["unit"]["kind"], "cell");
    assert_eq!(view["roles"][0]["role"], "cell_secretary");
    assert_eq!(view["roles"][0]["unit_name"], app.unit("cell_a1").name);
    assert_eq!(view["roles"][0]["from_on"], "2025-07-01");
    assert!(view["roles"][0].get("to_on").is_none());
    assert_eq!(
        view["permissions"],
        json!([
            "read_members",
            "read_contacts",
            "export_roster",
            "issue_codes",
            "manage_assignments",
            "read_progress",
            "read_member_progress",
            "record_study",
            "send_nudges"
        ])
    );

    let plain = app.member().get("/api/v1/me").await.assert(200).json();
    assert_eq!(
        (&plain["roles"], &plain["permissions"]),
        (&json!([]), &json!([]))
    );
});

on_both_engines!(
    who_knows_his_record_is_told_that_nothing_changed,
    |app| async move {
        let member = app.member();
        let etag = member
            .get("/api/v1/me")
            .await
            .assert(200)
            .header("etag")
            .expect("a tag")
            .to_owned();
        let again = member
            .request("GET", "/api/v1/me")
            .header("if-none-match", &etag)
            .send()
            .await;
        again.assert(304);
        assert!(again.bytes().is_empty());

        // Somebody changes the record: it is another one at once, though the answer was kept.
        let officer = app.roster_officer();
        officer
            .patch(path(&app, "member"), "*", json!({"phone": "0905111222"}))
            .await
            .assert(200);
        let changed = member
            .request("GET", "/api/v1/me")
            .header("if-none-match", &etag)
            .send()
            .await;
        assert_eq!(changed.assert(200).json()["phone"], "+84905111222");
        assert_ne!(changed.header("etag"), Some(etag.as_str()));
    }
);

on_both_engines!(
    a_role_shows_at_once_and_only_on_its_days,
    |app| async move {
        app.member().get("/api/v1/me").await.assert(200);
        let role = json!({
            "role": "committee_officer", "unit_id": app.unit("ward_a").public_id, "from_on": "2026-11-24", "to_on": "2026-11-26",
        });
        app.admin()
            .post(path(&app, "member") + "/roles", role)
            .await
            .assert(201);
        // 23/11, 9 o'clock in Vietnam: the role begins tomorrow.
        let seen = [0, 1, 2, 3].map(|days| (days, [0, 1, 1, 0][days]));
        for (day, roles) in seen {
            let member = app.sign_in_again("member");
            let me = member.get("/api/v1/me").await.assert(200).json();
            assert_eq!(
                me["roles"].as_array().map(Vec::len),
                Some(roles),
                "day {day}: {me}"
            );
            assert_eq!(
                me["permissions"],
                if roles == 1 {
                    json!(["read_members", "read_progress"])
                } else {
                    json!([])
                }
            );
            // What the role permits is there on the same days, and on no other.
            let colleague = member.get(path(&app, "colleague")).await;
            colleague.assert(if roles == 1 { 200 } else { 404 });
            app.clock.advance(Duration::days(1));
        }
    }
);

on_both_engines!(a_transfer_shows_at_once, |app| async move {
    let member = app.member();
    member.get("/api/v1/me").await.assert(200);
    let transfer =
        json!({"to_unit_id": app.unit("cell_b1").public_id, "effective_on": "2026-11-23"});
    app.roster_officer()
        .post(path(&app, "member") + "/transfers", transfer)
        .await
        .assert(201);
    let me = member.get("/api/v1/me").await.assert(200).json();
    assert_eq!(me["unit"]["unit_id"], json!(app.unit("cell_b1").public_id));
});
