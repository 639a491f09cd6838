//! Kinds and topics.

use serde_json::json;

use super::paper;
use crate::support::Request;

on_both_engines!(kinds_are_a_list_that_is_kept, |app| async move {
    let kinds = app.member().get("/api/v1/document-kinds").await;
    let items = kinds.assert(200).json()["items"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(items[0]["code"], "nghi_quyet");
    let decisions = items
        .iter()
        .filter(|kind| kind["abbreviation"] == "QĐ")
        .count();
    assert_eq!(decisions, 2);
    let new = json!({"code": "thong_cao", "genre": "official", "name": "Thông cáo", "abbreviation": "TC", "place": 95, "active": true});
    let admin = app.admin();
    let added = admin.post("/api/v1/document-kinds", &new).await;
    added.assert(201);
    admin
        .post("/api/v1/document-kinds", &new)
        .await
        .assert_problem(409, "code_taken");
    let paper = || paper().with("kind", json!("thong_cao"));
    app.author()
        .post("/api/v1/documents", paper().body(&app))
        .await
        .assert(201);
    let off = json!({"name": "Thông cáo", "place": 95, "active": false});
    let put = |etag: &str| {
        Request::put("/api/v1/document-kinds/thong_cao", &off).header("if-match", etag)
    };
    admin.send(put("\"r7\"")).await.assert_problem(412, "stale");
    admin.send(put(&added.etag())).await.assert(200);
    let reply = app
        .author()
        .post(
            "/api/v1/documents",
            paper().with("symbol", json!("9-TC/TU")).body(&app),
        )
        .await;
    assert_eq!(
        reply.assert(422).errors()[0],
        ("/metadata/kind".to_owned(), "kind_unknown".to_owned())
    );
});

on_both_engines!(topics_are_a_list_that_is_kept, |app| async move {
    let new =
        json!({"code": "chuyen_doi_so", "name": "Chuyển đổi số", "place": 10, "active": true});
    let publisher = app.publisher();
    let added = publisher.post("/api/v1/topics", &new).await;
    added.assert(201);
    let mut filed = paper();
    filed.topic = Some("chuyen_doi_so");
    let written = filed.write(&app).await;
    assert_eq!(
        written.document(&app).await["topic"]["name"],
        "Chuyển đổi số"
    );
    filed.topic = Some("khac");
    let reply = app
        .author()
        .post(
            "/api/v1/documents",
            filed.with("symbol", json!("9-NQ/TU")).body(&app),
        )
        .await;
    assert_eq!(reply.assert(422).errors()[0].1, "topic_unknown");
    let renamed = json!({"name": "Chuyển đổi số và đổi mới", "place": 5, "active": true});
    let put =
        Request::put("/api/v1/topics/chuyen_doi_so", renamed).header("if-match", added.etag());
    publisher.send(put).await.assert(200);
    let list = app.member().get("/api/v1/topics").await;
    assert_eq!(list.assert(200).json()["items"][0]["place"], 5);
    let wrong = json!({"code": "Chuyen", "name": "Chuyển", "place": 1, "active": true});
    publisher.post("/api/v1/topics", wrong).await.assert(422);
});

on_both_engines!(
    papers_are_found_by_the_new_name_of_their_kind_after_a_rebuild,
    |app| async move {
        paper().publish(&app).await;
        let renamed = json!({"name": "Tuyên ngôn", "place": 10, "active": true});
        let put = Request::put("/api/v1/document-kinds/nghi_quyet", &renamed);
        app.admin()
            .send(put.header("if-match", "*"))
            .await
            .assert(200);
        let found = async || {
            let search = "/api/v1/library/search?q=tuy%C3%AAn%20ng%C3%B4n";
            let reply = app.member().get(search).await;
            reply.assert(200).json()["items"].as_array().unwrap().len()
        };
        assert_eq!(found().await, 0);
        let changes = async |query: &str| {
            let reply = app
                .member()
                .get(&format!("/api/v1/library/changes{query}"))
                .await;
            reply.assert(200).json()
        };
        let before = changes("").await["after"].as_str().unwrap().to_owned();
        let output = crate::command_line::on_command(app.place(), &["rebuild-search"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        // As the watching task does: the words were made anew by another process.
        sotay::reading::catch_up(&app.state()).await.unwrap();
        assert_eq!(found().await, 1);
        let news = changes(&format!("?after={before}")).await;
        assert_eq!(news["items"], json!([]), "readers are told of it");
    }
);
