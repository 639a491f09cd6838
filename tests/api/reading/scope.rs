//! Who sees what: for everybody else it does not exist.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Held, LIBRARY, only, paper, path, position, rescope, titles};
use crate::library;
use crate::support::{Actor, Contract, Paper, Request, TestApp, Written};

#[test]
fn every_operation_on_a_document_is_asked_for() {
    let written = Written {
        document_id: "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00".to_owned(),
        edition_id: "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d01".to_owned(),
    };
    let file = path(&written, "/files/01936f2e-8a10-7c3e-9d41-5b7a9e2f1c02");
    let asked: BTreeSet<(String, &str)> = requests(&Held { written, file })
        .iter()
        .map(|request| {
            let template = Contract::get().template(&request.path).unwrap();
            (request.method.to_lowercase(), template)
        })
        .collect();
    let there: BTreeSet<(String, &str)> = Contract::get()
        .operations()
        .filter(|(path, ..)| path.starts_with(&format!("{LIBRARY}/{{document_id}}")))
        .map(|(path, method, _)| (method.to_owned(), path))
        .collect();
    assert!(there.len() > 5, "the document is no longer read rightly");
    assert_eq!(asked, there, "left: asked for, right: in the document");
}

/// Every operation on a document, as requests.
fn requests(held: &Held) -> Vec<Request> {
    let written = &held.written;
    vec![
        Request::get(path(written, "")),
        Request::get(path(written, "/contents")),
        Request::get(path(written, "/sections/dieu-1")),
        Request::get(path(written, "/force?on=2026-05-01")),
        Request::get(path(written, "/links")),
        Request::get(&held.file),
        Request::get(&held.file).header("range", "bytes=2-5"),
        Request::put(path(written, "/bookmark"), json!({})),
        Request::delete(path(written, "/bookmark")),
        Request::put(
            path(written, "/position"),
            position(written, 10, "2026-11-23T01:00:00Z"),
        ),
        Request::get(path(written, "/position")),
    ]
}

async fn sees_nothing(actor: &Actor, held: &Held) {
    for request in requests(held) {
        let reply = actor.send(request).await;
        reply.assert_problem(404, "not_found");
    }
    let list = format!("{LIBRARY}?bookmarked=false");
    assert_eq!(
        actor.get(list).await.assert(200).json(),
        json!({"items": []})
    );
}

/// What has come since a place in the feed.
async fn news(actor: &Actor, after: &Value) -> Value {
    let after = after["after"].as_str().unwrap();
    let reply = actor.get(format!("{LIBRARY}/changes?after={after}")).await;
    reply.assert(200).json()["items"].clone()
}

async fn begin(actor: &Actor) -> Value {
    let reply = actor.get(format!("{LIBRARY}/changes")).await;
    assert_eq!(reply.assert(200).json()["items"], json!([]));
    reply.json()
}

on_both_engines!(
    outside_its_audience_a_document_does_not_exist,
    |app| async move {
        let (member, stranger) = (app.member(), app.stranger());
        let (for_member, for_stranger) = (begin(&member).await, begin(&stranger).await);
        let held = Held::publish(&app, &paper().only_for(&app, "ward_a")).await;
        for request in requests(&held) {
            let reply = member.send(request.clone()).await;
            let own = request.path.ends_with("/position") && request.method == "GET";
            assert!(own || reply.status() < 300, "{reply}");
        }
        let file = member.get(&held.file).await;
        assert_eq!(file.assert(200).text(), library::TEXT);
        let part = Request::get(&held.file).header("range", "bytes=2-4");
        let part = member.send(part).await;
        assert_eq!(part.assert(206).bytes(), &library::TEXT.as_bytes()[2..=4]);
        assert_eq!(titles(&member, "").await, ["Nghị quyết về chuyển đổi số"]);
        assert_eq!(
            news(&member, &for_member).await[0]["change"],
            json!("published")
        );
        // The ready bytes are in memory now; they are not for him.
        sees_nothing(&stranger, &held).await;
        // Nor are the bytes of the file for somebody who knows their tag.
        let again = Request::get(&held.file).header("if-none-match", file.etag());
        member.send(again.clone()).await.assert(304);
        stranger.send(again).await.assert_problem(404, "not_found");
        assert_eq!(news(&stranger, &for_stranger).await, json!([]));
        for address in [path(&held.written, ""), held.file] {
            app.anonymous().get(address).await.assert(401);
        }
    }
);

on_both_engines!(a_draft_is_read_by_nobody, |app| async move {
    let draft = Held::write(&app, &paper()).await;
    for actor in [app.author(), app.publisher(), app.admin(), app.member()] {
        sees_nothing(&actor, &draft).await;
    }
    draft.written.approve(&app).await;
    // Not even by its author, where readers read.
    sees_nothing(&app.author(), &draft).await;
    // The draft of a second edition changes nothing of what is read.
    let published = paper()
        .with("symbol", json!("58-NQ/TU"))
        .publish(&app)
        .await;
    let before = app.member().get(path(&published, "")).await;
    let next = published.next(&app, "major").await;
    let sections =
        json!([{"level": 1, "kind": "article", "number": "1", "html": "<p>Bản mới.</p>"}]);
    next.fill(&app, &sections).await.assert(200);
    let file = library::hold_text(&app, &next).await;
    for actor in [app.author(), app.publisher(), app.member()] {
        actor.get(&file).await.assert_problem(404, "not_found");
    }
    let after = app.member().get(path(&published, "")).await;
    assert_eq!(after.assert(200).bytes(), before.assert(200).bytes());
    let own = app
        .member()
        .put(
            path(&published, "/position"),
            position(&next, 1, "2026-11-23T01:00:00Z"),
        )
        .await;
    own.assert_problem(422, "unknown_edition");
});

