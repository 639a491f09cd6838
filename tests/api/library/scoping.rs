//! To whom papers are shown, and how they are filed.

use serde_json::{Value, json};
use sotay::auth::Role;

use super::{document, paper};
use crate::support::{Request, TestApp};

on_both_engines!(an_audience_stays_within_its_owner, |app| async move {
    app.give_role("colleague", Role::Author, "ward_a").await;
    let ward = |audience: Value| {
        let mut paper = paper();
        paper.owner = "ward_a";
        paper.audience = audience;
        paper.body(&app)
    };
    let colleague = app.actor("colleague");
    let unit = |name: &str| json!({"unit_id": app.unit(name).public_id});
    let refused = [
        (json!({"everyone": true}), "audience_outside_owner"),
        (
            json!({"everyone": false, "rules": [unit("ward_b")]}),
            "audience_outside_owner",
        ),
        (
            json!({"everyone": false, "rules": [unit("cell_a1"), {"role": "author"}]}),
            "audience_outside_owner",
        ),
        (json!({"everyone": false}), "audience_of_nobody"),
        (
            json!({"everyone": true, "rules": [unit("cell_a1")]}),
            "everyone_with_rules",
        ),
    ];
    for (audience, code) in refused {
        let reply = colleague.post("/api/v1/documents", ward(audience)).await;
        reply.assert_problem(422, code);
    }
    let unknown =
        json!({"everyone": false, "rules": [{"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c09"}]});
    let reply = colleague.post("/api/v1/documents", ward(unknown)).await;
    assert_eq!(reply.assert(422).errors()[0].1, "unit_unknown");
    let rules = json!([{"unit_id": app.unit("cell_a1").public_id, "standing": "official"}, {"unit_id": app.unit("ward_a").public_id, "role": "cell_secretary"}]);
    let reply = colleague
        .post(
            "/api/v1/documents",
            ward(json!({"everyone": false, "rules": rules})),
        )
        .await;
    let shown = &reply.assert(201).json()["audience"];
    assert_eq!(shown["everyone"], false);
    assert_eq!(shown["rules"].as_array().unwrap().len(), 2);
    // Not beyond the unit of his role.
    let reply = colleague
        .post("/api/v1/documents", paper().body(&app))
        .await;
    reply.assert(403);
});

on_both_engines!(equal_audiences_are_kept_once, |app| async move {
    use diesel::prelude::*;
    use sotay::db::schema::audiences;
    for symbol in ["1-NQ/TU", "2-NQ/TU"] {
        paper()
            .with("symbol", json!(symbol))
            .only_for(&app, "ward_a")
            .write(&app)
            .await;
    }
    let count =
        move |conn: &mut sotay::db::Conn| Ok(audiences::table.count().get_result::<i64>(conn)?);
    assert_eq!(app.state().db.read(count).await.unwrap(), 1);
});

on_both_engines!(
    filing_anew_is_the_publishers_once_published,
    |app| async move {
        let written = paper().write(&app).await;
        let anew = |tier: &str| {
            let body =
                json!({"tier": tier, "circulation": "public", "audience": {"everyone": true}});
            Request::put(document(&written), body).header("if-match", "*")
        };
        let reply = app.author().send(anew("recommended")).await;
        assert_eq!(reply.assert(200).json()["tier"], "recommended");
        app.publisher()
            .send(anew("archive"))
            .await
            .assert_problem(403, "not_an_author");
        written.approve(&app).await;
        written
            .act(&app.publisher(), "publication", json!({}))
            .await
            .assert(200);
        app.author()
            .send(anew("archive"))
            .await
            .assert_problem(403, "not_permitted");
        let before = changes(&app).await;
        app.publisher().send(anew("archive")).await.assert(200);
        assert_eq!(changes(&app).await, before + 1);
        // What says the same again is no change.
        app.publisher().send(anew("archive")).await.assert(200);
        assert_eq!(changes(&app).await, before + 1);
    }
);

async fn changes(app: &TestApp) -> i64 {
    use diesel::prelude::*;
    use sotay::db::schema::library_changes;
    let count =
        move |conn: &mut sotay::db::Conn| Ok(library_changes::table.count().get_result(conn)?);
    app.state().db.read(count).await.unwrap()
}

on_both_engines!(
    nobody_widens_alone_what_a_second_person_approved,
    |app| async move {
        app.give_role("author", Role::Publisher, "city").await;
        let written = paper().only_for(&app, "cell_a1").write(&app).await;
        let wider = || {
            let body = json!({"tier": "required", "circulation": "public", "audience": {"everyone": true}});
            Request::put(document(&written), body).header("if-match", "*")
        };
        let author = app.author();
        written
            .act(&author, "submission", Value::Null)
            .await
            .assert(200);
        author
            .send(wider())
            .await
            .assert_problem(409, "wrong_edition_state");
        written
            .act(&app.publisher(), "approval", Value::Null)
            .await
            .assert(200);
        author
            .send(wider())
            .await
            .assert_problem(409, "wrong_edition_state");
        written
            .act(&app.publisher(), "publication", json!({}))
            .await
            .assert(200);
        author.send(wider()).await.assert_problem(403, "own_work");
        app.publisher().send(wider()).await.assert(200);
    }
);

on_both_engines!(a_part_does_not_speak_for_the_whole, |app| async move {
    app.give_role("colleague", Role::Author, "ward_a").await;
    let citys = paper().publish(&app).await;
    let mut wards = paper()
        .with("symbol", json!("9-NQ/ĐU"))
        .only_for(&app, "ward_a");
    wards.owner = "ward_a";
    let colleague = app.actor("colleague");
    for (kind, status) in [("repeals", 422), ("amends", 422), ("refers", 201)] {
        let links = json!([{"kind": kind, "document_id": citys.document_id}]);
        let body = wards.clone().with("links", links).body(&app);
        let reply = colleague.post("/api/v1/documents", body).await;
        assert_eq!(reply.status(), status, "{kind}");
        if status == 422 {
            assert_eq!(reply.errors()[0].1, "link_target_of_another_unit");
        }
    }
    wards.circulation = "public";
    let reply = colleague.post("/api/v1/documents", wards.body(&app)).await;
    reply.assert_problem(422, "public_of_a_part");
    let mut material = paper();
    material.metadata = json!({"kind": "slides", "title": "Bài trình chiếu",
        "links": [{"kind": "repeals", "document_id": citys.document_id}]});
    let reply = app
        .author()
        .post("/api/v1/documents", material.body(&app))
        .await;
    assert_eq!(reply.assert(422).errors()[0].1, "only_refers");
});
