//! Who may call the operations of `library`. The paper is the city's, written by the author.

use serde_json::{Value, json};

use super::Row;
use crate::support::{Paper, Request, TestApp, Written};

/// Authors and publishers.
const DESK: [u16; 11] = [401, 403, 403, 403, 403, 403, 403, 200, 200, 403, 403];
/// Its author alone.
const WRITES: [u16; 11] = [401, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403];
const PUBLISHES: [u16; 11] = [401, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403];
const SIGNED_IN: [u16; 11] = [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200];

fn paper() -> Paper {
    Paper::new("57-NQ/TU", "Nghị quyết về chuyển đổi số")
}

fn draft(app: &TestApp) -> Written {
    app.wait(paper().write(app))
}

fn submitted(app: &TestApp) -> Written {
    let written = draft(app);
    app.wait(written.act(&app.author(), "submission", Value::Null))
        .assert(200);
    written
}

fn approved(app: &TestApp) -> Written {
    let written = draft(app);
    app.wait(written.approve(app));
    written
}

fn document(written: &Written) -> String {
    format!("/api/v1/documents/{}", written.document_id)
}

fn put(written: &Written, what: &str, body: Value) -> Request {
    let path = format!("/api/v1/editions/{}/{what}", written.edition_id);
    Request::put(path, body).header("if-match", "*")
}

fn with_status(mut expect: [u16; 11], status: u16) -> [u16; 11] {
    for known in &mut expect {
        if *known == 200 {
            *known = status;
        }
    }
    expect
}

pub fn rows() -> Vec<Row> {
    let mut rows = documents();
    rows.extend(editions());
    rows.extend(catalogue());
    rows
}

fn documents() -> Vec<Row> {
    vec![
        Row {
            operation: "create_document",
            request: |app| Request::post("/api/v1/documents", paper().body(app)),
            expect: with_status(DESK, 201),
        },
        Row {
            operation: "list_documents",
            request: |_| Request::get("/api/v1/documents"),
            expect: DESK,
        },
        Row {
            operation: "get_document",
            request: |app| Request::get(document(&draft(app))),
            expect: DESK,
        },
        Row {
            operation: "update_document: a draft",
            request: |app| {
                let body = json!({"tier": "archive", "circulation": "internal", "audience": {"everyone": true}});
                Request::put(document(&draft(app)), body).header("if-match", "*")
            },
            expect: WRITES,
        },
        Row {
            operation: "update_document: a published one",
            request: |app| {
                let body = json!({"tier": "archive", "circulation": "internal", "audience": {"everyone": true}});
                Request::put(document(&app.wait(paper().publish(app))), body)
                    .header("if-match", "*")
            },
            expect: PUBLISHES,
        },
        Row {
            operation: "withdraw_document",
            request: |app| {
                let published = app.wait(paper().publish(app));
                Request::post(
                    format!("{}/withdrawal", document(&published)),
                    json!({"reason": "Nhầm."}),
                )
            },
            expect: PUBLISHES,
        },
        Row {
            operation: "list_document_events",
            request: |app| Request::get(format!("{}/events", document(&draft(app)))),
            expect: DESK,
        },
        Row {
            operation: "add_document_author",
            request: |app| {
                let publisher = app.person("publisher").public_id;
                Request::new(
                    "PUT",
                    format!("{}/authors/{publisher}", document(&draft(app))),
                )
            },
            // A publisher for the unit too: else a document whose authors have all left could never be changed.
            expect: with_status(DESK, 204),
        },
        Row {
            operation: "remove_document_author",
            request: |app| {
                let publisher = app.person("publisher").public_id;
                Request::delete(format!("{}/authors/{publisher}", document(&draft(app))))
            },
            expect: with_status(WRITES, 204),
        },
        Row {
            operation: "create_edition",
            request: |app| {
                let published = app.wait(paper().publish(app));
                Request::post(
                    format!("{}/editions", document(&published)),
                    json!({"change": "minor"}),
                )
            },
            expect: with_status(WRITES, 201),
        },
    ]
}

