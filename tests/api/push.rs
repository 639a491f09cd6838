//! What has happened reaches the inbox and the phones of those it is for: once, and nobody else's.

mod campaigns;
mod care;
pub mod crash;
mod devices;
pub mod drills;
mod failures;
mod few;
mod inbox;
pub mod reminders;
mod restart;

use serde_json::{Value, json};
use sotay::kernel::ids::PublicId;

use crate::support::{Paper, Request, TestApp};

/// Where an installation is, a new one.
pub fn device(app: &TestApp) -> String {
    format!("/api/v1/me/devices/{}", PublicId::new(app.clock.now()))
}

/// What an Android phone says of itself.
pub fn phone(address: &str) -> Value {
    json!({"platform": "android", "address_kind": "token", "address": address})
}

/// Each of these has a phone, whose address is his name.
pub async fn phones(app: &TestApp, people: &[&str]) {
    for name in people {
        let request = Request::put(device(app), phone(name));
        app.actor(name).send(request).await.assert(200);
    }
}

/// Everybody of the organisation who can sign in and is of ward A, and one who is not.
pub const WARD_A: [&str; 4] = ["colleague", "deputy", "member", "secretary"];

pub fn for_ward_a(app: &TestApp) -> Paper {
    paper().only_for(app, "ward_a")
}

pub fn paper() -> Paper {
    Paper::new("57-NQ/TU", "Nghị quyết về chuyển đổi số")
}

/// What somebody is told of, newest first.
pub async fn inbox(app: &TestApp, person: &str) -> Vec<Value> {
    let reply = app.actor(person).get("/api/v1/me/notifications").await;
    reply.assert(200).json()["items"]
        .as_array()
        .unwrap()
        .clone()
}

/// The kinds of it.
pub async fn kinds(app: &TestApp, person: &str) -> Vec<String> {
    let items = inbox(app, person).await;
    items
        .iter()
        .map(|item| item["kind"].as_str().unwrap().to_owned())
        .collect()
}

/// The newest campaign, as the publisher of the city sees it.
pub async fn campaign(app: &TestApp) -> Value {
    let reply = app.publisher().get("/api/v1/push/campaigns").await;
    reply.assert(200).json()["items"][0].clone()
}
