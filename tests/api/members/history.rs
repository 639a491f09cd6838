//! Transfers and standings.

use chrono::Duration;
use serde_json::{Value, json};

use super::{close, names, noted, path};
use crate::support::{Reply, TestApp};

async fn transfer(app: &TestApp, who: &str, to: &str, on: &str) -> Reply {
    let body =
        json!({"to_unit_id": app.unit(to).public_id, "effective_on": on, "reason": "Chuyển nơi ở"});
    app.roster_officer()
        .post(path(app, who) + "/transfers", body)
        .await
}

async fn standing(app: &TestApp, who: &str, standing: &str, on: &str) -> Reply {
    let body =
        json!({"standing": standing, "effective_on": on, "reason": "Theo đề nghị của chi bộ"});
    app.roster_officer()
        .post(path(app, who) + "/standings", body)
        .await
}

async fn history(app: &TestApp, who: &str) -> Value {
    app.roster_officer()
        .get(path(app, who) + "/history")
        .await
        .assert(200)
        .json()
}

/// `[(unit or standing, from, to)]`, the newest first.
fn rows(history: &Value, of: &str) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let what = |row: &Value| {
        if of == "memberships" {
            text(&row["unit"]["name"])
        } else {
            text(&row["standing"])
        }
    };
    let list = history[of].as_array().expect("a list");
    list.iter()
        .map(|row| (what(row), text(&row["from_on"]), text(&row["to_on"])))
        .collect()
}

fn row(what: &str, from: &str, to: &str) -> (String, String, String) {
    (what.to_owned(), from.to_owned(), to.to_owned())
}

on_both_engines!(
    a_transfer_moves_the_record_and_keeps_the_history,
    |app| async move {
        let (old, new) = (app.unit("cell_a1").name, app.unit("cell_b1").name);
        app.secretary().get(path(&app, "member")).await.assert(200);
        app.stranger().get(path(&app, "member")).await.assert(404);
        let reply = transfer(&app, "member", "cell_b1", "2026-11-20").await;
        let view = reply.assert(201).json();
        assert_eq!(
            (&view["unit"]["name"], &view["from_on"], &view["reason"]),
            (&json!(new), &json!("2026-11-20"), &json!("Chuyển nơi ở"))
        );
        assert_eq!(
            reply.header("location"),
            Some((path(&app, "member") + "/history").as_str())
        );
        // The old cell no longer knows of him; the new one does.
        app.secretary().get(path(&app, "member")).await.assert(404);
        app.secretary()
            .get(path(&app, "member") + "/history")
            .await
            .assert(404);
        app.stranger().get(path(&app, "member")).await.assert(200);
        assert!(
            !names(&app.secretary().get("/api/v1/members").await)
                .contains(&"Nguyễn Văn An".to_owned())
        );
        assert!(
            names(&app.stranger().get("/api/v1/members").await)
                .contains(&"Nguyễn Văn An".to_owned())
        );
        let history = history(&app, "member").await;
        assert_eq!(
            rows(&history, "memberships"),
            [
                row(new, "2026-11-20", "-"),
                row(old, "2025-07-01", "2026-11-20")
            ]
        );
        assert_eq!(
            noted(&app, "transfer_member", app.person("member").id).await,
            (1, Some("roster_officer".to_owned()))
        );
    }
);

on_both_engines!(
    reasons_are_for_the_member_and_the_roster,
    |app| async move {
        standing(&app, "member", "exempt", "2026-11-20")
            .await
            .assert(201);
        for (actor, sees) in [
            ("member", true),
            ("roster_officer", true),
            ("secretary", false),
            ("officer", false),
            ("admin", false),
        ] {
            let history = app
                .actor(actor)
                .get(path(&app, "member") + "/history")
                .await
                .assert(200)
                .json();
            assert_eq!(
                history["standings"][0].get("reason").is_some(),
                sees,
                "{actor}"
            );
            assert_eq!(history["standings"][0]["standing"], "exempt");
        }
    }
);

