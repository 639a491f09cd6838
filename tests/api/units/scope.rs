//! Who manages a sibling subtree may not know of this one; who manages nothing changes nothing.

use serde_json::{Value, json};
use sotay::auth::Role;

use super::*;

/// Every change of a unit, with a body that is right.
fn every_change(app: &TestApp) -> [(&'static str, Value); 4] {
    let (ward_b, cell_b1) = (app.unit("ward_b").public_id, app.unit("cell_b1").public_id);
    [
        ("move", json!({"parent_id": ward_b, "effective_on": TODAY})),
        ("merge", json!({"into_id": cell_b1, "effective_on": TODAY})),
        (
            "split",
            json!({"effective_on": TODAY, "new_units": [{"name": "Chi bộ 7"}]}),
        ),
        ("close", json!({"effective_on": TODAY})),
    ]
}

on_both_engines!(
    a_sibling_subtree_does_not_exist_for_its_neighbour,
    |app| async move {
        app.give_role("stranger", Role::RosterOfficer, "ward_b")
            .await;
        let stranger = app.stranger();
        for unit_name in ["ward_a", "cell_a1"] {
            let id = app.unit(unit_name).public_id;
            stranger.get(path(id)).await.assert(404);
            stranger
                .get(format!("{}/history", path(id)))
                .await
                .assert(404);
            stranger
                .get(format!("/api/v1/units?parent_id={id}"))
                .await
                .assert(404);
            stranger
                .post("/api/v1/units", unit(id, "cell", "Chi bộ 9"))
                .await
                .assert(404);
            stranger
                .patch(path(id), "*", json!({"name": "Chi bộ 9"}))
                .await
                .assert(404);
            for (what, body) in every_change(&app) {
                act_on(&stranger, id, "*", what, body).await.assert(404);
            }
        }
        // Nor can his own units be brought there.
        let cell = app.unit("cell_b1").public_id;
        let away = json!({"parent_id": app.unit("ward_a").public_id, "effective_on": TODAY});
        act(&stranger, cell, "move", away).await.assert(404);
        let away = json!({"into_id": app.unit("cell_a1").public_id, "effective_on": TODAY});
        act(&stranger, cell, "merge", away).await.assert(404);
        assert_eq!(
            names(&stranger.get("/api/v1/units?q=chi+bo").await),
            [app.unit("cell_b1").name]
        );
        assert_no_drift(&app).await;
    }
);

on_both_engines!(
    what_stands_above_him_is_seen_but_not_changed,
    |app| async move {
        app.give_role("stranger", Role::RosterOfficer, "ward_b")
            .await;
        let stranger = app.stranger();
        let (city, ward) = (app.unit("city").public_id, app.unit("ward_b").public_id);
        stranger
            .patch(path(city), "*", json!({"name": "Thành ủy"}))
            .await
            .assert(403);
        for (what, body) in every_change(&app) {
            act_on(&stranger, city, "*", what, body.clone())
                .await
                .assert(403);
            // His own ward's place is decided above it.
            act_on(&stranger, ward, "*", what, body).await.assert(403);
        }
        stranger
            .patch(path(ward), "*", json!({"code": "HV-BM-X"}))
            .await
            .assert(200);
    }
);

on_both_engines!(who_manages_nothing_changes_nothing, |app| async move {
    let cell = app.unit("cell_a1").public_id;
    for person in [
        "member",
        "secretary",
        "deputy",
        "officer",
        "author",
        "publisher",
        "auditor",
    ] {
        let actor = app.actor(person);
        let body = unit(app.unit("ward_a").public_id, "cell", "Chi bộ 9");
        actor.post("/api/v1/units", body).await.assert(403);
        actor
            .patch(path(cell), "*", json!({"name": "Chi bộ 9"}))
            .await
            .assert(403);
        for (what, body) in every_change(&app) {
            act_on(&actor, cell, "*", what, body).await.assert(403);
        }
    }
    let anonymous = app.anonymous();
    anonymous.get("/api/v1/units").await.assert(401);
    anonymous.get(path(cell)).await.assert(401);
    for (what, body) in every_change(&app) {
        act_on(&anonymous, cell, "*", what, body).await.assert(401);
    }
    assert_eq!(changes(&app.admin(), cell).await, [""; 0]);
});
