use serde_json::json;

use super::Row;
use crate::support::{Request, TestApp};

fn member(app: &TestApp, rest: &str) -> String {
    format!("/api/v1/members/{}{rest}", app.person("member").public_id)
}

fn of_cell(app: &TestApp, query: &str) -> Request {
    Request::get(format!(
        "/api/v1/members?unit_id={}",
        app.unit(query).public_id
    ))
}

/// Where the only role of somebody is ended.
fn role_of(app: &TestApp, name: &str) -> String {
    let path = format!("/api/v1/members/{}/roles", app.person(name).public_id);
    let reply = app.wait(app.admin().get(&path));
    let roles = reply.json();
    let id = roles["items"][0]["role_grant_id"]
        .as_str()
        .expect("a role")
        .to_owned();
    format!("{path}/{id}")
}

fn role(app: &TestApp, role: &str, unit: &str) -> Request {
    let body = json!({"role": role, "unit_id": app.unit(unit).public_id, "from_on": "2026-11-23"});
    Request::post(member(app, "/roles"), body)
}

pub fn rows() -> Vec<Row> {
    let mut rows = reading();
    rows.extend(writing());
    rows
}

fn reading() -> Vec<Row> {
    vec![
        Row {
            operation: "get_me",
            request: |_| Request::get("/api/v1/me"),
            //       anonymous member secretary deputy officer stranger roster_officer author publisher auditor admin
            expect: [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
        },
        Row {
            operation: "list_members",
            request: |_| Request::get("/api/v1/members"),
            expect: [401, 403, 200, 200, 200, 200, 200, 403, 403, 403, 200],
        },
        Row {
            operation: "list_members: of the cell",
            request: |app| of_cell(app, "cell_a1"),
            expect: [401, 403, 200, 200, 200, 404, 200, 403, 403, 403, 200],
        },
        Row {
            operation: "list_members: of the ward above the cell",
            request: |app| of_cell(app, "ward_a"),
            expect: [401, 403, 403, 403, 200, 404, 200, 403, 403, 403, 200],
        },
        Row {
            operation: "list_members: of a cell of another ward",
            request: |app| of_cell(app, "cell_b1"),
            expect: [401, 403, 404, 404, 404, 200, 200, 403, 403, 403, 200],
        },
        Row {
            operation: "get_member: a member of the cell",
            request: |app| Request::get(member(app, "")),
            expect: [401, 200, 200, 200, 200, 404, 200, 404, 404, 404, 200],
        },
        Row {
            operation: "get_member: of another cell of the ward",
            request: |app| {
                Request::get(format!(
                    "/api/v1/members/{}",
                    app.person("colleague").public_id
                ))
            },
            expect: [401, 404, 404, 404, 200, 404, 200, 404, 404, 404, 200],
        },
        Row {
            operation: "get_member: one who has left, found at the ward",
            request: |app| {
                Request::get(format!(
                    "/api/v1/members/{}",
                    app.person("departed").public_id
                ))
            },
            expect: [401, 404, 404, 404, 200, 404, 200, 404, 404, 404, 200],
        },
        Row {
            operation: "list_member_history",
            request: |app| Request::get(member(app, "/history")),
            expect: [401, 200, 200, 200, 200, 404, 200, 404, 404, 404, 200],
        },
        Row {
            operation: "list_member_roles",
            request: |app| Request::get(member(app, "/roles")),
            expect: [401, 200, 200, 200, 200, 404, 200, 404, 404, 404, 200],
        },
    ]
}

fn writing() -> Vec<Row> {
    vec![
        Row {
            operation: "create_member",
            request: |app| {
                let unit_id = app.unit("cell_a1").public_id;
                let body = json!({"full_name": "Hồ Thị Thu", "unit_id": unit_id, "standing": "probationary"});
                Request::post("/api/v1/members", body)
            },
            expect: [401, 403, 403, 403, 403, 403, 201, 403, 403, 403, 403],
        },
        Row {
            operation: "update_member",
            request: |app| Request::patch(member(app, ""), "*", json!({"phone": "0905111222"})),
            expect: [401, 403, 403, 403, 403, 403, 200, 403, 403, 403, 403],
        },
        Row {
            operation: "transfer_member",
            request: |app| {
                let to_unit_id = app.unit("cell_b1").public_id;
                let body = json!({"to_unit_id": to_unit_id, "effective_on": "2026-11-23"});
                Request::post(member(app, "/transfers"), body)
            },
            expect: [401, 403, 403, 403, 403, 403, 201, 403, 403, 403, 403],
        },
        Row {
            operation: "record_standing",
            request: |app| {
                let body = json!({"standing": "exempt", "effective_on": "2026-11-23"});
                Request::post(member(app, "/standings"), body)
            },
            expect: [401, 403, 403, 403, 403, 403, 201, 403, 403, 403, 403],
        },
        Row {
            operation: "grant_role: cell secretary",
            request: |app| role(app, "cell_secretary", "cell_a1"),
            expect: [401, 403, 403, 403, 403, 403, 201, 403, 403, 403, 201],
        },
        Row {
            operation: "grant_role: roster officer",
            request: |app| role(app, "roster_officer", "ward_a"),
            expect: [401, 403, 403, 403, 403, 403, 403, 403, 403, 403, 201],
        },
        Row {
            operation: "grant_role: administrator",
            request: |app| role(app, "administrator", "city"),
            expect: [401, 403, 403, 403, 403, 403, 403, 403, 403, 403, 201],
        },
        Row {
            operation: "end_role: of a deputy secretary",
            request: |app| Request::delete(role_of(app, "deputy")),
            expect: [401, 403, 403, 403, 403, 403, 204, 403, 403, 403, 204],
        },
        Row {
            operation: "end_role: of an auditor",
            request: |app| Request::delete(role_of(app, "auditor")),
            expect: [401, 403, 403, 403, 403, 403, 403, 403, 403, 403, 204],
        },
    ]
}