on_both_engines!(a_secretary_who_goes_no_longer_leads, |app| async move {
    let secretary = app.secretary();
    transfer(&app, "secretary", "cell_a2", "2026-11-20")
        .await
        .assert(201);
    secretary.get(path(&app, "member")).await.assert(404);
    let roles = app
        .admin()
        .get(path(&app, "secretary") + "/roles")
        .await
        .assert(200)
        .json();
    assert_eq!(
        roles["items"][0]["to_on"], "2026-11-23",
        "today: what was seen until now was seen rightly"
    );
    // An office above the cells stays.
    transfer(&app, "officer", "cell_b1", "2026-11-20")
        .await
        .assert(201);
    app.officer().get(path(&app, "member")).await.assert(200);
});

on_both_engines!(transfers_are_refused_with_a_reason, |app| async move {
    transfer(&app, "member", "ward_b", "2026-11-20")
        .await
        .assert_problem(409, "unit_holds_no_members");
    transfer(&app, "member", "cell_a1", "2026-11-20")
        .await
        .assert_problem(409, "already_there");
    let early = transfer(&app, "member", "cell_b1", "2025-06-30").await;
    assert_eq!(
        early.assert(422).errors(),
        [("/effective_on".to_owned(), "before_last_change".to_owned())]
    );
    let late = transfer(&app, "member", "cell_b1", "2026-11-24").await;
    assert_eq!(
        late.assert(422).errors(),
        [("/effective_on".to_owned(), "date_future".to_owned())]
    );
    transfer(&app, "departed", "cell_b1", "2026-11-20")
        .await
        .assert_problem(409, "membership_ended");
    close(&app, "cell_b1").await;
    transfer(&app, "member", "cell_b1", "2026-11-20")
        .await
        .assert_problem(409, "unit_closed");
    let long = json!({"to_unit_id": app.unit("cell_a2").public_id, "effective_on": "2026-11-20", "reason": "ư".repeat(501)});
    let reply = app
        .roster_officer()
        .post(path(&app, "member") + "/transfers", long)
        .await;
    assert_eq!(
        reply.assert(422).errors(),
        [("/reason".to_owned(), "too_long".to_owned())]
    );
    assert_eq!(
        rows(&history(&app, "member").await, "memberships").len(),
        1,
        "nothing was half done"
    );
});

on_both_engines!(
    a_roster_officer_of_a_ward_moves_people_within_it_only,
    |app| async move {
        let role = json!({"role": "roster_officer", "unit_id": app.unit("ward_a").public_id, "from_on": "2026-11-23"});
        app.admin()
            .post(path(&app, "colleague") + "/roles", role)
            .await
            .assert(201);
        let ward = app.actor("colleague");
        let to = |unit: &str| json!({"to_unit_id": app.unit(unit).public_id, "effective_on": "2026-11-20"});
        // Another ward: the unit does not exist for him. The city above he sees, but it is not his.
        ward.post(path(&app, "member") + "/transfers", to("cell_b1"))
            .await
            .assert(404);
        ward.post(path(&app, "member") + "/transfers", to("city"))
            .await
            .assert(403);
        ward.post(path(&app, "outsider") + "/transfers", to("cell_a1"))
            .await
            .assert(404);
        ward.post(path(&app, "member") + "/transfers", to("cell_a2"))
            .await
            .assert(201);
        ward.post(
            path(&app, "outsider") + "/standings",
            json!({"standing": "official", "effective_on": "2026-11-20"}),
        )
        .await
        .assert(404);
        ward.patch(path(&app, "outsider"), "*", json!({"sex": "male"}))
            .await
            .assert(404);
        let person = |unit: &str| json!({"full_name": "Hồ Văn Tý", "unit_id": app.unit(unit).public_id, "standing": "official"});
        ward.post("/api/v1/members", person("cell_b1"))
            .await
            .assert(404);
        ward.post("/api/v1/members", person("city"))
            .await
            .assert(403);
        ward.post("/api/v1/members", person("cell_a2"))
            .await
            .assert(201);
    }
);

