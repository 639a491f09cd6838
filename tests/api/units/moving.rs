//! Moving units.

use serde_json::{Value, json};
use sotay::auth::Role;

use super::*;

fn to(parent_id: impl std::fmt::Display) -> Value {
    json!({"parent_id": parent_id.to_string(), "effective_on": "2026-11-01"})
}

on_both_engines!(a_unit_moves_with_everything_below_it, |app| async move {
    let admin = app.admin();
    let (cell, ward_b) = (app.unit("cell_a1").public_id, app.unit("ward_b").public_id);
    let group = open(&admin, cell, "group", "Tổ đảng 1").await;
    app.stranger().get(path(cell)).await.assert(404);
    let reply = act(&admin, cell, "move", to(ward_b)).await;
    assert_eq!(reply.assert(200).json()["parent_id"], ward_b.to_string());
    assert_eq!(reply.etag(), admin.get(path(cell)).await.etag());
    assert_eq!(
        children(&admin, ward_b).await,
        ["Chi bộ Khu phố 1", "Chi bộ Khu phố 3"]
    );
    let group = admin.get(path(&group)).await.assert(200).json();
    assert_eq!(group["path"][1]["unit_id"], ward_b.to_string());
    let history = history(&admin, cell).await;
    assert_eq!(history[0]["change"], "moved");
    assert_eq!(
        history[0]["detail"],
        json!({"old_parent_id": app.unit("ward_a").public_id, "new_parent_id": ward_b})
    );
    assert_eq!(audited(&app, "move_unit").await, 1);
    assert_no_drift(&app).await;
    // The officer of the ward it left no longer knows of it; its own people do.
    app.officer().get(path(cell)).await.assert(404);
    app.secretary().get(path(cell)).await.assert(200);
});

on_both_engines!(moving_to_where_it_is_changes_nothing, |app| async move {
    let admin = app.admin();
    let cell = app.unit("cell_a1").public_id;
    let etag = admin.get(path(cell)).await.etag();
    let reply = act(&admin, cell, "move", to(app.unit("ward_a").public_id)).await;
    assert_eq!(reply.assert(200).etag(), etag);
    assert_eq!(changes(&admin, cell).await, [""; 0]);
});

on_both_engines!(a_repeat_moves_once, |app| async move {
    let admin = app.admin();
    let (cell, ward_b) = (app.unit("cell_a1").public_id, app.unit("ward_b").public_id);
    let etag = admin.get(path(cell)).await.etag();
    let send = async || {
        let request = admin.request("POST", format!("{}/move", path(cell)));
        let request = request
            .header("if-match", &etag)
            .header("idempotency-key", "move-1");
        request.json(to(ward_b)).send().await
    };
    let first = send().await;
    let again = send().await;
    assert_eq!(first.assert(200).json(), again.assert(200).json());
    assert_eq!(changes(&admin, cell).await, ["moved"]);
    // Without the key, the version tells.
    act_on(
        &admin,
        cell,
        &etag,
        "move",
        to(app.unit("ward_a").public_id),
    )
    .await
    .assert_problem(412, "stale");
});

on_both_engines!(where_it_cannot_stand_it_does_not_go, |app| async move {
    let admin = app.admin();
    let (ward, cell) = (app.unit("ward_a").public_id, app.unit("cell_a1").public_id);
    let other = app.unit("cell_a2").public_id;
    act(&admin, ward, "move", to(cell))
        .await
        .assert_problem(409, "under_itself");
    act(&admin, ward, "move", to(ward))
        .await
        .assert_problem(409, "under_itself");
    let reply = act(&admin, cell, "move", to(other)).await;
    reply.assert_problem(422, "kind_misplaced");
    assert_eq!(reply.errors()[0].0, "/parent_id");
    let closed = open(
        &admin,
        app.unit("city").public_id,
        "commune",
        "Đảng ủy phường Cũ",
    )
    .await;
    act(&admin, &closed, "close", json!({"effective_on": TODAY}))
        .await
        .assert(200);
    act(&admin, cell, "move", to(&closed))
        .await
        .assert_problem(409, "unit_closed");
    let late = json!({"parent_id": app.unit("ward_b").public_id, "effective_on": TOMORROW});
    act(&admin, cell, "move", late)
        .await
        .assert_problem(422, "date_future");
    let early = json!({"parent_id": app.unit("ward_b").public_id, "effective_on": "2025-06-30"});
    act(&admin, cell, "move", early)
        .await
        .assert_problem(422, "before_opened");
    let nobody = "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00";
    act(&admin, cell, "move", to(nobody)).await.assert(404);
    let bare = admin.post(format!("{}/move", path(cell)), to(ward)).await;
    bare.assert_problem(428, "if_match_required");
    let dateless = json!({"parent_id": ward});
    act(&admin, cell, "move", dateless).await.assert(422);
    assert_eq!(changes(&admin, cell).await, [""; 0]);
    assert_no_drift(&app).await;
});

on_both_engines!(
    a_unit_is_not_moved_before_its_new_parent_was_there,
    |app| async move {
        let admin = app.admin();
        let ward = open(
            &admin,
            app.unit("city").public_id,
            "commune",
            "Đảng ủy phường Mới",
        )
        .await;
        let early = json!({"parent_id": ward, "effective_on": "2025-12-31"});
        let cell = app.unit("cell_a1").public_id;
        act(&admin, cell, "move", early)
            .await
            .assert_problem(422, "before_opened");
    }
);

on_both_engines!(both_places_must_be_his, |app| async move {
    app.give_role("officer", Role::RosterOfficer, "ward_a")
        .await;
    let officer = app.officer();
    let (ward_a, ward_b) = (app.unit("ward_a").public_id, app.unit("ward_b").public_id);
    let cell = app.unit("cell_a1").public_id;
    act(&officer, cell, "move", to(ward_b)).await.assert(404);
    act(&officer, cell, "move", to(app.unit("city").public_id))
        .await
        .assert(403);
    // Where his own ward stands is decided above it.
    act(&officer, ward_a, "move", to(app.unit("city").public_id))
        .await
        .assert(403);
    let grassroots = open(&officer, ward_a, "grassroots", "Đảng bộ Trường A").await;
    act(&officer, cell, "move", to(&grassroots))
        .await
        .assert(200);
    assert_no_drift(&app).await;
});
