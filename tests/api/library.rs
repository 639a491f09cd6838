//! Writing and publishing.

mod catalogue;
mod content;
mod drafts;
mod lifecycle;
mod links;
mod scoping;

use serde_json::Value;

use crate::support::{Paper, Written};

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
