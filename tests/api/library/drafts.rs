//! Nobody but its authors and publishers can see a draft, by any operation.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sotay::auth::Role;

use super::{document, edition, paper};
use crate::support::{Contract, Request, Written};

/// Every operation of the document that takes a document or an edition of the desk, wherever it stands.
fn desk_operations() -> BTreeSet<(String, String)> {
    let takes_one = |path: &str| {
        let ids = ["{document_id}", "{edition_id}"];
        // What readers ask of the library is asked in `reading/scope.rs`.
        ids.iter().any(|id| path.contains(id)) && !path.starts_with("/api/v1/library/")
    };
    Contract::get()
        .operations()
        .filter(|(path, ..)| takes_one(path))
        .map(|(path, method, operation)| {
            let id = operation["operationId"].as_str().unwrap();
            (id.to_owned(), format!("{method} {path}"))
        })
        .collect()
}

#[test]
fn every_operation_of_the_desk_is_asked_for() {
    let written = Written {
        document_id: "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00".to_owned(),
        edition_id: "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d01".to_owned(),
    };
    let asked: BTreeSet<(String, String)> = requests(&written)
        .into_iter()
        .map(|(operation, request)| {
            let template = Contract::get().template(&request.path).unwrap();
            let method = request.method.to_lowercase();
            (operation.to_owned(), format!("{method} {template}"))
        })
        .collect();
    let there = desk_operations();
    assert!(there.len() > 10, "the document is no longer read rightly");
    assert_eq!(asked, there, "left: asked for, right: in the document");
}

/// Every operation that takes a document or an edition of the desk, as [`desk_operations`] has them.
fn requests(written: &Written) -> Vec<(&'static str, Request)> {
    let (document, edition) = (document(written), edition(written));
    let metadata = json!({"metadata": {"kind": "nghi_quyet", "title": "Khác"}});
    let member = "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c02";
    let changed = |request: Request| request.header("if-match", "*");
    vec![
        ("get_document", Request::get(document.clone())),
        (
            "update_document",
            changed(Request::put(
                document.clone(),
                json!({"tier": "archive", "circulation": "internal", "audience": {"everyone": true}}),
            )),
        ),
        (
            "withdraw_document",
            Request::post(format!("{document}/withdrawal"), json!({"reason": "Nhầm."})),
        ),
        (
            "list_document_events",
            Request::get(format!("{document}/events")),
        ),
        (
            "add_document_author",
            Request::new("PUT", format!("{document}/authors/{member}")),
        ),
        (
            "remove_document_author",
            Request::delete(format!("{document}/authors/{member}")),
        ),
        (
            "create_edition",
            Request::post(format!("{document}/editions"), json!({"change": "minor"})),
        ),
        ("get_edition", Request::get(edition.clone())),
        (
            "replace_edition_metadata",
            changed(Request::put(format!("{edition}/metadata"), metadata)),
        ),
        (
            "replace_edition_sections",
            changed(Request::put(
                format!("{edition}/sections"),
                json!({"sections": []}),
            )),
        ),
        (
            "replace_edition_files",
            changed(Request::put(
                format!("{edition}/files"),
                json!({"files": []}),
            )),
        ),
        (
            "preview_manuscript",
            Request::post(
                format!("{edition}/manuscript-previews"),
                json!({"file_id": member}),
            ),
        ),
        ("submit_edition", written.step("submission", Value::Null)),
        (
            "return_edition",
            written.step("return", json!({"reason": "Thiếu."})),
        ),
        (
            "confirm_edition_stamps",
            written.step("stamp-confirmation", json!({"reason": "Trích dẫn."})),
        ),
        ("approve_edition", written.step("approval", Value::Null)),
        ("publish_edition", written.step("publication", json!({}))),
        ("discard_edition", written.step("discard", Value::Null)),
    ]
}

