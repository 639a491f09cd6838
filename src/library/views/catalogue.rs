//! Kinds and topics.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::etag;
use crate::library::model::{Genre, Kind, Topic};

/// A kind of paper or material.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"code": "nghi_quyet", "genre": "official", "name": "Nghị quyết", "abbreviation": "NQ", "place": 10, "active": true}))]
pub(in crate::library) struct DocumentKindView {
    #[schema(max_length = 40, pattern = "^[a-z0-9_]+$")]
    pub code: String,
    pub genre: Genre,
    #[schema(max_length = 100)]
    pub name: String,
    /// As symbols write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 10)]
    pub abbreviation: Option<String>,
    /// Where it stands in lists, ascending.
    #[schema(minimum = 0, maximum = 100_000)]
    pub place: i32,
    /// Whether new documents may be of it.
    pub active: bool,
}

impl DocumentKindView {
    pub(in crate::library) fn of(kind: Kind) -> Self {
        Self {
            code: kind.code,
            genre: kind.genre,
            name: kind.name,
            abbreviation: kind.abbreviation,
            place: kind.place,
            active: kind.active,
        }
    }
}

/// Every kind, in the order of lists.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [
    {"code": "nghi_quyet", "genre": "official", "name": "Nghị quyết", "abbreviation": "NQ", "place": 10, "active": true}
]}))]
pub(in crate::library) struct DocumentKindListView {
    #[schema(max_items = 1000)]
    pub items: Vec<DocumentKindView>,
}

/// A topic.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"code": "chuyen_doi_so", "name": "Chuyển đổi số", "place": 10, "active": true}))]
pub(in crate::library) struct TopicView {
    #[schema(max_length = 40, pattern = "^[a-z0-9_]+$")]
    pub code: String,
    #[schema(max_length = 100)]
    pub name: String,
    /// Where it stands in lists, ascending.
    #[schema(minimum = 0, maximum = 100_000)]
    pub place: i32,
    /// Whether documents may be filed under it.
    pub active: bool,
}

impl TopicView {
    pub(in crate::library) fn of(topic: Topic) -> Self {
        Self {
            code: topic.code,
            name: topic.name,
            place: topic.place,
            active: topic.active,
        }
    }
}

/// Every topic, in the order of lists.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{"code": "chuyen_doi_so", "name": "Chuyển đổi số", "place": 10, "active": true}]}))]
pub(in crate::library) struct TopicListView {
    #[schema(max_items = 1000)]
    pub items: Vec<TopicView>,
}

pub(in crate::library) fn kind_etag(kind: &Kind) -> String {
    etag::of_revision(kind.revision)
}

pub(in crate::library) fn topic_etag(topic: &Topic) -> String {
    etag::of_revision(topic.revision)
}
