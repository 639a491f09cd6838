//! What papers do to each other.

use serde_json::{Value, json};

use super::{edition, paper};
use crate::support::{Paper, Request, TestApp, Written};

fn linked(symbol: &str, kind: &str, target: &Written) -> Paper {
    paper()
        .with("symbol", json!(symbol))
        .with("issued_on", json!("2026-06-01"))
        .with(
            "links",
            json!([{"kind": kind, "document_id": target.document_id}]),
        )
}

/// Last day, what ended it, and the day of the first amendment, as stored.
async fn force(
    app: &TestApp,
    written: &Written,
) -> (Option<String>, Option<String>, Option<String>) {
    use diesel::prelude::*;
    use sotay::db::schema::documents;
    let id: sotay::kernel::ids::PublicId = written.document_id.parse().unwrap();
    let query = move |conn: &mut sotay::db::Conn| {
        let row: (
            Option<chrono::NaiveDate>,
            Option<String>,
            Option<chrono::NaiveDate>,
        ) = documents::table
            .filter(documents::public_id.eq(id))
            .select((
                documents::ends_on,
                documents::ended_by,
                documents::amended_on,
            ))
            .first(conn)?;
        Ok(row)
    };
    let (ends, by, amended) = app.state().db.read(query).await.unwrap();
    let text = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    (text(ends), by, text(amended))
}

on_both_engines!(links_touch_while_published, |app| async move {
    let old = paper().publish(&app).await;
    let amending = linked("60-NQ/TU", "amends", &old).publish(&app).await;
    assert_eq!(
        force(&app, &old).await,
        (None, None, Some("2026-06-01".into()))
    );
    let replacing = linked("61-NQ/TU", "replaces", &old)
        .with("effective_on", json!("2027-01-01"))
        .write(&app)
        .await;
    // A draft touches nothing.
    assert_eq!(force(&app, &old).await.0, None);
    replacing.approve(&app).await;
    replacing
        .act(&app.publisher(), "publication", json!({}))
        .await
        .assert(200);
    assert_eq!(force(&app, &old).await.0.as_deref(), Some("2027-01-01"));
    assert_eq!(force(&app, &old).await.1.as_deref(), Some("replaced"));
    replacing.withdraw(&app).await.assert(200);
    amending.withdraw(&app).await.assert(200);
    assert_eq!(force(&app, &old).await, (None, None, None));
});

on_both_engines!(links_lead_to_published_papers_only, |app| async move {
    let draft = paper().write(&app).await;
    let reply = app
        .author()
        .post(
            "/api/v1/documents",
            linked("60-NQ/TU", "amends", &draft).body(&app),
        )
        .await;
    assert_eq!(
        reply.assert(422).errors()[0],
        (
            "/metadata/links/0".to_owned(),
            "link_target_unknown".to_owned()
        )
    );
    let out = paper()
        .with("symbol", json!("58-NQ/TU"))
        .publish(&app)
        .await;
    let linked = linked("60-NQ/TU", "amends", &out).write(&app).await;
    out.withdraw(&app).await.assert(200);
    linked
        .act(&app.author(), "submission", Value::Null)
        .await
        .assert(422);
});

on_both_engines!(links_do_not_run_in_circles, |app| async move {
    let first = paper().publish(&app).await;
    let second = linked("60-NQ/TU", "amends", &first).publish(&app).await;
    let third = linked("61-NQ/TU", "replaces", &second).publish(&app).await;
    for (kind, status) in [("amends", 422), ("repeals", 422), ("refers", 200)] {
        let next = first.next(&app, "minor").await;
        let metadata = paper()
            .with(
                "links",
                json!([{"kind": kind, "document_id": third.document_id}]),
            )
            .metadata;
        let request = Request::put(
            format!("{}/metadata", edition(&next)),
            json!({"metadata": metadata}),
        );
        let reply = app.author().send(request.header("if-match", "*")).await;
        assert_eq!(reply.status(), status, "{kind}");
        if status == 422 {
            assert_eq!(reply.errors()[0].1, "circular_links");
        }
        next.act(&app.author(), "discard", Value::Null)
            .await
            .assert(200);
    }
    let next = second.next(&app, "minor").await;
    let metadata = linked("60-NQ/TU", "amends", &second).metadata;
    let request = Request::put(
        format!("{}/metadata", edition(&next)),
        json!({"metadata": metadata}),
    );
    let reply = app.author().send(request.header("if-match", "*")).await;
    assert_eq!(reply.assert(422).errors()[0].1, "circular_links");
});

