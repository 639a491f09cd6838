//! Ready bytes: the same for all readers, in every coding, with tags.

use std::collections::BTreeSet;
use std::io::Read as _;

use chrono::Duration;
use serde_json::json;

use super::{paper, path, rescope};
use crate::support::{Reply, Request};

fn decoded(reply: &Reply) -> Vec<u8> {
    let (bytes, mut plain) = (reply.bytes(), Vec::new());
    match reply.header("content-encoding") {
        Some("br") => {
            brotli::Decompressor::new(bytes, 4_096)
                .read_to_end(&mut plain)
                .unwrap();
        }
        Some("gzip") => {
            flate2::read::GzDecoder::new(bytes)
                .read_to_end(&mut plain)
                .unwrap();
        }
        Some("deflate") => {
            flate2::read::ZlibDecoder::new(bytes)
                .read_to_end(&mut plain)
                .unwrap();
        }
        Some("zstd") => plain = zstd::decode_all(bytes).unwrap(),
        None => plain = bytes.to_vec(),
        other => panic!("{other:?}"),
    }
    plain
}

on_both_engines!(every_coding_is_the_same_document, |app| async move {
    let written = paper().publish(&app).await;
    for what in ["", "/contents"] {
        let plain = app.member().get(path(&written, what)).await;
        assert_eq!(plain.assert(200).header("content-encoding"), None);
        let mut tags = BTreeSet::from([plain.etag()]);
        for coding in ["br", "gzip", "deflate", "zstd"] {
            // Twice: once made, once from memory.
            for actor in [app.stranger(), app.officer()] {
                let request = Request::get(path(&written, what)).header("accept-encoding", coding);
                let coded = actor.send(request).await;
                assert_eq!(coded.assert(200).header("content-encoding"), Some(coding));
                assert_eq!(coded.header("vary"), Some("Accept-Encoding"));
                assert_eq!(decoded(&coded), plain.bytes(), "{coding}");
                tags.insert(coded.etag());
            }
        }
        assert_eq!(tags.len(), 5, "one strong tag for each coding: {tags:?}");
        for tag in &tags {
            let request = Request::get(path(&written, what))
                .header("accept-encoding", "gzip")
                .header("if-none-match", tag);
            let known = app.secretary().send(request).await;
            assert!(known.assert(304).bytes().is_empty());
            assert!(known.etag().ends_with("-gzip\""));
        }
    }
});

on_both_engines!(a_document_says_all_that_is_known_of_it, |app| async move {
    let written = paper()
        .with("signer", json!("Nguyễn Văn A"))
        .with("expires_on", json!("2026-11-24"))
        .publish(&app)
        .await;
    let member = app.member();
    let reply = member.get(path(&written, "")).await;
    let view = reply.assert(200).json();
    assert_eq!(view["symbol"], "57-NQ/TU");
    assert_eq!(
        view["kind"],
        json!({"code": "nghi_quyet", "name": "Nghị quyết"})
    );
    assert_eq!(view["signer"], "Nguyễn Văn A");
    assert_eq!(view["force"], "in_force");
    assert_eq!(view["ends_on"], "2026-11-24");
    assert_eq!(view["sections"][1]["text"], "Có hiệu lực từ ngày ký.");
    assert_eq!(view["editions"][0]["edition_id"], json!(written.edition_id));
    let contents = member
        .get(path(&written, "/contents"))
        .await
        .assert(200)
        .json();
    assert_eq!(contents["headings"][0]["title"], "Phạm vi");
    assert!(contents["headings"][0].get("html").is_none());
    let anchor = contents["headings"][1]["anchor"].as_str().unwrap();
    let section = member
        .get(path(&written, &format!("/sections/{anchor}")))
        .await;
    assert_eq!(section.assert(200).json()["section"], view["sections"][1]);
    let again = Request::get(path(&written, &format!("/sections/{anchor}")))
        .header("if-none-match", section.etag());
    member.send(again).await.assert(304);
    member
        .get(path(&written, "/sections/nowhere"))
        .await
        .assert(404);
    // Tomorrow it has expired; the bytes in memory are of today.
    app.clock.advance(Duration::days(1));
    let tomorrow = app.sign_in_again("member").get(path(&written, "")).await;
    assert_eq!(tomorrow.assert(200).json()["force"], "expired");
    assert_ne!(tomorrow.etag(), reply.etag());
});

on_both_engines!(whether_a_paper_held_on_a_day, |app| async move {
    let old = paper()
        .with("effective_on", json!("2026-04-01"))
        .publish(&app)
        .await;
    let links =
        json!([{"kind": "replaces", "document_id": old.document_id, "holds_from": "2026-09-01"}]);
    let new = crate::support::Paper::new("99-NQ/TU", "Nghị quyết thay thế")
        .with("issued_on", json!("2026-08-01"))
        .with("links", links)
        .publish(&app)
        .await;
    let table = [
        ("2026-03-31", "not_yet"),
        ("2026-04-01", "in_force"),
        ("2026-08-31", "in_force"),
        ("2026-09-01", "replaced"),
    ];
    for (day, force) in table {
        let reply = app
            .member()
            .get(path(&old, &format!("/force?on={day}")))
            .await;
        assert_eq!(reply.assert(200).json()["force"], force, "{day}");
    }
    let today = app
        .member()
        .get(path(&old, "/force"))
        .await
        .assert(200)
        .json();
    assert_eq!(
        (&today["on"], &today["force"]),
        (&json!("2026-11-23"), &json!("replaced"))
    );
    assert_eq!(
        app.member().get(path(&old, "")).await.json()["force"],
        "replaced"
    );
    new.withdraw(&app).await.assert(200);
    // It holds again, in the ready bytes too.
    assert_eq!(
        app.member().get(path(&old, "")).await.json()["force"],
        "in_force"
    );
    let reply = app.member().get(path(&old, "/force?on=2026-13-01")).await;
    assert_eq!(reply.assert(422).errors()[0].0, "?on");
});

on_both_engines!(a_change_shows_at_once_in_new_bytes, |app| async move {
    let written = paper().publish(&app).await;
    let member = app.member();
    let before = member.get(path(&written, "")).await.assert(200).etag();
    rescope(&app, &written, json!({"tier": "archive"})).await;
    let changed = member
        .send(Request::get(path(&written, "")).header("if-none-match", &before))
        .await;
    assert_eq!(changed.assert(200).json()["tier"], "archive");
    let next = written.next(&app, "minor").await;
    let sections =
        json!([{"level": 1, "kind": "article", "number": "1", "html": "<p>Bản mới.</p>"}]);
    next.fill(&app, &sections).await.assert(200);
    next.approve(&app).await;
    next.act(&app.publisher(), "publication", json!({}))
        .await
        .assert(200);
    let view = member.get(path(&written, "")).await.assert(200).json();
    assert_eq!(view["edition_number"], 2);
    assert_eq!(view["sections"].as_array().unwrap().len(), 1);
    assert_eq!(view["editions"].as_array().unwrap().len(), 2);
});
