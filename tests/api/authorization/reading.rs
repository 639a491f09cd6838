//! Who may call the operations of `reading`: a document for ward A.

use serde_json::json;

use super::{ACTORS, Row};
use crate::library;
use crate::support::{Paper, Request, TestApp, Written};

fn published(app: &TestApp) -> Written {
    let paper = Paper::new("57-NQ/TU", "Nghị quyết về chuyển đổi số").only_for(app, "ward_a");
    app.wait(paper.publish(app))
}

fn get(app: &TestApp, what: &str) -> Request {
    let written = published(app);
    Request::get(format!("/api/v1/library/{}{what}", written.document_id))
}

const EVERYBODY: [u16; ACTORS.len()] = [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200];
/// All but the stranger are at home in ward A.
const WARD: [u16; ACTORS.len()] = [401, 200, 200, 200, 200, 404, 200, 200, 200, 200, 200];
const WARD_PART: [u16; ACTORS.len()] = [401, 206, 206, 206, 206, 404, 206, 206, 206, 206, 206];
const WARD_DONE: [u16; ACTORS.len()] = [401, 204, 204, 204, 204, 404, 204, 204, 204, 204, 204];
const NOBODY: [u16; ACTORS.len()] = [401, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404];

pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "list_library",
            request: |_| Request::get("/api/v1/library"),
            expect: EVERYBODY,
        },
        Row {
            operation: "list_library_changes",
            request: |_| Request::get("/api/v1/library/changes"),
            expect: EVERYBODY,
        },
        Row {
            operation: "get_library_document: for ward A",
            request: |app| get(app, ""),
            expect: WARD,
        },
        Row {
            operation: "get_library_document: a draft",
            request: |app| {
                let written = app.wait(Paper::new("57-NQ/TU", "Nghị quyết").write(app));
                Request::get(format!("/api/v1/library/{}", written.document_id))
            },
            expect: NOBODY,
        },
        Row {
            operation: "get_library_contents: for ward A",
            request: |app| get(app, "/contents"),
            expect: WARD,
        },
        Row {
            operation: "get_library_section: for ward A",
            request: |app| get(app, "/sections/dieu-1"),
            expect: WARD,
        },
        Row {
            operation: "get_library_force: for ward A",
            request: |app| get(app, "/force"),
            expect: WARD,
        },
        Row {
            operation: "get_library_file: for ward A",
            request: |app| Request::get(app.wait(library::with_file(app))),
            expect: WARD,
        },
        Row {
            operation: "get_library_file: a part, for ward A",
            request: |app| {
                let file = app.wait(library::with_file(app));
                Request::get(file).header("range", "bytes=2-5")
            },
            expect: WARD_PART,
        },
        Row {
            operation: "get_library_file: of a draft",
            request: |app| {
                let written = app.wait(Paper::new("57-NQ/TU", "Nghị quyết").write(app));
                Request::get(app.wait(library::hold_text(app, &written)))
            },
            expect: NOBODY,
        },
        Row {
            operation: "get_library_file: of another document",
            request: |app| {
                let file = app.wait(library::with_file(app));
                let (_, id) = file.rsplit_once('/').unwrap();
                get(app, &format!("/files/{id}"))
            },
            expect: NOBODY,
        },
        Row {
            operation: "list_library_links: for ward A",
            request: |app| get(app, "/links"),
            expect: WARD,
        },
        Row {
            operation: "put_bookmark: for ward A",
            request: |app| {
                let written = published(app);
                let path = format!("/api/v1/library/{}/bookmark", written.document_id);
                Request::put(path, json!({}))
            },
            expect: WARD_DONE,
        },
        Row {
            operation: "delete_bookmark: for ward A",
            request: |app| {
                let written = published(app);
                Request::delete(format!("/api/v1/library/{}/bookmark", written.document_id))
            },
            expect: WARD_DONE,
        },
        Row {
            operation: "put_reading_position: for ward A",
            request: |app| {
                let written = published(app);
                let body = json!({"edition_id": written.edition_id, "permille": 10, "device_at": "2026-11-23T01:00:00Z"});
                Request::put(
                    format!("/api/v1/library/{}/position", written.document_id),
                    body,
                )
            },
            expect: WARD,
        },
        Row {
            operation: "get_reading_position: of the member",
            request: |app| {
                let written = published(app);
                let path = format!("/api/v1/library/{}/position", written.document_id);
                let body = json!({"edition_id": written.edition_id, "permille": 10, "device_at": "2026-11-23T01:00:00Z"});
                app.wait(app.member().put(&path, body)).assert(200);
                Request::get(path)
            },
            expect: [401, 200, 404, 404, 404, 404, 404, 404, 404, 404, 404],
        },
    ]
}
