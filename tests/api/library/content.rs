//! What is said about a paper, its sections, files and stamps.

use serde_json::{Value, json};

use super::{edition, paper};
use crate::support::{Actor, Request, TestApp};

/// Sends a small file in, whole.
pub async fn upload(actor: &Actor, file_name: &str, bytes: &[u8]) -> String {
    let body = json!({"file_name": file_name, "size": bytes.len()});
    let begun = actor.post("/api/v1/files/uploads", body).await;
    let upload = format!(
        "/api/v1/files/uploads/{}",
        begun.assert(201).json()["upload_id"].as_str().unwrap()
    );
    let append = Request::new("PATCH", upload.clone())
        .bytes("application/octet-stream", bytes)
        .header("upload-offset", "0");
    assert!(actor.send(append).await.status() < 300);
    let done = actor
        .send(Request::new("POST", format!("{upload}/completion")))
        .await;
    assert!(done.status() < 300, "{}", done.code());
    let done = done.json().clone();
    let id = done["file_id"]
        .as_str()
        .or(done["file"]["file_id"].as_str());
    id.unwrap_or_else(|| panic!("{done}")).to_owned()
}

pub async fn attach(app: &TestApp, edition: &str, files: Value) -> crate::support::Reply {
    let request = Request::put(format!("{edition}/files"), json!({"files": files}));
    app.author().send(request.header("if-match", "*")).await
}

on_both_engines!(sections_are_cleaned_and_anchored, |app| async move {
    let written = paper().write(&app).await;
    let sections = json!([
        {"level": 1, "kind": "chapter", "number": "I", "title": "Quy định chung"},
        {"level": 2, "kind": "article", "number": "1", "title": "Phạm vi",
         "html": "<p onclick=\"x()\">Áp dụng <b>ngay</b>.<script>alert(1)</script><img src=\"https://track.example/p.gif\"></p>"}
    ]);
    let reply = written.fill(&app, &sections).await;
    let saved = &reply.assert(200).json()["sections"];
    let html = saved[1]["html"].as_str().unwrap();
    for foreign in ["onclick", "script", "img", "track", "alert"] {
        assert!(!html.contains(foreign), "{html}");
    }
    assert_eq!(saved[1]["text"], "Áp dụng ngay.");
    let anchors = [&saved[0]["anchor"], &saved[1]["anchor"]];
    assert!(anchors[0] != anchors[1]);
    // An anchor stays when something comes before it.
    let mut more = sections.as_array().unwrap().clone();
    more.insert(
        0,
        json!({"level": 1, "kind": "preamble", "html": "<p>Căn cứ Điều lệ Đảng.</p>"}),
    );
    let again = written.fill(&app, &json!(more)).await;
    assert_eq!(
        again.assert(200).json()["sections"][2]["anchor"],
        *anchors[1]
    );
});

on_both_engines!(a_broken_structure_is_told_at_its_place, |app| async move {
    let written = paper().write(&app).await;
    let sections = json!([
        {"level": 1, "kind": "chapter", "title": "Một"},
        {"level": 3, "kind": "article", "title": "Hai"},
        {"level": 1, "kind": "article"}
    ]);
    let reply = written.fill(&app, &sections).await;
    let faults = reply.assert(422).errors();
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert_eq!(
        faults[0],
        ("/sections/1".to_owned(), "level_skipped".to_owned())
    );
    assert_eq!(
        faults[1],
        ("/sections/2".to_owned(), "empty_section".to_owned())
    );
    let kept = app.author().get(edition(&written)).await;
    assert_eq!(kept.json()["sections"].as_array().unwrap().len(), 2);
});

on_both_engines!(co_authors_do_not_overwrite_each_other, |app| async move {
    let written = paper().write(&app).await;
    let seen = app.author().get(edition(&written)).await.etag();
    let put = |etag: Option<&str>| {
        let request = Request::put(
            format!("{}/sections", edition(&written)),
            json!({"sections": paper().sections}),
        );
        match etag {
            Some(etag) => request.header("if-match", etag),
            None => request,
        }
    };
    app.author()
        .send(put(None))
        .await
        .assert_problem(428, "if_match_required");
    app.author().send(put(Some(&seen))).await.assert(200);
    app.author()
        .send(put(Some(&seen)))
        .await
        .assert_problem(412, "stale");
});