fn editions() -> Vec<Row> {
    vec![
        Row {
            operation: "get_edition",
            request: |app| Request::get(format!("/api/v1/editions/{}", draft(app).edition_id)),
            expect: DESK,
        },
        Row {
            operation: "replace_edition_metadata",
            request: |app| {
                put(
                    &draft(app),
                    "metadata",
                    json!({"metadata": paper().metadata}),
                )
            },
            expect: WRITES,
        },
        Row {
            operation: "replace_edition_sections",
            request: |app| put(&draft(app), "sections", json!({"sections": []})),
            expect: WRITES,
        },
        Row {
            operation: "replace_edition_files",
            request: |app| put(&draft(app), "files", json!({"files": []})),
            expect: WRITES,
        },
        Row {
            operation: "preview_manuscript: of a file that is not there",
            request: |app| {
                let path = format!(
                    "/api/v1/editions/{}/manuscript-previews",
                    draft(app).edition_id
                );
                Request::post(
                    path,
                    json!({"file_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c02"}),
                )
            },
            expect: with_status(WRITES, 404),
        },
        Row {
            operation: "submit_edition",
            request: |app| draft(app).step("submission", Value::Null),
            expect: WRITES,
        },
        Row {
            operation: "return_edition",
            request: |app| submitted(app).step("return", json!({"reason": "Thiếu."})),
            expect: PUBLISHES,
        },
        Row {
            operation: "confirm_edition_stamps: there are none",
            request: |app| {
                submitted(app).step("stamp-confirmation", json!({"reason": "Trích dẫn."}))
            },
            expect: with_status(PUBLISHES, 409),
        },
        Row {
            operation: "approve_edition",
            request: |app| submitted(app).step("approval", Value::Null),
            expect: PUBLISHES,
        },
        Row {
            operation: "publish_edition",
            request: |app| approved(app).step("publication", json!({})),
            expect: PUBLISHES,
        },
        Row {
            operation: "discard_edition",
            request: |app| draft(app).step("discard", Value::Null),
            expect: WRITES,
        },
    ]
}

fn catalogue() -> Vec<Row> {
    const KEEPS: [u16; 11] = [401, 403, 403, 403, 403, 403, 403, 403, 200, 403, 200];
    fn topic(code: &str) -> Value {
        json!({"code": code, "name": "Chuyển đổi số", "place": 10, "active": true})
    }
    vec![
        Row {
            operation: "list_document_kinds",
            request: |_| Request::get("/api/v1/document-kinds"),
            expect: SIGNED_IN,
        },
        Row {
            operation: "get_document_kind",
            request: |_| Request::get("/api/v1/document-kinds/nghi_quyet"),
            expect: SIGNED_IN,
        },
        Row {
            operation: "get_topic: there is none",
            request: |_| Request::get("/api/v1/topics/dan_van"),
            expect: with_status(SIGNED_IN, 404),
        },
        Row {
            operation: "create_document_kind",
            request: |_| {
                let body = json!({"code": "thong_cao", "genre": "official", "name": "Thông cáo", "place": 95, "active": true});
                Request::post("/api/v1/document-kinds", body)
            },
            expect: with_status(KEEPS, 201),
        },
        Row {
            operation: "update_document_kind",
            request: |_| {
                let body = json!({"name": "Nghị quyết", "abbreviation": "NQ", "place": 11, "active": true});
                Request::put("/api/v1/document-kinds/nghi_quyet", body).header("if-match", "*")
            },
            expect: KEEPS,
        },
        Row {
            operation: "list_topics",
            request: |_| Request::get("/api/v1/topics"),
            expect: SIGNED_IN,
        },
        Row {
            operation: "create_topic",
            request: |_| Request::post("/api/v1/topics", topic("chuyen_doi_so")),
            expect: with_status(KEEPS, 201),
        },
        Row {
            operation: "update_topic",
            request: |app| {
                let publisher = app.publisher();
                app.wait(publisher.post("/api/v1/topics", topic("dan_van")))
                    .assert(201);
                let body = json!({"name": "Dân vận", "place": 10, "active": true});
                Request::put("/api/v1/topics/dan_van", body).header("if-match", "*")
            },
            expect: KEEPS,
        },
    ]
}
