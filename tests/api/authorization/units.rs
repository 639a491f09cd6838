//! Who may call the operations of `units`.

use serde_json::{Value, json};

use super::Row;
use crate::support::{Request, TestApp};

fn path(app: &TestApp, unit: &str) -> String {
    format!("/api/v1/units/{}", app.unit(unit).public_id)
}

fn act(app: &TestApp, unit: &str, what: &str, body: Value) -> Request {
    Request::post(format!("{}/{what}", path(app, unit)), body).header("if-match", "*")
}

const READS: [u16; 11] = [401, 200, 200, 200, 200, 404, 200, 200, 200, 200, 200];
const CHANGES: [u16; 11] = [401, 403, 403, 403, 403, 403, 200, 403, 403, 403, 200];

pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "list_units",
            request: |_| Request::get("/api/v1/units"),
            expect: [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
        },
        Row {
            operation: "get_unit: ward A",
            request: |app| Request::get(path(app, "ward_a")),
            expect: READS,
        },
        Row {
            operation: "list_unit_changes: ward A",
            request: |app| Request::get(format!("{}/history", path(app, "ward_a"))),
            expect: READS,
        },
        Row {
            operation: "create_unit: in ward A",
            request: |app| {
                let parent = app.unit("ward_a").public_id;
                let body = json!({"parent_id": parent, "kind": "cell", "name": "Chi bộ 9", "opened_on": "2026-01-01"});
                Request::post("/api/v1/units", body)
            },
            expect: [401, 403, 403, 403, 403, 403, 201, 403, 403, 403, 201],
        },
        Row {
            operation: "update_unit: cell A1",
            request: |app| Request::patch(path(app, "cell_a1"), "*", json!({"name": "Chi bộ 9"})),
            expect: CHANGES,
        },
        Row {
            operation: "move_unit: cell A1",
            request: |app| {
                let parent = app.unit("ward_b").public_id;
                act(
                    app,
                    "cell_a1",
                    "move",
                    json!({"parent_id": parent, "effective_on": "2026-11-01"}),
                )
            },
            expect: CHANGES,
        },
        Row {
            operation: "merge_unit: cell A1",
            request: |app| {
                let into = app.unit("cell_b1").public_id;
                act(
                    app,
                    "cell_a1",
                    "merge",
                    json!({"into_id": into, "effective_on": "2026-11-01"}),
                )
            },
            expect: CHANGES,
        },
        Row {
            operation: "split_unit: cell A1",
            request: |app| {
                let body =
                    json!({"effective_on": "2026-11-01", "new_units": [{"name": "Chi bộ 9"}]});
                act(app, "cell_a1", "split", body)
            },
            expect: CHANGES,
        },
        Row {
            operation: "close_unit: an empty cell of ward A",
            request: |app| {
                let parent = app.unit("ward_a").public_id;
                let body = json!({"parent_id": parent, "kind": "cell", "name": "Chi bộ 9", "opened_on": "2026-01-01"});
                let made = app.wait(app.admin().post("/api/v1/units", body));
                let path = format!(
                    "/api/v1/units/{}/close",
                    made.json()["unit_id"].as_str().unwrap()
                );
                Request::post(path, json!({"effective_on": "2026-11-01"})).header("if-match", "*")
            },
            expect: CHANGES,
        },
    ]
}
