//! Parts of a document and what can be asked of it.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::document::LibraryPartView;
use crate::kernel::ids::PublicId;
use crate::reading::model::{EditionHead, Force, Heading, Paper, Section};

/// A line of the table of contents.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LibraryHeadingView {
    #[schema(max_length = 200)]
    pub anchor: String,
    /// 1 at the top.
    #[schema(minimum = 1, maximum = 20)]
    pub level: i32,
    /// `chapter`, `article`, `clause` …
    #[schema(max_length = 20, pattern = "^[a-z_]+$")]
    pub kind: String,
    /// Without the word, which `kind` says: `I` of Chương I, `5` of Điều 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1_000)]
    pub title: Option<String>,
}

impl From<Heading> for LibraryHeadingView {
    fn from(heading: Heading) -> Self {
        Self {
            anchor: heading.anchor,
            level: heading.level,
            kind: heading.kind,
            number: heading.number,
            title: heading.title,
        }
    }
}

/// The table of contents of the edition that is shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01",
    "edition_number": 1, "title": "Nghị quyết về chuyển đổi số trong công tác đảng",
    "headings": [{"anchor": "chuong-1", "level": 1, "kind": "chapter", "number": "I", "title": "Quy định chung"},
        {"anchor": "dieu-1", "level": 2, "kind": "article", "number": "1", "title": "Mục tiêu"}]
}))]
pub struct LibraryContentsView {
    pub document_id: PublicId,
    pub edition_id: PublicId,
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub edition_number: i32,
    #[schema(max_length = 300)]
    pub title: String,
    /// In order; the tree follows from the levels.
    #[schema(max_items = 2_000)]
    pub headings: Vec<LibraryHeadingView>,
}

impl LibraryContentsView {
    pub(in crate::reading) fn of(
        paper: &Paper,
        edition: &EditionHead,
        headings: Vec<Heading>,
    ) -> Self {
        Self {
            document_id: paper.public_id,
            edition_id: edition.public_id,
            edition_number: edition.number,
            title: paper.title.clone(),
            headings: headings.into_iter().map(Into::into).collect(),
        }
    }
}

/// One section of the edition that is shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01",
    "edition_number": 1, "section": {"anchor": "dieu-1", "level": 2, "kind": "article", "number": "1",
        "title": "Mục tiêu", "html": "<p>Đến năm 2030 …</p>", "text": "Đến năm 2030 …"}
}))]
pub struct LibrarySectionView {
    pub document_id: PublicId,
    pub edition_id: PublicId,
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub edition_number: i32,
    pub section: LibraryPartView,
}

impl LibrarySectionView {
    pub(in crate::reading) fn of(
        document_id: PublicId,
        (edition_id, edition_number, section): (PublicId, i32, Section),
    ) -> Self {
        Self {
            document_id,
            edition_id,
            edition_number,
            section: section.into(),
        }
    }
}

/// Whether a paper holds on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "on": "2024-05-01", "force": "replaced",
    "begins_on": "2021-02-01", "ends_on": "2023-07-01"
}))]
pub struct LibraryForceView {
    pub document_id: PublicId,
    /// The day that was asked about.
    pub on: NaiveDate,
    pub force: Force,
    /// The day on which it takes effect; absent: it always has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub begins_on: Option<NaiveDate>,
    /// The first day on which it no longer holds; absent: none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ends_on: Option<NaiveDate>,
    /// The first day on which a later paper changes it in part.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub amended_on: Option<NaiveDate>,
}

impl LibraryForceView {
    pub(in crate::reading) fn of(paper: &Paper, on: NaiveDate) -> Self {
        let span = paper.span();
        Self {
            document_id: paper.public_id,
            on,
            force: span.on(on),
            begins_on: span.begins_on,
            ends_on: span.ends.map(|(day, _)| day),
            amended_on: span.amended_on,
        }
    }
}
