//! Who may call the operations of `sessions`.

use serde_json::json;

use super::Row;
use crate::support::{PASSWORD, Request, TestApp};

fn code_for(app: &TestApp, person: &str, purpose: &str) -> Request {
    let path = format!(
        "/api/v1/members/{}/account-codes",
        app.person(person).public_id
    );
    Request::post(path, json!({"purpose": purpose}))
}

/// Uses a code that the secretary has just handed out.
fn with_code(app: &TestApp, person: &str, purpose: &str, path: &str) -> Request {
    let issued = app
        .wait(app.secretary().send(code_for(app, person, purpose)))
        .json();
    let identifier = &app.person(person).card_number;
    let body = json!({"identifier": identifier, "code": issued["code"], "password": "ba con mèo trên mái"});
    Request::post(path, body)
}

fn public_rows() -> Vec<Row> {
    vec![
        Row {
            operation: "create_session",
            request: |app| {
                let identifier = &app.person("member").card_number;
                Request::post(
                    "/api/v1/sessions",
                    json!({"identifier": identifier, "password": PASSWORD}),
                )
            },
            expect: [201; 11],
        },
        Row {
            operation: "refresh_session",
            request: |app| {
                let body =
                    json!({"identifier": app.person("member").card_number, "password": PASSWORD});
                let tokens = app
                    .wait(app.anonymous().post("/api/v1/sessions", body))
                    .json();
                Request::post(
                    "/api/v1/sessions/refresh",
                    json!({"refresh_token": tokens["refresh_token"]}),
                )
            },
            expect: [200; 11],
        },
        Row {
            operation: "activate_account",
            request: |app| with_code(app, "newcomer", "activation", "/api/v1/accounts/activation"),
            expect: [204; 11],
        },
        Row {
            operation: "reset_password",
            request: |app| {
                with_code(
                    app,
                    "member",
                    "password_reset",
                    "/api/v1/accounts/password-reset",
                )
            },
            expect: [204; 11],
        },
    ]
}

fn own_rows() -> Vec<Row> {
    // anonymous, then everyone who is signed in
    let mut signed_in = [200; 11];
    signed_in[0] = 401;
    let changed = signed_in.map(|status| if status == 200 { 204 } else { status });
    vec![
        Row {
            operation: "list_my_sessions",
            request: |_| Request::get("/api/v1/me/sessions"),
            expect: signed_in,
        },
        Row {
            operation: "delete_current_session",
            request: |_| Request::delete("/api/v1/me/sessions/current"),
            expect: changed,
        },
        Row {
            operation: "delete_my_session: of the member",
            request: |app| {
                Request::delete(format!(
                    "/api/v1/me/sessions/{}",
                    app.person("member").session
                ))
            },
            expect: [401, 204, 404, 404, 404, 404, 404, 404, 404, 404, 404],
        },
        Row {
            operation: "change_password",
            request: |_| {
                let body =
                    json!({"current_password": PASSWORD, "new_password": "ba con mèo trên mái"});
                Request::put("/api/v1/me/password", body)
            },
            expect: changed,
        },
        Row {
            operation: "get_my_settings",
            request: |_| Request::get("/api/v1/me/settings"),
            expect: signed_in,
        },
        Row {
            operation: "set_my_settings",
            request: |_| Request::put("/api/v1/me/settings", json!({"language": "en"})),
            expect: signed_in,
        },
    ]
}

fn code_rows() -> Vec<Row> {
    vec![
        Row {
            operation: "create_account_code: for a newcomer of cell A1",
            request: |app| code_for(app, "newcomer", "activation"),
            //       anonymous member secretary deputy officer stranger roster_officer author publisher auditor admin
            expect: [401, 403, 201, 201, 403, 404, 201, 403, 403, 403, 403],
        },
        Row {
            operation: "create_account_code: for the deputy of cell A1",
            request: |app| code_for(app, "deputy", "password_reset"),
            expect: [401, 403, 201, 403, 403, 404, 201, 403, 403, 403, 403],
        },
        Row {
            operation: "create_account_code: for the secretary of cell A1",
            request: |app| code_for(app, "secretary", "password_reset"),
            expect: [401, 403, 403, 403, 403, 404, 201, 403, 403, 403, 403],
        },
        Row {
            operation: "create_account_code: for an administrator",
            request: |app| code_for(app, "admin", "password_reset"),
            expect: [401, 403, 404, 404, 403, 404, 403, 403, 403, 403, 403],
        },
    ]
}

pub fn rows() -> Vec<Row> {
    [public_rows(), own_rows(), code_rows()]
        .into_iter()
        .flatten()
        .collect()
}
