//! Opening units.

use serde_json::{Value, json};
use sotay::auth::Role;

use super::*;

on_both_engines!(a_unit_is_opened_in_its_place, |app| async move {
    let admin = app.admin();
    let ward = app.unit("ward_a").public_id;
    let mut body = unit(ward, "cell", "  Chi bộ   Khu phố 1b ");
    body["code"] = json!("HV-AB-1B");
    let reply = admin.post("/api/v1/units", body).await;
    let id = id_of(&reply);
    assert_eq!(reply.header("location"), Some(path(&id).as_str()));
    let view = reply.json();
    assert_eq!(view["name"], "Chi bộ Khu phố 1b");
    assert_eq!(view["child_count"], 0);
    assert_eq!(view["path"][1]["unit_id"], ward.to_string());
    let read = admin.get(path(&id)).await;
    assert_eq!((read.json(), read.etag()), (view, reply.etag()));
    assert_eq!(
        children(&admin, ward).await,
        ["Chi bộ Khu phố 1", "Chi bộ Khu phố 1b", "Chi bộ Khu phố 2"]
    );
    let history = history(&admin, &id).await;
    assert_eq!(history[0]["change"], "opened");
    assert_eq!(history[0]["effective_on"], "2026-01-01");
    assert_eq!(history[0]["detail"]["new_code"], "HV-AB-1B");
    assert_eq!(history.len(), 1);
    assert_eq!(audited(&app, "create_unit").await, 1);
    assert_no_drift(&app).await;
    // He who may know of the ward's cells sees it at once.
    app.officer().get(path(&id)).await.assert(200);
    app.member().get(path(&id)).await.assert(404);
});

on_both_engines!(
    levels_may_be_left_out_but_not_turned_round,
    |app| async move {
        let admin = app.admin();
        let (city, cell) = (app.unit("city").public_id, app.unit("cell_a1").public_id);
        open(&admin, city, "cell", "Chi bộ Văn phòng").await;
        let grassroots = open(&admin, city, "grassroots", "Đảng bộ Công ty A").await;
        let part = open(&admin, &grassroots, "sub_committee", "Đảng bộ bộ phận").await;
        open(&admin, &part, "cell", "Chi bộ Phân xưởng").await;
        open(&admin, cell, "group", "Tổ đảng 1").await;
        for (parent, kind) in [
            (cell.to_string(), "province"),
            (cell.to_string(), "cell"),
            (city.to_string(), "group"),
            (city.to_string(), "province"),
            (city.to_string(), "central"),
            (part, "grassroots"),
        ] {
            let reply = admin
                .post("/api/v1/units", unit(&parent, kind, "Không được"))
                .await;
            reply.assert_problem(422, "kind_misplaced");
            assert_eq!(reply.errors()[0].0, "/kind");
        }
        assert_no_drift(&app).await;
    }
);

on_both_engines!(what_cannot_be_a_unit_is_refused_whole, |app| async move {
    let admin = app.admin();
    let good = unit(app.unit("ward_a").public_id, "cell", "Chi bộ 9");
    let with = |member: &str, value: Value| {
        let mut body = good.clone();
        body[member] = value;
        body
    };
    for (body, pointer, code) in [
        (with("name", json!("")), "/name", "too_short"),
        (with("name", json!("x".repeat(201))), "/name", "too_long"),
        (with("name", json!("\u{200b}!")), "/name", "wrong_format"),
        (with("code", json!("Đ-1")), "/code", "wrong_format"),
        (with("code", json!("a".repeat(33))), "/code", "too_long"),
        (with("code", Value::Null), "/code", "wrong_type"),
        (
            with("opened_on", json!(TOMORROW)),
            "/opened_on",
            "date_future",
        ),
        (
            with("opened_on", json!("1899-12-31")),
            "/opened_on",
            "date_out_of_range",
        ),
        (
            with("opened_on", json!("31/12/2025")),
            "/opened_on",
            "wrong_type",
        ),
        (with("kind", json!("district")), "/kind", "unknown_value"),
        (with("parent_id", json!(7)), "/parent_id", "wrong_type"),
        (with("depth", json!(7)), "/depth", "unknown_member"),
    ] {
        let reply = admin.post("/api/v1/units", body).await;
        reply.assert(422);
        assert_eq!(
            reply.errors(),
            [(pointer.to_owned(), code.to_owned())],
            "{reply}"
        );
    }
    assert_eq!(
        children(&admin, app.unit("ward_a").public_id).await.len(),
        2
    );
    assert_eq!(audited(&app, "create_unit").await, 0);
});

on_both_engines!(a_code_belongs_to_one_unit, |app| async move {
    let admin = app.admin();
    let mut body = unit(app.unit("ward_a").public_id, "cell", "Chi bộ 9");
    body["code"] = json!("HV-BM-01");
    admin
        .post("/api/v1/units", &body)
        .await
        .assert_problem(409, "code_taken");
    body["code"] = json!("HV-BM-02");
    admin.post("/api/v1/units", &body).await.assert(201);
});

on_both_engines!(nothing_is_opened_under_a_closed_unit, |app| async move {
    let admin = app.admin();
    let cell = open(&admin, app.unit("ward_a").public_id, "cell", "Chi bộ 9").await;
    act(&admin, &cell, "close", json!({"effective_on": TODAY}))
        .await
        .assert(200);
    let reply = admin
        .post("/api/v1/units", unit(&cell, "group", "Tổ 1"))
        .await;
    reply.assert_problem(409, "unit_closed");
});

on_both_engines!(a_repeat_opens_nothing_more, |app| async move {
    let admin = app.admin();
    let ward = app.unit("ward_a").public_id;
    let send = async |name: &str| {
        let request = admin
            .request("POST", "/api/v1/units")
            .header("idempotency-key", "mở-1".replace("mở", "open"));
        request.json(unit(ward, "cell", name)).send().await
    };
    let first = send("Chi bộ 9").await;
    let again = send("Chi bộ 9").await;
    assert_eq!(id_of(&first), id_of(&again));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    send("Chi bộ 10")
        .await
        .assert_problem(422, "idempotency_key_reused");
    assert_eq!(children(&admin, ward).await.len(), 3);
});

on_both_engines!(an_office_reaches_its_own_subtree_only, |app| async move {
    app.give_role("officer", Role::RosterOfficer, "ward_a")
        .await;
    let officer = app.officer();
    open(&officer, app.unit("ward_a").public_id, "cell", "Chi bộ 9").await;
    // He knows of the city, but does not manage it; of the other ward he may not know.
    let city = unit(app.unit("city").public_id, "cell", "Chi bộ 9");
    officer
        .post("/api/v1/units", city)
        .await
        .assert_problem(403, "not_permitted");
    let ward_b = unit(app.unit("ward_b").public_id, "cell", "Chi bộ 9");
    officer.post("/api/v1/units", ward_b).await.assert(404);
});
