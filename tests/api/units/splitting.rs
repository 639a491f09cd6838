//! Splitting units.

use serde_json::{Value, json};

use super::*;

fn parts(new_units: Value) -> Value {
    json!({"effective_on": "2026-11-01", "new_units": new_units})
}

on_both_engines!(
    a_cell_gives_members_and_groups_to_a_new_one,
    |app| async move {
        let admin = app.admin();
        let (ward, cell) = (app.unit("ward_a").public_id, app.unit("cell_a1").public_id);
        let group = open(&admin, cell, "group", "Tổ đảng 1").await;
        let (member, newcomer) = (
            app.person("member").public_id,
            app.person("newcomer").public_id,
        );
        let body = parts(json!([
            {"name": "Chi bộ Khu phố 1A", "code": "HV-AB-1A", "child_ids": [group], "member_ids": [member]},
            {"name": "Chi bộ Khu phố 1B", "member_ids": [newcomer]}
        ]));
        let reply = act(&admin, cell, "split", body).await;
        let view = reply.assert(200).json();
        assert_eq!(view["unit"]["unit_id"], cell.to_string());
        assert_eq!(view["unit"]["child_count"], 0);
        let new = texts(view["new_units"].as_array().unwrap(), "unit_id");
        assert_eq!(view["new_units"][0]["child_count"], 1);
        assert_eq!(view["new_units"][1]["opened_on"], "2026-11-01");
        assert_eq!(reply.etag(), admin.get(path(cell)).await.etag());
        assert_eq!(
            children(&admin, ward).await,
            [
                "Chi bộ Khu phố 1",
                "Chi bộ Khu phố 1A",
                "Chi bộ Khu phố 1B",
                "Chi bộ Khu phố 2"
            ]
        );
        let cell_of = async |person| cell_of(&app, person).await.unwrap().to_string();
        assert_eq!(cell_of("member").await, new[0]);
        assert_eq!(cell_of("newcomer").await, new[1]);
        assert_eq!(cell_of("secretary").await, cell.to_string());
        let history = history(&admin, cell).await;
        assert_eq!(history[0]["change"], "split");
        assert_eq!(
            history[0]["detail"],
            json!({"unit_ids": new, "member_count": 2})
        );
        assert_eq!(changes(&admin, &new[0]).await, ["split_off"]);
        assert_eq!(changes(&admin, &group).await, ["moved", "opened"]);
        assert_eq!(audited(&app, "split_unit").await, 1);
        assert_no_drift(&app).await;
        app.member().get(path(&new[0])).await.assert(200);
        app.member().get(path(cell)).await.assert(404);
    }
);

on_both_engines!(a_ward_gives_cells_to_a_new_one, |app| async move {
    let admin = app.admin();
    let (ward, cell) = (app.unit("ward_a").public_id, app.unit("cell_a2").public_id);
    let body = parts(json!([{"name": "Đảng ủy phường An Tân", "child_ids": [cell]}]));
    let view = act(&admin, ward, "split", body).await.assert(200).json();
    assert_eq!(view["new_units"][0]["kind"], "commune");
    assert_eq!(
        view["new_units"][0]["parent_id"],
        app.unit("city").public_id.to_string()
    );
    assert_eq!(children(&admin, ward).await, ["Chi bộ Khu phố 1"]);
    let new = view["new_units"][0]["unit_id"].as_str().unwrap();
    assert_eq!(children(&admin, new).await, ["Chi bộ Khu phố 2"]);
    assert_no_drift(&app).await;
    app.officer()
        .get(path(app.unit("cell_a1").public_id))
        .await
        .assert(200);
});

on_both_engines!(
    everything_that_does_not_fit_is_said_at_once,
    |app| async move {
        let admin = app.admin();
        let cell = app.unit("cell_a1").public_id;
        let closed = open(&admin, cell, "group", "Tổ đảng cũ").await;
        act(&admin, &closed, "close", json!({"effective_on": TODAY}))
            .await
            .assert(200);
        let (member, colleague) = (
            app.person("member").public_id,
            app.person("colleague").public_id,
        );
        let body = parts(json!([
            {"name": "?", "member_ids": [member, colleague]},
            {"name": "Chi bộ 7", "code": "#", "child_ids": [closed, app.unit("cell_b1").public_id], "member_ids": [member]}
        ]));
        let reply = act(&admin, cell, "split", body).await;
        reply.assert_problem(422, "invalid_request");
        let found: Vec<String> = reply
            .errors()
            .iter()
            .map(|(pointer, code)| format!("{pointer} {code}"))
            .collect();
        assert_eq!(
            found,
            [
                "/new_units/0/name wrong_format",
                "/new_units/0/member_ids/1 not_a_member",
                "/new_units/1/code wrong_format",
                "/new_units/1/child_ids/0 not_a_child",
                "/new_units/1/child_ids/1 not_a_child",
                "/new_units/1/member_ids/0 named_twice",
            ]
        );
        assert_eq!(
            children(&admin, app.unit("ward_a").public_id).await.len(),
            2
        );
    }
);

on_both_engines!(a_refused_part_undoes_the_others, |app| async move {
    let admin = app.admin();
    let cell = app.unit("cell_a1").public_id;
    let member = app.person("member").public_id;
    let body = parts(json!([
        {"name": "Chi bộ Khu phố 1A", "member_ids": [member]},
        {"name": "Chi bộ Khu phố 1B", "code": "HV-AB-02"}
    ]));
    act(&admin, cell, "split", body)
        .await
        .assert_problem(409, "code_taken");
    assert_eq!(cell_of(&app, "member").await, Some(cell));
    assert_eq!(changes(&admin, cell).await, [""; 0]);
    assert_eq!(
        children(&admin, app.unit("ward_a").public_id).await.len(),
        2
    );
    assert_no_drift(&app).await;
});

on_both_engines!(
    a_unit_is_split_where_and_when_that_can_be,
    |app| async move {
        let admin = app.admin();
        let one = json!([{"name": "Chi bộ 7"}]);
        let city = app.unit("city").public_id;
        act(&admin, city, "split", parts(one.clone()))
            .await
            .assert_problem(409, "top_unit");
        let cell = app.unit("cell_a1").public_id;
        let on = |day: &str| json!({"effective_on": day, "new_units": one});
        act(&admin, cell, "split", on(TOMORROW))
            .await
            .assert_problem(422, "date_future");
        act(&admin, cell, "split", on("2025-06-30"))
            .await
            .assert_problem(422, "before_opened");
        act(&admin, cell, "split", parts(json!([])))
            .await
            .assert(422);
        let many: Vec<Value> = (0..51)
            .map(|number| json!({"name": format!("Chi bộ {number}")}))
            .collect();
        act(&admin, cell, "split", parts(json!(many)))
            .await
            .assert(422);
        let etag = admin.get(path(cell)).await.etag();
        act_on(&admin, cell, &etag, "split", parts(one.clone()))
            .await
            .assert(200);
        act_on(&admin, cell, &etag, "split", parts(one.clone()))
            .await
            .assert_problem(412, "stale");
        let closed = open(&admin, app.unit("ward_a").public_id, "cell", "Chi bộ 8").await;
        act(&admin, &closed, "close", json!({"effective_on": TODAY}))
            .await
            .assert(200);
        act(&admin, &closed, "split", parts(one))
            .await
            .assert_problem(409, "unit_closed");
        assert_no_drift(&app).await;
    }
);
