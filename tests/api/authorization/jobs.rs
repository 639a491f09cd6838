//! Who may call the operations of `jobs`: a job exists for its owner alone.

use super::Row;
use crate::jobs::finished_job;
use crate::support::Request;

pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "list_my_jobs",
            request: |_| Request::get("/api/v1/jobs"),
            expect: [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
        },
        Row {
            operation: "get_job: of the secretary",
            request: |app| {
                let id = app.wait(finished_job(app, "secretary"));
                Request::get(format!("/api/v1/jobs/{id}"))
            },
            expect: [401, 404, 200, 404, 404, 404, 404, 404, 404, 404, 404],
        },
        Row {
            operation: "get_job_file: of the secretary",
            request: |app| {
                let id = app.wait(finished_job(app, "secretary"));
                Request::get(format!("/api/v1/jobs/{id}/file"))
            },
            expect: [401, 404, 200, 404, 404, 404, 404, 404, 404, 404, 404],
        },
    ]
}
