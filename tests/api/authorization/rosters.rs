//! Who may call the operations of `rosters`.

use serde_json::json;

use super::Row;
use crate::rosters::{CSV, dry_run, sheet};
use crate::support::{Request, TestApp};

fn import(app: &TestApp, unit: &str) -> Request {
    let path = format!("/api/v1/units/{}/roster-imports", app.unit(unit).public_id);
    Request::new("POST", path).bytes(CSV, sheet(&[",Nguyễn Thị Bích,,,079123456001,,,,,,,"]))
}

pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "create_roster_import: into ward A",
            request: |app| import(app, "ward_a"),
            //       anonymous member secretary deputy officer stranger roster_officer author publisher auditor admin
            expect: [401, 403, 403, 403, 403, 403, 202, 403, 403, 403, 403],
        },
        Row {
            operation: "commit_roster_import: of the roster officer",
            request: |app| {
                let file = sheet(&[",Nguyễn Thị Bích,,,079123456001,,,,,,,"]);
                let result = app.wait(dry_run(app, "cell_a1", "", file));
                let id = result["import_id"].as_str().unwrap_or_default();
                Request::post(format!("/api/v1/roster-imports/{id}/commit"), json!({}))
            },
            expect: [401, 403, 403, 403, 403, 403, 202, 403, 403, 403, 403],
        },
        Row {
            operation: "create_roster_export: of the cell",
            request: |app| {
                let path = format!(
                    "/api/v1/units/{}/roster-exports",
                    app.unit("cell_a1").public_id
                );
                Request::post(path, json!({"format": "csv"}))
            },
            expect: [401, 403, 202, 403, 403, 404, 202, 403, 403, 403, 403],
        },
        Row {
            operation: "create_roster_export: of the ward",
            request: |app| {
                let path = format!(
                    "/api/v1/units/{}/roster-exports",
                    app.unit("ward_a").public_id
                );
                Request::post(path, json!({"format": "csv"}))
            },
            expect: [401, 403, 403, 403, 403, 404, 202, 403, 403, 403, 403],
        },
        Row {
            operation: "get_roster_template",
            request: |_| Request::get("/api/v1/rosters/template"),
            expect: [401, 403, 403, 403, 403, 403, 200, 403, 403, 403, 403],
        },
    ]
}
