//! Who may call the operations of `files`: authors and publishers upload, and an upload exists for its owner alone.

use serde_json::json;

use super::Row;
use crate::files::{PDF, begun, sent, taken_in};
use crate::support::{Request, TestApp};

fn upload(app: &TestApp) -> String {
    let id = app.wait(begun(app, "author", "a.pdf", PDF.len()));
    format!("/api/v1/files/uploads/{id}")
}

fn whole(app: &TestApp) -> String {
    let id = app.wait(sent(app, "author", "a.pdf", PDF));
    format!("/api/v1/files/uploads/{id}")
}

pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "create_upload",
            request: |_| {
                let body = json!({"file_name": "a.pdf", "size": 10});
                Request::post("/api/v1/files/uploads", body)
            },
            //       anonymous member secretary deputy officer stranger roster_officer author publisher auditor admin
            expect: [401, 403, 403, 403, 403, 403, 403, 201, 201, 403, 403],
        },
        Row {
            operation: "get_upload: of the author",
            request: |app| Request::get(upload(app)),
            expect: [401, 403, 403, 403, 403, 403, 403, 200, 404, 403, 403],
        },
        Row {
            operation: "append_to_upload: of the author",
            request: |app| {
                Request::new("PATCH", upload(app))
                    .header("upload-offset", "0")
                    .bytes("application/octet-stream", PDF)
            },
            expect: [401, 403, 403, 403, 403, 403, 403, 200, 404, 403, 403],
        },
        Row {
            operation: "complete_upload: of the author",
            request: |app| Request::new("POST", format!("{}/completion", whole(app))),
            expect: [401, 403, 403, 403, 403, 403, 403, 200, 404, 403, 403],
        },
        Row {
            operation: "delete_upload: of the author",
            request: |app| Request::delete(upload(app)),
            expect: [401, 403, 403, 403, 403, 403, 403, 204, 404, 403, 403],
        },
        Row {
            operation: "get_file: of the author",
            request: |app| {
                let file = app.wait(taken_in(app, "author", "a.pdf", PDF));
                Request::get(format!(
                    "/api/v1/files/{}",
                    file["file_id"].as_str().unwrap()
                ))
            },
            expect: [401, 404, 404, 404, 404, 404, 404, 200, 404, 404, 404],
        },
    ]
}
