//! Who may call the operations of `mail`. The server of the table writes mails and reaches nobody.

use serde_json::json;

use super::Row;
use crate::support::{PASSWORD, Request, SECRET, TestApp};

const ANYBODY: [u16; 11] = [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200];

/// The link of the secretary's digests.
fn link(app: &TestApp) -> String {
    let secret = sotay::auth::Secret::new(SECRET).unwrap();
    let token = sotay::mail::unsubscribe_token(&secret, app.person("secretary").public_id);
    format!("/api/v1/mail/unsubscriptions/{token}")
}

pub fn rows() -> Vec<Row> {
    let put_off = |status| ANYBODY.map(|answer| if answer == 200 { status } else { answer });
    vec![
        Row {
            operation: "request_account_code",
            request: |app| {
                let identifier = &app.person("member").card_number;
                Request::post(
                    "/api/v1/accounts/code-requests",
                    json!({"identifier": identifier}),
                )
            },
            expect: [204; 11],
        },
        Row {
            operation: "request_address_change",
            request: |_| {
                let body = json!({"email": "moi@example.org", "current_password": PASSWORD});
                Request::post("/api/v1/me/address-changes", body)
            },
            expect: put_off(201),
        },
        Row {
            operation: "confirm_my_address: with a code that is none",
            request: |_| Request::put("/api/v1/me/address", json!({"code": "22222-22222"})),
            expect: put_off(422),
        },
        Row {
            operation: "remove_my_address",
            request: |_| {
                let body = json!({"current_password": PASSWORD});
                Request::post("/api/v1/me/address-removals", body)
            },
            expect: put_off(204),
        },
        Row {
            operation: "get_my_mail_settings",
            request: |_| Request::get("/api/v1/me/mail-settings"),
            expect: ANYBODY,
        },
        Row {
            operation: "set_my_mail_settings",
            request: |_| Request::put("/api/v1/me/mail-settings", json!({"weekly_digest": false})),
            expect: ANYBODY,
        },
        Row {
            operation: "get_unsubscription: of the secretary",
            request: |app| Request::get(link(app)),
            expect: [200; 11],
        },
        Row {
            operation: "unsubscribe_mail: of the secretary",
            request: |app| Request::new("POST", link(app)),
            expect: [200; 11],
        },
    ]
}
