use serde_json::json;

use super::Row;
use crate::push::{device, inbox, paper, phone, reminders};
use crate::support::{Request, TestApp};

const ANYBODY: [u16; 11] = [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200];
const PREFERENCES: &str = "/api/v1/me/notification-preferences";

/// A paper that everybody was told of.
fn told(app: &TestApp) {
    app.wait(async {
        paper().publish(app).await;
        app.drain_pushes().await;
    });
}

fn of_the_member(app: &TestApp) -> String {
    told(app);
    let told = app.wait(inbox(app, "member"));
    let id = told[0]["notification_id"].as_str().unwrap();
    format!("/api/v1/me/notifications/{id}/opened")
}

fn registered(app: &TestApp) -> String {
    let at = device(app);
    app.wait(app.member().send(Request::put(&at, phone("phone"))))
        .assert(200);
    at
}

pub fn rows() -> Vec<Row> {
    let mut rows = own();
    rows.extend(others());
    rows
}

fn own() -> Vec<Row> {
    vec![
        Row {
            operation: "list_notifications",
            request: |_| Request::get("/api/v1/me/notifications"),
            expect: ANYBODY,
        },
        Row {
            operation: "count_unread_notifications",
            request: |_| Request::get("/api/v1/me/notifications/unread-count"),
            expect: ANYBODY,
        },
        Row {
            operation: "open_notification: of the member",
            request: |app| Request::new("PUT", of_the_member(app)),
            expect: [401, 200, 404, 404, 404, 404, 404, 404, 404, 404, 404],
        },
        Row {
            operation: "get_notification_preferences",
            request: |_| Request::get(PREFERENCES),
            expect: ANYBODY,
        },
        Row {
            operation: "put_notification_preferences",
            request: |_| {
                let body = json!({"directive": true, "assignment": true, "reminder": true, "news": false, "account": true});
                Request::put(PREFERENCES, body)
            },
            expect: ANYBODY,
        },
        Row {
            operation: "list_devices",
            request: |_| Request::get("/api/v1/me/devices"),
            expect: ANYBODY,
        },
        Row {
            operation: "register_device",
            request: |app| Request::put(device(app), phone("phone")),
            expect: ANYBODY,
        },
        Row {
            operation: "remove_device: of the member",
            request: |app| Request::new("DELETE", registered(app)),
            expect: [401, 204, 404, 404, 404, 404, 404, 404, 404, 404, 404],
        },
    ]
}

fn others() -> Vec<Row> {
    vec![
        Row {
            operation: "send_nudge: to cell A1",
            request: reminders::nudge_of,
            expect: [401, 403, 200, 200, 403, 404, 403, 403, 403, 403, 403],
        },
        Row {
            operation: "list_campaigns",
            request: |_| Request::get("/api/v1/push/campaigns"),
            expect: [401, 403, 403, 403, 403, 403, 403, 403, 200, 403, 200],
        },
        Row {
            operation: "get_campaign: of the city",
            request: |app| {
                told(app);
                let campaign = app.wait(crate::push::campaign(app));
                let id = campaign["campaign_id"].as_str().unwrap();
                Request::get(format!("/api/v1/push/campaigns/{id}"))
            },
            expect: [401, 403, 403, 403, 403, 403, 403, 403, 200, 403, 200],
        },
    ]
}