on_both_engines!(a_mistake_of_the_same_day_is_corrected, |app| async move {
    transfer(&app, "member", "cell_b1", "2026-11-20")
        .await
        .assert(201);
    transfer(&app, "member", "cell_a2", "2026-11-20")
        .await
        .assert(201);
    let (a1, a2, b1) = (
        app.unit("cell_a1").name,
        app.unit("cell_a2").name,
        app.unit("cell_b1").name,
    );
    let expected = [
        row(a2, "2026-11-20", "-"),
        row(b1, "2026-11-20", "2026-11-20"),
        row(a1, "2025-07-01", "2026-11-20"),
    ];
    assert_eq!(
        rows(&history(&app, "member").await, "memberships"),
        expected
    );
    standing(&app, "member", "exempt", "2026-11-20")
        .await
        .assert(201);
    standing(&app, "member", "temporarily_exempt", "2026-11-20")
        .await
        .assert(201);
    let standings = rows(&history(&app, "member").await, "standings");
    assert_eq!(standings[0], row("temporarily_exempt", "2026-11-20", "-"));
    assert_eq!(standings[1], row("exempt", "2026-11-20", "2026-11-20"));
});

on_both_engines!(
    who_leaves_is_found_at_the_unit_above_and_signs_in_no_more,
    |app| async move {
        let secretary = app.secretary();
        secretary.get("/api/v1/me").await.assert(200);
        let reply = standing(&app, "secretary", "left", "2026-11-22").await;
        assert_eq!(reply.assert(201).json()["standing"], "left");
        secretary
            .get("/api/v1/me")
            .await
            .assert_problem(401, "token_rejected");
        app.deputy().get(path(&app, "secretary")).await.assert(404);
        let view = app
            .officer()
            .get(path(&app, "secretary"))
            .await
            .assert(200)
            .json();
        assert_eq!(
            (&view["standing"], &view["unit"]["unit_id"]),
            (&json!("left"), &json!(app.unit("ward_a").public_id))
        );
        let past = history(&app, "secretary").await;
        assert_eq!(
            rows(&past, "memberships"),
            [row(app.unit("cell_a1").name, "2025-07-01", "2026-11-22")]
        );
        // He comes back: with neither a cell nor his old role, until he is given one.
        app.clock.advance(Duration::days(7));
        standing(&app, "secretary", "official", "2026-11-29")
            .await
            .assert(201);
        let back = app.sign_in_again("secretary");
        let me = back.get("/api/v1/me").await.assert(200).json();
        assert!(me.get("unit").is_none() && me["roles"] == json!([]), "{me}");
        let before = transfer(&app, "secretary", "cell_b1", "2026-11-21").await;
        assert_eq!(before.assert(422).errors()[0].1, "before_last_change");
        transfer(&app, "secretary", "cell_b1", "2026-11-30")
            .await
            .assert(201);
        let me = back.get("/api/v1/me").await.assert(200).json();
        assert_eq!(me["unit"]["unit_id"], json!(app.unit("cell_b1").public_id));
    }
);

on_both_engines!(standings_are_refused_with_a_reason, |app| async move {
    standing(&app, "member", "official", "2026-11-20")
        .await
        .assert_problem(409, "same_standing");
    let early = standing(&app, "member", "exempt", "1999-01-01").await;
    assert_eq!(
        early.assert(422).errors(),
        [("/effective_on".to_owned(), "before_last_change".to_owned())]
    );
    // After the standing began, but before he came to the cell that it would end.
    let between = standing(&app, "member", "deceased", "2024-01-01").await;
    assert_eq!(
        between.assert(422).errors(),
        [("/effective_on".to_owned(), "before_last_change".to_owned())]
    );
    let late = standing(&app, "member", "exempt", "2026-11-24").await;
    assert_eq!(
        late.assert(422).errors(),
        [("/effective_on".to_owned(), "date_future".to_owned())]
    );
    standing(&app, "admin", "deceased", "2026-11-20")
        .await
        .assert_problem(409, "last_administrator");
    assert_eq!(rows(&history(&app, "admin").await, "standings").len(), 1);
    standing(&app, "member", "retired", "2026-11-20")
        .await
        .assert(422);
});

on_both_engines!(a_repeated_transfer_is_done_once, |app| async move {
    let body = json!({"to_unit_id": app.unit("cell_b1").public_id, "effective_on": "2026-11-20"});
    let officer = app.roster_officer();
    let at = path(&app, "member") + "/transfers";
    let first = officer
        .request("POST", &at)
        .header("idempotency-key", "t1")
        .json(&body)
        .send()
        .await;
    let second = officer
        .request("POST", &at)
        .header("idempotency-key", "t1")
        .json(&body)
        .send()
        .await;
    assert_eq!(first.assert(201).json(), second.assert(201).json());
    assert_eq!(rows(&history(&app, "member").await, "memberships").len(), 2);
});
