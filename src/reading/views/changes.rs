//! What has changed since the caller looked last.

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reading::model::{ReaderChange, Tier};
use crate::reading::rules::News;

/// What happened to a document, as its reader needs to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LibraryNews {
    /// A document or an edition came.
    Published,
    /// Filed otherwise, or meant for others too.
    Rescoped,
    /// A later paper touches its force, or no longer does.
    Force,
    /// The caller may not read it any more; what the phone keeps of it must go.
    Withdrawn,
}

/// A document that has changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LibraryChangeView {
    pub document_id: PublicId,
    pub change: LibraryNews,
    /// Absent with `withdrawn`, as all that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 300)]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tier: Option<Tier>,
}

impl LibraryChangeView {
    pub(in crate::reading) fn of(news: News) -> Result<Self, Error> {
        let row = match news {
            News::Gone(document_id) => {
                return Ok(Self {
                    document_id,
                    change: LibraryNews::Withdrawn,
                    at: None,
                    title: None,
                    tier: None,
                });
            }
            News::Readable(row) => *row,
        };
        let change = match row.change {
            // It was withdrawn and came back since.
            ReaderChange::Published | ReaderChange::Withdrawn => LibraryNews::Published,
            // Nobody is told that it was refiled.
            ReaderChange::Rescoped | ReaderChange::Refiled => LibraryNews::Rescoped,
            ReaderChange::Force => LibraryNews::Force,
        };
        Ok(Self {
            document_id: row.document.public_id,
            change,
            at: Some(row.at),
            title: Some(row.document.title),
            tier: Some(Tier::try_from(row.document.tier).map_err(Error::internal)?),
        })
    }
}

/// What has changed, in the order in which it did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "items": [
        {"document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "change": "published", "at": "2026-03-14T01:00:00.000Z",
            "title": "Nghị quyết về chuyển đổi số trong công tác đảng", "tier": "required"},
        {"document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c07", "change": "withdrawn"}
    ],
    "after": "KXK7CVKb5DJ7xBJbpO07hM0bZK32RI3WJG22BE2W3y12vw1Wn-g2f8gWX6g", "more": false
}))]
pub struct LibraryChangesView {
    /// Each document once.
    #[schema(max_items = 500)]
    pub items: Vec<LibraryChangeView>,
    /// To be kept as it is and sent with the next request. Another in every answer: it does not tell whether anything
    /// has happened.
    #[schema(max_length = 1_000)]
    pub after: String,
    /// There may be more: ask again at once.
    pub more: bool,
}
