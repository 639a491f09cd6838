use serde_json::{Value, json};

use super::Row;
use crate::study::{assignments_of, at, body, draft, opened};
use crate::support::{Request, TestApp};

fn assignment(app: &TestApp) -> Value {
    body(app, json!([{"kind": "attend", "title": "Hội nghị"}]))
}

/// Of ward A, by the publisher of the city.
fn drafted(app: &TestApp) -> String {
    app.wait(async { at(&draft(app, assignment(app)).await) })
}

fn running(app: &TestApp) -> String {
    app.wait(opened(app, assignment(app)))
}

fn excuses(app: &TestApp) -> String {
    format!("/api/v1/members/{}/excuses", app.person("member").public_id)
}

fn excuse() -> Value {
    json!({"kind": "excused", "reason": "Đi công tác", "from_on": "2026-11-20"})
}

pub fn rows() -> Vec<Row> {
    let mut rows = assignments();
    rows.extend(excuse_rows());
    rows
}

fn assignments() -> Vec<Row> {
    vec![
        Row {
            operation: "create_assignment: of cell A1",
            request: |app| {
                let cell = app.unit("cell_a1").public_id;
                let mut assignment = assignment(app);
                assignment["audience"]["rules"][0]["unit_id"] = json!(cell);
                Request::post(assignments_of(app, "cell_a1"), assignment)
            },
            expect: [401, 403, 201, 201, 403, 404, 403, 403, 201, 403, 403],
        },
        Row {
            operation: "list_assignments",
            request: |_| Request::get("/api/v1/assignments"),
            expect: [401, 403, 200, 200, 403, 200, 403, 403, 200, 403, 403],
        },
        Row {
            operation: "get_assignment: a draft of ward A",
            request: |app| Request::get(drafted(app)),
            expect: [401, 403, 404, 404, 403, 404, 403, 403, 200, 403, 403],
        },
        Row {
            operation: "get_assignment: of ward A, open",
            request: |app| Request::get(running(app)),
            expect: [401, 403, 200, 200, 403, 404, 403, 403, 200, 403, 403],
        },
        Row {
            operation: "update_assignment: a draft of ward A",
            request: |app| Request::put(drafted(app), assignment(app)).header("if-match", "*"),
            expect: [401, 403, 404, 404, 403, 404, 403, 403, 200, 403, 403],
        },
        Row {
            operation: "open_assignment: a draft of ward A",
            request: |app| Request::new("POST", format!("{}/opening", drafted(app))),
            expect: [401, 403, 404, 404, 403, 404, 403, 403, 200, 403, 403],
        },
        Row {
            operation: "close_assignment: of ward A",
            request: |app| Request::new("POST", format!("{}/closing", running(app))),
            expect: [401, 403, 403, 403, 403, 404, 403, 403, 200, 403, 403],
        },
        Row {
            operation: "cancel_assignment: of ward A",
            request: |app| Request::new("POST", format!("{}/cancellation", running(app))),
            expect: [401, 403, 403, 403, 403, 404, 403, 403, 200, 403, 403],
        },
    ]
}

fn excuse_rows() -> Vec<Row> {
    vec![
        Row {
            operation: "create_excuse: for a member of cell A1",
            request: |app| Request::post(excuses(app), excuse()),
            expect: [401, 403, 201, 201, 403, 404, 403, 403, 403, 403, 403],
        },
        Row {
            operation: "list_excuses: of the member",
            request: |app| Request::get(excuses(app)),
            expect: [401, 200, 200, 200, 403, 404, 403, 404, 404, 404, 403],
        },
        Row {
            operation: "end_excuse: of a member of cell A1",
            request: |app| {
                let made = app.wait(app.secretary().post(excuses(app), excuse()));
                let at = made.assert(201).header("location").unwrap().to_owned();
                Request::delete(at)
            },
            expect: [401, 403, 204, 204, 403, 404, 403, 403, 403, 403, 403],
        },
    ]
}
