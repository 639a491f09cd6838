//! Files of what is shown: they come and go with their edition. Who may see them at all is asked in `scope.rs`.

use serde_json::json;

use super::{Held, paper, path};
use crate::library;
use crate::support::{Request, TestApp, Written};

/// Where a member finds the only file of what is shown of a document.
async fn file_shown(app: &TestApp, written: &Written) -> String {
    let document = app.member().get(path(written, "")).await;
    let document = document.assert(200).json();
    let files = document["files"].as_array().unwrap();
    assert_eq!(files.len(), 1, "{document}");
    let id = files[0]["file_id"].as_str().unwrap();
    path(written, &format!("/files/{id}"))
}

on_both_engines!(a_file_is_served_with_its_edition_only, |app| async move {
    let member = app.member();
    let first = Held::publish(&app, &paper()).await;
    assert_eq!(file_shown(&app, &first.written).await, first.file);
    let before = member.get(&first.file).await;
    let known = Request::get(&first.file).header("if-none-match", before.assert(200).etag());

    // The next edition has a copy of it, with an address of its own.
    let second = first.written.next(&app, "minor").await;
    member.get(&first.file).await.assert(200);
    second.publish(&app).await;
    let copy = file_shown(&app, &second).await;
    assert_ne!(copy, first.file);
    assert_eq!(member.get(&copy).await.assert(200).bytes(), before.bytes());
    for request in [Request::get(&first.file), known] {
        let reply = member.send(request).await;
        reply.assert_problem(404, "not_found");
    }

    // What an edition no longer has is gone with the one that had it.
    let third = first.written.next(&app, "minor").await;
    let none = library::content::attach(&app, &library::edition(&third), json!([])).await;
    none.assert(200);
    third.publish(&app).await;
    for address in [&first.file, &copy] {
        let reply = member.get(address).await;
        reply.assert_problem(404, "not_found");
    }

    // It is a file of this document and of no other.
    let (one, other) = (
        Held::publish(&app, &paper().with("symbol", json!("58-NQ/TU"))).await,
        Held::publish(&app, &paper().with("symbol", json!("59-NQ/TU"))).await,
    );
    let (_, id) = one.file.rsplit_once('/').unwrap();
    let reply = member
        .get(path(&other.written, &format!("/files/{id}")))
        .await;
    reply.assert_problem(404, "not_found");
});