on_both_engines!(
    a_paper_does_not_lose_its_force_before_it_was_issued,
    |app| async move {
        // Issued on 12 March 2026.
        let old = paper().publish(&app).await;
        let repealing = |link: Value| {
            linked("60-NQ/TU", "repeals", &old)
                .with("links", json!([link]))
                .body(&app)
        };
        let link = |kind: &str, day: &str| json!({"kind": kind, "document_id": old.document_id, "holds_from": day});
        let author = app.author();
        for (kind, day, status) in [
            ("repeals", "1900-01-01", 422),
            ("replaces", "2026-03-11", 422),
            ("amends", "2026-03-11", 422),
            ("refers", "2026-03-11", 201),
            ("repeals", "2026-03-12", 201),
        ] {
            let reply = author
                .post("/api/v1/documents", repealing(link(kind, day)))
                .await;
            assert_eq!(reply.status(), status, "{kind} {day}");
            if status == 422 {
                let fault = (
                    "/metadata/links/0/holds_from".to_owned(),
                    "before_target_was_issued".to_owned(),
                );
                assert_eq!(reply.errors(), [fault]);
            }
        }
        // Without a day it holds from its paper's own.
        let early = linked("61-NQ/TU", "replaces", &old).with("issued_on", json!("2026-03-01"));
        let reply = author.post("/api/v1/documents", early.body(&app)).await;
        let fault = (
            "/metadata/links/0".to_owned(),
            "before_target_was_issued".to_owned(),
        );
        assert_eq!(reply.assert(422).errors(), [fault]);
        let in_time = early.with("effective_on", json!("2026-03-12"));
        let reply = author.post("/api/v1/documents", in_time.body(&app)).await;
        reply.assert(201);
    }
);

on_both_engines!(
    a_correction_may_repeat_what_was_said_of_a_paper_taken_back_since,
    |app| async move {
        let old = paper().publish(&app).await;
        let other = paper()
            .with("symbol", json!("58-NQ/TU"))
            .publish(&app)
            .await;
        let replacing = linked("60-NQ/TU", "replaces", &old).publish(&app).await;
        old.withdraw(&app).await.assert(200);
        other.withdraw(&app).await.assert(200);
        let next = replacing.next(&app, "minor").await;
        let say = async |links: Value| {
            let metadata = linked("60-NQ/TU", "replaces", &old)
                .with("links", links)
                .metadata;
            let path = format!("{}/metadata", edition(&next));
            let request = Request::put(path, json!({"metadata": metadata}));
            app.author().send(request.header("if-match", "*")).await
        };
        let same = json!({"kind": "replaces", "document_id": old.document_id});
        let later =
            json!({"kind": "replaces", "document_id": old.document_id, "holds_from": "2026-07-01"});
        // Another thing said of it, or the same of another paper, is new.
        let repeals = json!({"kind": "repeals", "document_id": old.document_id});
        let refers = json!({"kind": "refers", "document_id": other.document_id});
        let draft = paper().with("symbol", json!("59-NQ/TU")).write(&app).await;
        let of_draft = json!({"kind": "refers", "document_id": draft.document_id});
        for new in [repeals, refers, of_draft] {
            let reply = say(json!([same, new])).await;
            let fault = (
                "/metadata/links/1".to_owned(),
                "link_target_unknown".to_owned(),
            );
            assert_eq!(reply.assert(422).errors(), [fault], "{new}");
        }
        say(json!([later])).await.assert(200);
        next.approve(&app).await;
        next.act(&app.publisher(), "publication", json!({}))
            .await
            .assert(200);
        // What was left out is new when it is said again.
        let next = replacing.next(&app, "minor").await;
        let path = format!("{}/metadata", edition(&next));
        let without = linked("60-NQ/TU", "replaces", &old)
            .with("links", json!([]))
            .metadata;
        let put = Request::put(path, json!({"metadata": without})).header("if-match", "*");
        app.author().send(put).await.assert(200);
        next.approve(&app).await;
        next.act(&app.publisher(), "publication", json!({}))
            .await
            .assert(200);
        let next = replacing.next(&app, "minor").await;
        let path = format!("{}/metadata", edition(&next));
        let with = linked("60-NQ/TU", "replaces", &old).metadata;
        let put = Request::put(path, json!({"metadata": with})).header("if-match", "*");
        let reply = app.author().send(put).await;
        assert_eq!(reply.assert(422).errors()[0].1, "link_target_unknown");
        // Of a paper that comes again the force is what the others say.
        let again = old.next(&app, "minor").await;
        again.approve(&app).await;
        again
            .act(&app.publisher(), "publication", json!({}))
            .await
            .assert(200);
        assert_eq!(force(&app, &old).await, (None, None, None));
    }
);

on_both_engines!(
    a_paper_is_not_issued_after_what_was_done_to_it,
    |app| async move {
        let old = paper().publish(&app).await;
        let _replacing = linked("60-NQ/TU", "replaces", &old).publish(&app).await;
        let _referring = linked("61-NQ/TU", "refers", &old)
            .with("issued_on", json!("2026-04-01"))
            .publish(&app)
            .await;
        let next = old.next(&app, "minor").await;
        let say = async |day: &str| {
            let metadata = paper().with("issued_on", json!(day)).metadata;
            let path = format!("{}/metadata", edition(&next));
            let request = Request::put(path, json!({"metadata": metadata}));
            app.author().send(request.header("if-match", "*")).await
        };
        let fault = (
            "/metadata/issued_on".to_owned(),
            "issued_after_change".to_owned(),
        );
        assert_eq!(say("2026-06-02").await.assert(422).errors(), [fault]);
        say("2026-06-01").await.assert(200);
        next.approve(&app).await;
        next.act(&app.publisher(), "publication", json!({}))
            .await
            .assert(200);
        let ended = force(&app, &old).await.0;
        assert_eq!(ended.as_deref(), Some("2026-06-01"));
    }
);