on_both_engines!(state_secrets_are_refused, |app| async move {
    for level in ["secret", "highly_secret", "top_secret"] {
        let secret = paper().with("secrecy", json!(level));
        let reply = app
            .author()
            .post("/api/v1/documents", secret.body(&app))
            .await;
        reply.assert_problem(422, "state_secret_refused");
    }
    let desk = app.author().get("/api/v1/documents").await;
    assert_eq!(desk.json()["items"], json!([]));
});

on_both_engines!(
    a_stamp_needs_the_word_of_a_second_person,
    |app| async move {
        let written = paper().write(&app).await;
        let borne = json!([
            {"level": 1, "kind": "preamble", "html": "<p>THÀNH ỦY HẢI VÂN</p><p>TUYỆT MẬT</p>"},
            {"level": 1, "kind": "article", "number": "1", "html": "<p>Nội dung.</p>"}
        ]);
        let reply = written.fill(&app, &borne).await;
        assert_eq!(
            reply.assert(200).json()["stamps"],
            json!([{"level": "top_secret", "line": "TUYỆT MẬT"}])
        );
        written
            .act(&app.author(), "submission", Value::Null)
            .await
            .assert(200);
        let publisher = app.publisher();
        written
            .act(&publisher, "approval", Value::Null)
            .await
            .assert_problem(409, "stamps_unconfirmed");
        let why = json!({"reason": "Trích mẫu dấu."});
        written
            .act(&app.author(), "stamp-confirmation", why.clone())
            .await
            .assert_problem(403, "not_permitted");
        written
            .act(&publisher, "stamp-confirmation", why.clone())
            .await
            .assert(200);
        written
            .act(&publisher, "stamp-confirmation", why)
            .await
            .assert_problem(409, "no_stamps");
        written
            .act(&publisher, "approval", Value::Null)
            .await
            .assert(200);
        // What is written anew is looked at anew.
        written
            .act(&publisher, "return", json!({"reason": "Sửa."}))
            .await
            .assert(200);
        written.fill(&app, &borne).await.assert(200);
        written
            .act(&app.author(), "submission", Value::Null)
            .await
            .assert(200);
        written
            .act(&publisher, "approval", Value::Null)
            .await
            .assert_problem(409, "stamps_unconfirmed");
    }
);

on_both_engines!(files_hang_on_editions, |app| async move {
    let written = paper().write(&app).await;
    let text = "# Nghị quyết\n\nTOI MAT\n\n## Điều 1. Phạm vi\n\nÁp dụng cho các chi bộ.\n";
    let file = upload(&app.author(), "nghi-quyet.md", text.as_bytes()).await;
    let path = edition(&written);
    let one = json!([{"file_id": file, "role": "original", "file_name": "Nghị quyết 57.md"}]);
    let bad = json!([{"file_id": file, "role": "original", "file_name": "../57.md"}]);
    attach(&app, &path, bad).await.assert(422);
    let reply = attach(&app, &path, one.clone()).await;
    let held = reply.assert(200).json()["files"][0].clone();
    assert_eq!(held["file_name"], "Nghị quyết 57.md");
    assert_eq!(held["size"], text.len());
    assert_eq!(reply.json()["stamps"][0]["file_id"], held["file_id"]);
    assert_eq!(reply.json()["stamps"][0]["level"], "highly_secret");
    let preview = app
        .author()
        .post(
            format!("{path}/manuscript-previews"),
            json!({"file_id": file}),
        )
        .await;
    let sections = preview.assert(200).json()["sections"]
        .as_array()
        .unwrap()
        .clone();
    assert!(
        sections.iter().any(|section| section["title"] == "Phạm vi"),
        "{sections:?}"
    );
    // Nothing was stored by looking.
    let seen = app.author().get(path.clone()).await;
    assert_eq!(seen.json()["sections"].as_array().unwrap().len(), 2);
    // By its id in the document it can be kept.
    let kept =
        json!([{"file_id": held["file_id"], "role": "attachment", "file_name": "Bản gốc.md"}]);
    let reply = attach(&app, &path, kept).await;
    assert_eq!(reply.assert(200).json()["files"][0]["role"], "attachment");
    // A file of somebody else's is none.
    let foreign = upload(&app.publisher(), "khac.md", b"# Kh\xc3\xa1c\n").await;
    let theirs = json!([{"file_id": foreign, "role": "original", "file_name": "khac.md"}]);
    attach(&app, &path, theirs)
        .await
        .assert_problem(404, "not_found");
});

