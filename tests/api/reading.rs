//! What members read.

mod bytes;
mod changes;
mod files;
mod lists;
mod own;
mod processes;
mod quiet;
mod scope;

use serde_json::{Value, json};

use crate::library;
use crate::support::{Actor, Paper, Reply, Request, TestApp, Written};

const LIBRARY: &str = "/api/v1/library";

fn paper() -> Paper {
    Paper::new("57-NQ/TU", "Nghị quyết về chuyển đổi số")
}

/// A paper with a file.
struct Held {
    written: Written,
    /// Where readers find the file, if they find it.
    file: String,
}

impl Held {
    /// A draft.
    async fn write(app: &TestApp, paper: &Paper) -> Self {
        let written = paper.write(app).await;
        let file = library::hold_text(app, &written).await;
        Self { written, file }
    }

    async fn publish(app: &TestApp, paper: &Paper) -> Self {
        let held = Self::write(app, paper).await;
        held.written.publish(app).await;
        held
    }
}

/// The address of a document, or of something of it (`/contents`).
fn path(written: &Written, what: &str) -> String {
    format!("{LIBRARY}/{}{what}", written.document_id)
}

/// The titles of a list.
async fn titles(actor: &Actor, query: &str) -> Vec<String> {
    let reply = actor.get(format!("{LIBRARY}{query}")).await;
    titles_of(&reply)
}

#[track_caller]
fn titles_of(reply: &Reply) -> Vec<String> {
    let items = reply.assert(200).json()["items"].clone();
    let title = |item: &Value| item["title"].as_str().unwrap().to_owned();
    items.as_array().unwrap().iter().map(title).collect()
}

/// Files the document anew: required, internal and for everyone, but for what `body` says.
async fn rescope(app: &TestApp, written: &Written, body: Value) {
    let mut whole =
        json!({"tier": "required", "circulation": "internal", "audience": {"everyone": true}});
    for (name, value) in body.as_object().unwrap() {
        whole[name] = value.clone();
    }
    let path = format!("/api/v1/documents/{}", written.document_id);
    let request = Request::put(path, whole).header("if-match", "*");
    app.publisher().send(request).await.assert(200);
}

fn only(app: &TestApp, unit: &str) -> Value {
    json!({"audience": {"everyone": false, "rules": [{"unit_id": app.unit(unit).public_id}]}})
}

/// Where the caller would be now.
fn position(written: &Written, permille: i32, device_at: &str) -> Value {
    json!({"edition_id": written.edition_id, "permille": permille, "device_at": device_at})
}
