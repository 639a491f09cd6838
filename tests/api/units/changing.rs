//! Names and codes.

use serde_json::{Value, json};

use super::*;

on_both_engines!(
    a_new_name_is_history_and_moves_the_unit_among_its_siblings,
    |app| async move {
        let admin = app.admin();
        let cell = path(app.unit("cell_a1").public_id);
        let etag = admin.get(&cell).await.assert(200).etag();
        let body =
            json!({"name": "Chi bộ Khu phố 9", "code": "HV-AB-09", "effective_on": "2026-10-01"});
        let reply = admin.patch(&cell, &etag, body).await;
        assert_eq!(reply.assert(200).json()["code"], "HV-AB-09");
        let read = admin.get(&cell).await;
        assert_eq!((read.json(), read.etag()), (reply.json(), reply.etag()));
        assert_ne!(reply.etag(), etag);
        assert_eq!(
            children(&admin, app.unit("ward_a").public_id).await,
            ["Chi bộ Khu phố 2", "Chi bộ Khu phố 9"]
        );
        let history = history(&admin, app.unit("cell_a1").public_id).await;
        assert_eq!(texts(&history, "change"), ["recoded", "renamed"]);
        assert_eq!(
            texts(&history, "effective_on"),
            ["2026-10-01", "2026-10-01"]
        );
        assert_eq!(
            history[0]["detail"],
            json!({"old_code": "HV-AB-01", "new_code": "HV-AB-09"})
        );
        assert_eq!(
            history[1]["detail"],
            json!({"old_name": "Chi bộ Khu phố 1", "new_name": "Chi bộ Khu phố 9"})
        );
        assert_eq!(audited(&app, "update_unit").await, 1);
        assert_no_drift(&app).await;
    }
);

on_both_engines!(what_changes_nothing_leaves_no_trace, |app| async move {
    let admin = app.admin();
    let cell = path(app.unit("cell_a1").public_id);
    let etag = admin.get(&cell).await.assert(200).etag();
    let same = json!({"name": "Chi bộ Khu phố 1", "code": "HV-AB-01"});
    for body in [json!({}), same] {
        let reply = admin.patch(&cell, &etag, body).await;
        assert_eq!(reply.assert(200).etag(), etag);
    }
    assert_eq!(
        history(&admin, app.unit("cell_a1").public_id).await,
        [Value::Null; 0]
    );
    assert_eq!(audited(&app, "update_unit").await, 0);
});

on_both_engines!(an_edit_needs_the_version_it_changes, |app| async move {
    let admin = app.admin();
    let cell = path(app.unit("cell_a1").public_id);
    let etag = admin.get(&cell).await.assert(200).etag();
    let body = json!({"name": "Chi bộ Một"});
    let bare = admin.request("PATCH", &cell).json(&body).send().await;
    bare.assert_problem(428, "if_match_required");
    admin.patch(&cell, &etag, &body).await.assert(200);
    admin
        .patch(&cell, &etag, json!({"name": "Chi bộ Hai"}))
        .await
        .assert_problem(412, "stale");
    assert_eq!(admin.get(&cell).await.json()["name"], "Chi bộ Một");
});

on_both_engines!(what_cannot_be_is_refused_whole, |app| async move {
    let admin = app.admin();
    let cell = path(app.unit("cell_a1").public_id);
    let etag = admin.get(&cell).await.assert(200).etag();
    for (body, pointer, code) in [
        (json!({"name": "?!"}), "/name", "wrong_format"),
        (json!({"name": null}), "/name", "wrong_type"),
        (json!({"code": "-1"}), "/code", "wrong_format"),
        (
            json!({"name": "Chi bộ 7", "effective_on": TOMORROW}),
            "/effective_on",
            "date_future",
        ),
        (
            json!({"name": "Chi bộ 7", "effective_on": "2025-06-30"}),
            "/effective_on",
            "before_opened",
        ),
        (json!({"kind": "group"}), "/kind", "unknown_member"),
    ] {
        let reply = admin.patch(&cell, &etag, body).await;
        reply.assert(422);
        assert_eq!(
            reply.errors(),
            [(pointer.to_owned(), code.to_owned())],
            "{reply}"
        );
    }
    let taken = json!({"name": "Chi bộ 7", "code": "HV-AB-02"});
    admin
        .patch(&cell, &etag, taken)
        .await
        .assert_problem(409, "code_taken");
    // The name that came with the taken code was not kept either.
    assert_eq!(admin.get(&cell).await.json()["name"], "Chi bộ Khu phố 1");
    assert_no_drift(&app).await;
});

on_both_engines!(a_closed_unit_keeps_its_name, |app| async move {
    let admin = app.admin();
    let cell = open(&admin, app.unit("ward_a").public_id, "cell", "Chi bộ 9").await;
    let closed = act(&admin, &cell, "close", json!({"effective_on": TODAY})).await;
    let body = json!({"name": "Chi bộ 10"});
    let reply = admin
        .patch(path(&cell), &closed.assert(200).etag(), body)
        .await;
    reply.assert_problem(409, "unit_closed");
});