on_both_engines!(a_draft_exists_only_for_its_desk, |app| async move {
    let written = paper().write(&app).await;
    // Authors and publishers of other places, an author of the same unit who does not write this one, and all the rest.
    app.give_role("stranger", Role::Author, "ward_b").await;
    app.give_role("stranger", Role::Publisher, "ward_b").await;
    app.give_role("officer", Role::Author, "city").await;
    for name in [
        "stranger",
        "officer",
        "member",
        "secretary",
        "roster_officer",
        "auditor",
        "admin",
    ] {
        let actor = app.actor(name);
        for (operation, request) in requests(&written) {
            let reply = actor.send(request).await;
            let unseen = match name {
                "stranger" => reply.status() == 404,
                // Holds no permission to publish anywhere, so is told nothing about what there is.
                "officer" => {
                    [403, 404].contains(&reply.status()) && reply.code() != "not_an_author"
                }
                _ => reply.status() == 403 && reply.code() == "not_permitted",
            };
            assert!(
                unseen,
                "{operation} by {name}: {} {}",
                reply.status(),
                reply.code()
            );
        }
        if ["stranger", "officer"].contains(&name) {
            let desk = actor.get("/api/v1/documents").await;
            assert_eq!(desk.assert(200).json()["items"], json!([]), "{name}");
        }
    }
    for (_, request) in requests(&written) {
        app.anonymous()
            .send(request)
            .await
            .assert_problem(401, "not_signed_in");
    }
    assert_eq!(
        app.author().get(edition(&written)).await.assert(200).json()["state"],
        "draft"
    );
});

on_both_engines!(
    an_author_who_lost_the_role_loses_the_draft,
    |app| async move {
        app.give_role("colleague", Role::Author, "city").await;
        let written = paper().write(&app).await;
        let colleague = app.person("colleague").public_id;
        let add = Request::new("PUT", format!("{}/authors/{colleague}", document(&written)));
        app.author().send(add).await.assert(204);
        app.actor("colleague")
            .get(edition(&written))
            .await
            .assert(200);
        let remove = format!("{}/authors/{colleague}", document(&written));
        app.author().delete(remove).await.assert(204);
        app.actor("colleague")
            .get(edition(&written))
            .await
            .assert_problem(404, "not_found");
    }
);

on_both_engines!(
    a_publisher_finds_an_author_for_a_paper_that_has_none_left,
    |app| async move {
        let shelf = crate::library::bulk::Shelf::new();
        shelf.sheet(&[crate::library::bulk::row("a.md", "12-NQ/TU", "Về bến sông")]);
        assert_eq!(shelf.run(&app, true).await.new, 1);
        let desk = app.publisher().get("/api/v1/documents").await;
        let id = desk.json()["items"][0]["document_id"]
            .as_str()
            .unwrap()
            .to_owned();
        let editions = format!("/api/v1/documents/{id}/editions");
        let begin = json!({"change": "minor"});
        let author = app.author();
        author
            .post(editions.clone(), begin.clone())
            .await
            .assert(404);
        let path = format!(
            "/api/v1/documents/{id}/authors/{}",
            app.person("author").public_id
        );
        let add = || Request::new("PUT", path.clone());
        author.send(add()).await.assert(404);
        app.publisher().send(add()).await.assert(204);
        author.post(editions, begin).await.assert(201);
    }
);

on_both_engines!(the_desk_is_listed_by_state, |app| async move {
    let draft = paper().write(&app).await;
    let waiting = paper().with("symbol", json!("58-NQ/TU")).write(&app).await;
    waiting
        .act(&app.author(), "submission", Value::Null)
        .await
        .assert(200);
    let ids = |reply: &crate::support::Reply| -> Vec<String> {
        let items = reply.assert(200).json()["items"]
            .as_array()
            .unwrap()
            .clone();
        items
            .iter()
            .map(|item| item["document_id"].as_str().unwrap().to_owned())
            .collect()
    };
    let publisher = app.publisher();
    let all = publisher.get("/api/v1/documents").await;
    assert_eq!(
        ids(&all),
        [waiting.document_id.clone(), draft.document_id.clone()]
    );
    let review = publisher
        .get("/api/v1/documents?edition_state=in_review")
        .await;
    assert_eq!(ids(&review), std::slice::from_ref(&waiting.document_id));
    assert!(ids(&publisher.get("/api/v1/documents?mine=true").await).is_empty());
    assert_eq!(
        ids(&app.author().get("/api/v1/documents?mine=true").await).len(),
        2
    );
    let first = publisher.get("/api/v1/documents?limit=1").await;
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    let second = publisher
        .get(format!("/api/v1/documents?limit=1&cursor={cursor}"))
        .await;
    assert_eq!(ids(&second), [draft.document_id]);
    assert!(second.json().get("next_cursor").is_none());
});
