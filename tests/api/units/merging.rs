//! Merging units.

use serde_json::{Value, json};

use super::*;

fn into(unit_id: impl std::fmt::Display) -> Value {
    json!({"into_id": unit_id.to_string(), "effective_on": "2026-11-01"})
}

on_both_engines!(a_cell_and_its_members_go_into_another, |app| async move {
    let admin = app.admin();
    let (from, to) = (app.unit("cell_a1").public_id, app.unit("cell_a2").public_id);
    let group = open(&admin, from, "group", "Tổ đảng 1").await;
    let secretary = app.secretary();
    let reply = act(&admin, from, "merge", into(to)).await;
    let view = reply.assert(200).json();
    assert_eq!(view["closed_on"], "2026-11-01");
    assert_eq!(view["successor_id"], to.to_string());
    for person in ["secretary", "deputy", "member", "newcomer", "colleague"] {
        assert_eq!(cell_of(&app, person).await, Some(to), "{person}");
    }
    assert_eq!(cell_of(&app, "departed").await, None);
    assert_eq!(
        admin.get(path(&group)).await.assert(200).json()["parent_id"],
        to.to_string()
    );
    let (old, new) = (history(&admin, from).await, history(&admin, to).await);
    assert_eq!(
        (&old[0]["change"], &new[0]["change"]),
        (&json!("merged"), &json!("took_in"))
    );
    assert_eq!(old[0]["detail"], json!({"into_id": to, "member_count": 4}));
    assert_eq!(
        new[0]["detail"],
        json!({"from_id": from, "member_count": 4})
    );
    assert_eq!(changes(&admin, &group).await, ["moved", "opened"]);
    assert_eq!(audited(&app, "merge_unit").await, 1);
    assert_no_drift(&app).await;
    // His office ended with his cell; he is a member of the other one now.
    secretary.get(path(to)).await.assert(200);
    secretary.get(path(from)).await.assert(404);
});

on_both_engines!(a_ward_brings_its_cells, |app| async move {
    let admin = app.admin();
    let (from, to) = (app.unit("ward_a").public_id, app.unit("ward_b").public_id);
    app.officer()
        .get(path(app.unit("cell_a1").public_id))
        .await
        .assert(200);
    act(&admin, from, "merge", into(to)).await.assert(200);
    assert_eq!(
        children(&admin, to).await,
        ["Chi bộ Khu phố 1", "Chi bộ Khu phố 2", "Chi bộ Khu phố 3"]
    );
    assert_eq!(children(&admin, from).await, [""; 0]);
    for cell in ["cell_a1", "cell_a2"] {
        assert_eq!(changes(&admin, app.unit(cell).public_id).await, ["moved"]);
    }
    assert_eq!(
        children(&admin, app.unit("city").public_id).await,
        [app.unit("ward_b").name]
    );
    assert_no_drift(&app).await;
    // The officer's role over the ward ended; he still has his cell, but not the one beside it.
    app.officer()
        .get(path(app.unit("cell_a1").public_id))
        .await
        .assert(404);
    app.officer()
        .get(path(app.unit("cell_a2").public_id))
        .await
        .assert(200);
});

on_both_engines!(only_what_is_alike_becomes_one, |app| async move {
    let admin = app.admin();
    let city = app.unit("city").public_id;
    let (ward, cell) = (app.unit("ward_a").public_id, app.unit("cell_a1").public_id);
    let refused = async |unit_id: String, other: String, status: u16, code: &str| {
        act(&admin, unit_id, "merge", into(other))
            .await
            .assert_problem(status, code);
    };
    refused(cell.to_string(), cell.to_string(), 422, "same_unit").await;
    refused(cell.to_string(), ward.to_string(), 422, "level_differs").await;
    refused(ward.to_string(), cell.to_string(), 409, "under_itself").await;
    refused(city.to_string(), ward.to_string(), 409, "top_unit").await;
    let grassroots = open(&admin, city, "grassroots", "Đảng bộ Công ty A").await;
    let part = open(&admin, &grassroots, "sub_committee", "Đảng bộ bộ phận B").await;
    let other = open(&admin, city, "grassroots", "Đảng bộ Công ty C").await;
    refused(other, part.clone(), 422, "level_differs").await;
    // A part may be dissolved into its whole.
    let below = open(&admin, &part, "cell", "Chi bộ Phân xưởng").await;
    act(&admin, &part, "merge", into(&grassroots))
        .await
        .assert(200);
    assert_eq!(admin.get(path(below)).await.json()["parent_id"], grassroots);
    let nobody = "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00";
    act(&admin, cell, "merge", into(nobody)).await.assert(404);
    assert_no_drift(&app).await;
});

on_both_engines!(
    a_unit_is_merged_once_and_on_a_possible_day,
    |app| async move {
        let admin = app.admin();
        let (from, to) = (app.unit("cell_a1").public_id, app.unit("cell_a2").public_id);
        let on = |day: &str| json!({"into_id": to, "effective_on": day});
        act(&admin, from, "merge", on(TOMORROW))
            .await
            .assert_problem(422, "date_future");
        act(&admin, from, "merge", on("2025-06-30"))
            .await
            .assert_problem(422, "before_opened");
        let young = open(&admin, app.unit("ward_a").public_id, "cell", "Chi bộ Trẻ").await;
        let early = json!({"into_id": young, "effective_on": "2025-12-31"});
        act(&admin, from, "merge", early)
            .await
            .assert_problem(422, "before_opened");
        act(&admin, from, "merge", on(TODAY)).await.assert(200);
        act(&admin, from, "merge", on(TODAY))
            .await
            .assert_problem(409, "unit_closed");
        act(&admin, &young, "merge", into(from))
            .await
            .assert_problem(409, "unit_closed");
        assert_eq!(changes(&admin, from).await, ["merged"]);
    }
);

on_both_engines!(a_repeat_merges_once, |app| async move {
    let admin = app.admin();
    let (from, to) = (app.unit("cell_a1").public_id, app.unit("cell_a2").public_id);
    let etag = admin.get(path(from)).await.etag();
    let send = async || {
        let request = admin.request("POST", format!("{}/merge", path(from)));
        let request = request
            .header("if-match", &etag)
            .header("idempotency-key", "merge-1");
        request.json(into(to)).send().await
    };
    assert_eq!(
        send().await.assert(200).json(),
        send().await.assert(200).json()
    );
    assert_eq!(changes(&admin, to).await, ["took_in"]);
});

on_both_engines!(nobody_is_moved_before_he_came, |app| async move {
    let admin = app.admin();
    let (from, to) = (app.unit("cell_a1").public_id, app.unit("cell_b1").public_id);
    let person = app.person("colleague");
    let transfer = json!({"to_unit_id": from, "effective_on": "2026-11-10"});
    let address = format!("/api/v1/members/{}/transfers", person.public_id);
    app.roster_officer()
        .post(address, transfer)
        .await
        .assert(201);
    let body = json!({"into_id": to, "effective_on": "2026-11-09"});
    act(&admin, from, "merge", body)
        .await
        .assert_problem(409, "membership_began_later");
    // Nothing of the refused merger was kept.
    assert_eq!(cell_of(&app, "member").await, Some(from));
    assert!(
        admin
            .get(path(from))
            .await
            .json()
            .get("closed_on")
            .is_none()
    );
    act(&admin, from, "merge", into(to)).await.assert(409);
    let body = json!({"into_id": to, "effective_on": "2026-11-10"});
    act(&admin, from, "merge", body).await.assert(200);
    assert_eq!(cell_of(&app, "colleague").await, Some(to));
});
