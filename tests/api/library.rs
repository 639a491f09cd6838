//! Writing and publishing.

mod attaching;
pub mod bulk;
mod catalogue;
pub mod content;
mod drafts;
mod lifecycle;
mod links;
mod namesakes;
mod scoping;

use serde_json::Value;

use crate::support::{Paper, TestApp, Written};

pub fn paper() -> Paper {
    Paper::new(
        "57-NQ/TU",
        "Nghị quyết về chuyển đổi số trong công tác đảng",
    )
}

/// A paper without what makes it unique, of which there can be any number.
pub fn nameless() -> Paper {
    let mut paper = paper();
    paper.metadata = serde_json::json!({"kind": "nghi_quyet", "title": "Dự thảo nghị quyết"});
    paper
}

/// Study material that can go out, of which there can be any number.
pub fn complete() -> Paper {
    let mut paper = paper();
    paper.metadata = serde_json::json!({"kind": "text", "title": "Bài viết"});
    paper
}

/// The same with a stamp of secrecy on its first page.
pub fn stamped() -> Paper {
    let mut paper = complete();
    paper.sections =
        serde_json::json!([{"level": 1, "kind": "preamble", "html": "<p>TỐI MẬT</p>"}]);
    paper
}

pub async fn submitted(app: &TestApp, paper: &Paper) -> Written {
    let written = paper.write(app).await;
    let reply = written.act(&app.author(), "submission", Value::Null).await;
    reply.assert(200);
    written
}

/// What is in a file whose bytes do not matter.
pub const TEXT: &str = "# Bài viết\n";

/// Where members of ward A find the file of a paper.
pub async fn with_file(app: &TestApp) -> String {
    holding(app, "original", "Bài viết.md", TEXT.as_bytes()).await
}

/// The same for these bytes.
pub async fn holding(app: &TestApp, role: &str, name: &str, bytes: &[u8]) -> String {
    let written = complete().only_for(app, "ward_a").write(app).await;
    let address = hold(app, &written, (role, name), bytes).await;
    written.publish(app).await;
    address
}

/// Gives an edition that is being written a file of these bytes, which is then its only one; where readers find it once the
/// edition is published.
pub async fn hold(
    app: &TestApp,
    written: &Written,
    (role, name): (&str, &str),
    bytes: &[u8],
) -> String {
    let file = content::upload(&app.author(), name, bytes).await;
    let files = serde_json::json!([{"file_id": file, "role": role, "file_name": name}]);
    let reply = content::attach(app, &edition(written), files).await;
    let held = reply.assert(200).json()["files"][0]["file_id"].clone();
    format!("{}/files/{}", read(written), held.as_str().unwrap())
}

/// The same with [`TEXT`] as its original.
pub async fn hold_text(app: &TestApp, written: &Written) -> String {
    let file = ("original", "Bài viết.md");
    hold(app, written, file, TEXT.as_bytes()).await
}

/// Where members read it.
pub fn read(written: &Written) -> String {
    format!("/api/v1/library/{}", written.document_id)
}

pub fn document(written: &Written) -> String {
    format!("/api/v1/documents/{}", written.document_id)
}

pub fn edition(written: &Written) -> String {
    format!("/api/v1/editions/{}", written.edition_id)
}

/// The states of all editions, the first one first.
fn states(document: &Value) -> Vec<String> {
    document["editions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edition| edition["state"].as_str().unwrap().to_owned())
        .collect()
}