on_both_engines!(what_is_public_is_for_everybody, |app| async move {
    let mut paper = paper().only_for(&app, "cell_a1");
    paper.circulation = "public";
    let held = Held::publish(&app, &paper).await;
    for actor in [app.member(), app.stranger(), app.actor("outsider")] {
        actor.get(path(&held.written, "")).await.assert(200);
        actor.get(&held.file).await.assert(200);
        assert_eq!(titles(&actor, "?circulation=public").await.len(), 1);
        assert!(titles(&actor, "?circulation=internal").await.is_empty());
    }
});

on_both_engines!(what_is_withdrawn_is_gone_at_once, |app| async move {
    let (member, stranger) = (app.member(), app.stranger());
    let held = Held::publish(&app, &paper().only_for(&app, "ward_a")).await;
    let (for_member, for_stranger) = (begin(&member).await, begin(&stranger).await);
    let document = path(&held.written, "");
    let mut known = Vec::new();
    for address in [&document, &held.file] {
        let etag = member.get(address).await.assert(200).etag();
        known.push(Request::get(address).header("if-none-match", etag));
    }
    held.written.withdraw(&app).await.assert(200);
    sees_nothing(&member, &held).await;
    // Not even "you have it" is said.
    for again in known {
        member.send(again).await.assert(404);
    }
    // Nor to those who wrote it and let it out.
    for actor in [app.author(), app.publisher()] {
        actor.get(&held.file).await.assert(404);
    }
    let tombstone = json!([{"document_id": held.written.document_id, "change": "withdrawn"}]);
    assert_eq!(news(&member, &for_member).await, tombstone);
    assert_eq!(news(&stranger, &for_stranger).await, json!([]));
});

on_both_engines!(
    what_is_meant_for_others_now_moves_at_once,
    |app| async move {
        let (member, stranger) = (app.member(), app.stranger());
        let held = Held::publish(&app, &paper().only_for(&app, "ward_a")).await;
        let (for_member, for_stranger) = (begin(&member).await, begin(&stranger).await);
        let addresses = [path(&held.written, ""), held.file.clone()];
        for address in &addresses {
            member.get(address).await.assert(200);
            stranger.get(address).await.assert(404);
        }
        rescope(&app, &held.written, only(&app, "ward_b")).await;
        sees_nothing(&member, &held).await;
        for address in &addresses {
            stranger.get(address).await.assert(200);
        }
        let gone = json!([{"document_id": held.written.document_id, "change": "withdrawn"}]);
        assert_eq!(news(&member, &for_member).await, gone);
        assert_eq!(
            news(&stranger, &for_stranger).await[0]["change"],
            json!("rescoped")
        );
    }
);

async fn relations(actor: &Actor, written: &Written) -> Vec<(String, String)> {
    let reply = actor.get(path(written, "/links")).await;
    let items = reply.assert(200).json()["items"].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    items
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (text(&item["relation"]), text(&item["document_id"])))
        .collect()
}

async fn published(app: &TestApp, symbol: &str, links: Value, unit: Option<&str>) -> Written {
    let paper = Paper::new(symbol, &format!("Văn bản {symbol}")).with("links", links);
    let paper = match unit {
        Some(unit) => paper.only_for(app, unit),
        None => paper,
    };
    paper.publish(app).await
}

on_both_engines!(links_lead_only_to_what_the_reader_sees, |app| async move {
    let old = published(&app, "1-QĐ/TU", json!([]), None).await;
    let link = |kind: &str| json!([{"kind": kind, "document_id": old.document_id}]);
    let amending = published(&app, "2-QĐ/TU", link("amends"), Some("ward_a")).await;
    let replacing = published(&app, "3-QĐ/TU", link("replaces"), None).await;
    let (member, stranger) = (app.member(), app.stranger());
    let replaced = ("replaced_by".to_owned(), replacing.document_id.clone());
    let amended = ("amended_by".to_owned(), amending.document_id.clone());
    assert_eq!(relations(&member, &old).await, [amended, replaced.clone()]);
    assert_eq!(relations(&stranger, &old).await, [replaced]);
    let out = ("replaces".to_owned(), old.document_id.clone());
    assert_eq!(relations(&stranger, &replacing).await, [out]);
    let first = member
        .get(path(&old, "/links?limit=1"))
        .await
        .assert(200)
        .json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = member
        .get(path(&old, &format!("/links?limit=1&cursor={cursor}")))
        .await;
    assert_eq!(
        second.assert(200).json()["items"][0]["relation"],
        "replaced_by"
    );
    assert!(second.json().get("next_cursor").is_none());
});