on_both_engines!(one_identity_is_one_paper, |app| async move {
    let same = || {
        paper()
            .with("symbol", json!("057 – nq/tu"))
            .with("issuer", json!("THÀNH UỶ HẢI VÂN"))
    };
    // A draft claims nothing, so nobody learns of it and nobody is kept from his own.
    let draft = paper().write(&app).await;
    let second = same().write(&app).await;
    draft.approve(&app).await;
    second.approve(&app).await;
    let publisher = app.publisher();
    draft
        .act(&publisher, "publication", json!({}))
        .await
        .assert(200);
    let refused = second.act(&publisher, "publication", json!({})).await;
    refused.assert_problem(409, "duplicate_identity");
    assert_eq!(second.document(&app).await["state"], "draft");
    let reply = app
        .author()
        .post("/api/v1/documents", same().body(&app))
        .await;
    reply.assert_problem(409, "duplicate_identity");
    // In another term the number comes again.
    let other = paper()
        .with("issued_on", json!("2021-03-12"))
        .write(&app)
        .await;
    let metadata = json!({"metadata": paper().metadata});
    let request = Request::put(format!("{}/metadata", edition(&other)), metadata);
    let reply = app.author().send(request.header("if-match", "*")).await;
    reply.assert_problem(409, "duplicate_identity");
});

on_both_engines!(no_stamp_washes_another_away, |app| async move {
    let written = paper().write(&app).await;
    let secret = upload(
        &app.author(),
        "mat.md",
        "# Nghị quyết\n\nTUYỆT MẬT\n".as_bytes(),
    )
    .await;
    let lines: String = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"]
        .iter()
        .cycle()
        .take(30)
        .flat_map(|stamp| ["<p>", stamp, "</p>"])
        .collect();
    let many = json!([{"level": 1, "kind": "preamble", "html": lines}]);
    written.fill(&app, &many).await.assert(200);
    let files = json!([{"file_id": secret, "role": "original", "file_name": "mat.md"}]);
    attach(&app, &edition(&written), files).await.assert(200);
    let clean = written.fill(&app, &paper().sections).await;
    let stamps = clean.assert(200).json()["stamps"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(stamps.len(), 1, "{stamps:?}");
    assert_eq!(stamps[0]["level"], "top_secret");
});

on_both_engines!(
    what_is_said_anew_is_shown_when_published,
    |app| async move {
        let written = paper().publish(&app).await;
        let next = written.next(&app, "minor").await;
        let said = paper().with("title", json!("Nghị quyết về chuyển đổi số (sửa lỗi)"));
        let request = Request::put(
            format!("{}/metadata", edition(&next)),
            json!({"metadata": said.metadata, "note": "Sửa lỗi chính tả."}),
        );
        let reply = app.author().send(request.header("if-match", "*")).await;
        assert_eq!(reply.assert(200).json()["note"], "Sửa lỗi chính tả.");
        assert_eq!(
            written.document(&app).await["title"],
            paper().metadata["title"]
        );
        next.approve(&app).await;
        next.act(&app.publisher(), "publication", json!({}))
            .await
            .assert(200);
        assert_eq!(
            written.document(&app).await["title"],
            said.metadata["title"]
        );
    }
);
