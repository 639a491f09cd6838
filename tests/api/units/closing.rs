//! Closing units.

use serde_json::json;

use super::*;

on_both_engines!(an_empty_unit_is_closed, |app| async move {
    let admin = app.admin();
    let ward = app.unit("ward_a").public_id;
    let cell = open(&admin, ward, "cell", "Chi bộ 9").await;
    let body = json!({"effective_on": "2026-11-01", "reason": "Giải thể theo Quyết định 12-QĐ/ĐU"});
    let reply = act(&admin, &cell, "close", body).await;
    assert_eq!(reply.assert(200).json()["closed_on"], "2026-11-01");
    assert!(reply.json().get("successor_id").is_none());
    let history = history(&admin, &cell).await;
    assert_eq!(texts(&history, "change"), ["closed", "opened"]);
    assert_eq!(
        history[0]["detail"],
        json!({"reason": "Giải thể theo Quyết định 12-QĐ/ĐU"})
    );
    assert_eq!(audited(&app, "close_unit").await, 1);
    assert_eq!(admin.get(path(&cell)).await.etag(), reply.etag());
    assert_no_drift(&app).await;
});

on_both_engines!(whoever_is_in_it_keeps_it_open, |app| async move {
    let admin = app.admin();
    let body = || json!({"effective_on": TODAY});
    let (ward, cell) = (app.unit("ward_b").public_id, app.unit("cell_b1").public_id);
    act(&admin, ward, "close", body())
        .await
        .assert_problem(409, "has_children");
    act(&admin, cell, "close", body())
        .await
        .assert_problem(409, "has_members");
    act(&admin, app.unit("city").public_id, "close", body())
        .await
        .assert_problem(409, "top_unit");
    // Once its members have gone, both can end.
    let into = json!({"into_id": app.unit("cell_a1").public_id, "effective_on": TODAY});
    act(&admin, cell, "merge", into).await.assert(200);
    act(&admin, ward, "close", body()).await.assert(200);
    assert_eq!(changes(&admin, ward).await, ["closed"]);
    assert_no_drift(&app).await;
});

on_both_engines!(
    those_who_left_stay_findable_above_a_closed_unit,
    |app| async move {
        use diesel::prelude::*;
        let admin = app.admin();
        let (ward_a, ward_b) = (app.unit("ward_a"), app.unit("ward_b"));
        for cell in ["cell_a1", "cell_a2"] {
            let body = json!({"parent_id": ward_b.public_id, "effective_on": TODAY});
            act(&admin, app.unit(cell).public_id, "move", body)
                .await
                .assert(200);
        }
        act(
            &admin,
            ward_a.public_id,
            "close",
            json!({"effective_on": TODAY}),
        )
        .await
        .assert(200);
        let departed = app.person("departed").id;
        let home: i64 = app
            .state()
            .db
            .read(move |conn| {
                use sotay::db::schema::members;
                Ok(members::table
                    .find(departed)
                    .select(members::home_unit_id)
                    .first(conn)?)
            })
            .await
            .unwrap();
        assert_eq!(home, app.unit("city").id);
    }
);

on_both_engines!(a_unit_is_closed_once_on_a_possible_day, |app| async move {
    let admin = app.admin();
    let cell = open(&admin, app.unit("ward_a").public_id, "cell", "Chi bộ 9").await;
    let on = |day: &str| json!({"effective_on": day});
    act(&admin, &cell, "close", on(TOMORROW))
        .await
        .assert_problem(422, "date_future");
    act(&admin, &cell, "close", on("2025-12-31"))
        .await
        .assert_problem(422, "before_opened");
    let long = json!({"effective_on": TODAY, "reason": "x".repeat(501)});
    act(&admin, &cell, "close", long).await.assert(422);
    let etag = admin.get(path(&cell)).await.etag();
    let bare = admin
        .post(format!("{}/close", path(&cell)), on(TODAY))
        .await;
    bare.assert_problem(428, "if_match_required");
    let send = async || {
        let request = admin.request("POST", format!("{}/close", path(&cell)));
        let request = request
            .header("if-match", &etag)
            .header("idempotency-key", "close-1");
        request.json(on(TODAY)).send().await
    };
    assert_eq!(
        send().await.assert(200).json(),
        send().await.assert(200).json()
    );
    act(&admin, &cell, "close", on(TODAY))
        .await
        .assert_problem(409, "unit_closed");
    let body = json!({"parent_id": app.unit("ward_b").public_id, "effective_on": TODAY});
    act(&admin, &cell, "move", body)
        .await
        .assert_problem(409, "unit_closed");
    assert_eq!(changes(&admin, &cell).await, ["closed", "opened"]);
});
