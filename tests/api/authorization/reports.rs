//! Who may call the operations of `reports`: figures for roles over the unit or above it, names for a role over the cell.

use serde_json::json;

use super::Row;
use crate::reports::{give, path};
use crate::support::{Request, TestApp};

const READERS: [u16; 11] = [401, 403, 200, 200, 200, 404, 403, 403, 200, 403, 403];

fn report(app: &TestApp, unit: &str, rest: &str) -> Request {
    let given = app.wait(give(app));
    Request::get(path(app, unit, given, rest))
}

pub fn rows() -> Vec<Row> {
    //          anonymous member secretary deputy officer stranger roster_officer author publisher auditor admin
    vec![
        Row {
            operation: "get_cell_report",
            request: |app| report(app, "cell_a1", "/cell"),
            expect: READERS,
        },
        Row {
            operation: "get_unit_report",
            request: |app| report(app, "ward_a", ""),
            expect: [401, 403, 403, 403, 200, 404, 403, 403, 200, 403, 403],
        },
        Row {
            operation: "get_unit_report: of the city",
            request: |app| report(app, "city", ""),
            expect: [401, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403],
        },
        Row {
            operation: "list_missing_members",
            request: |app| report(app, "cell_a1", "/missing"),
            expect: [401, 403, 200, 200, 403, 404, 403, 403, 403, 403, 403],
        },
        Row {
            operation: "list_report_snapshots",
            request: |app| report(app, "cell_a1", "/snapshots"),
            expect: READERS,
        },
        Row {
            operation: "get_report_chart",
            request: |app| report(app, "cell_a1", "/chart"),
            expect: READERS,
        },
        Row {
            operation: "get_report_summary",
            request: |app| report(app, "cell_a1", "/summary"),
            expect: READERS,
        },
        Row {
            operation: "get_report_matrix",
            request: |app| {
                let unit = app.unit("cell_a1").public_id;
                Request::get(format!("/api/v1/units/{unit}/report-matrix"))
            },
            expect: READERS,
        },
        Row {
            operation: "get_monthly_report",
            request: |app| {
                let unit = app.unit("cell_a1").public_id;
                Request::get(format!("/api/v1/units/{unit}/monthly-reports/2026-11"))
            },
            expect: READERS,
        },
        Row {
            operation: "create_report_export: figures",
            request: |app| {
                let unit = app.unit("cell_a1").public_id;
                let body = json!({"content": "cells"});
                Request::post(format!("/api/v1/units/{unit}/report-exports"), body)
            },
            expect: [401, 403, 202, 202, 202, 404, 403, 403, 202, 403, 403],
        },
        Row {
            operation: "create_report_export: names",
            request: |app| {
                let given = app.wait(give(app));
                let unit = app.unit("cell_a1").public_id;
                let body = json!({"content": "members", "assignment_id": given.public_id});
                Request::post(format!("/api/v1/units/{unit}/report-exports"), body)
            },
            expect: [401, 403, 202, 202, 403, 404, 403, 403, 403, 403, 403],
        },
    ]
}
