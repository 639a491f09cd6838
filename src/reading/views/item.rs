//! A document in a list.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reading::model::{
    Change, Circulation, Force, Genre, Listed, Own, ReadState, TermView, Terms, Tier, Urgency,
};
use crate::reading::rules;

/// Characters of an abstract in a list.
const ABSTRACT: usize = 240;

/// A document in a list, with what the caller keeps of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LibraryItemView {
    pub document_id: PublicId,
    /// The edition that is shown.
    pub edition_id: PublicId,
    /// Its number.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub edition_number: i32,
    /// What it changes in the edition before.
    pub change: Change,
    /// When this edition was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub published_at: Option<Instant>,
    pub genre: Genre,
    pub kind: TermView,
    #[schema(max_length = 300)]
    pub title: String,
    /// Its beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 240)]
    pub abstract_text: Option<String>,
    /// Number and symbol.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub issued_on: Option<NaiveDate>,
    /// Of a press digest: the day it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub digest_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub topic: Option<TermView>,
    pub tier: Tier,
    pub urgency: Urgency,
    pub circulation: Circulation,
    /// Whether it holds today.
    pub force: Force,
    /// What the list is sorted by.
    pub shown_at: Instant,
    /// Sections of the edition.
    #[schema(minimum = 0, maximum = 2_000)]
    pub section_count: i32,
    // The caller's own, as in `OwnView`: what stands before is the same for all.
    pub read_state: ReadState,
    /// How far the caller was, in thousandths; absent: no position is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 1_000)]
    pub permille: Option<i32>,
    pub bookmarked: bool,
    /// The section that is bookmarked; absent: the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub bookmark_anchor: Option<String>,
}

impl LibraryItemView {
    /// As who keeps nothing of it sees it.
    pub(in crate::reading) fn of(
        listed: Listed,
        terms: &Terms,
        today: NaiveDate,
    ) -> Result<Self, Error> {
        let Listed { paper, edition, .. } = listed;
        let force = paper.span().on(today);
        Ok(Self {
            document_id: paper.public_id,
            edition_id: edition.public_id,
            edition_number: edition.number,
            change: edition.change,
            published_at: edition.published_at,
            genre: paper.genre,
            kind: terms.kind(paper.kind_id)?,
            title: paper.title,
            abstract_text: paper
                .abstract_text
                .map(|text| rules::shortened(&text, ABSTRACT)),
            symbol: paper.symbol,
            issuer: paper.issuer,
            issued_on: paper.issued_on,
            digest_on: paper.digest_on,
            topic: terms.topic(paper.topic_id),
            tier: paper.tier,
            urgency: paper.urgency,
            circulation: paper.circulation,
            force,
            shown_at: paper.shown_at,
            section_count: edition.sections,
            read_state: ReadState::Unread,
            permille: None,
            bookmarked: false,
            bookmark_anchor: None,
        })
    }
}

/// The last members of [`LibraryItemView`]: what the caller keeps of the document.
#[derive(Debug, Serialize)]
pub(in crate::reading) struct OwnView<'a> {
    read_state: ReadState,
    #[serde(skip_serializing_if = "Option::is_none")]
    permille: Option<i32>,
    bookmarked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    bookmark_anchor: Option<&'a str>,
}

impl<'a> OwnView<'a> {
    pub(in crate::reading) fn of(own: &'a Own, last_major: Option<i64>) -> Self {
        Self {
            read_state: rules::read_state(own.position, last_major),
            permille: own.position.map(|(_, permille)| permille),
            bookmarked: own.is_bookmarked,
            bookmark_anchor: own.bookmark_anchor.as_deref(),
        }
    }
}

/// A page of documents.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01",
    "edition_number": 2, "change": "minor", "published_at": "2026-03-20T01:00:00.000Z", "genre": "official", "kind": {"code": "nghi_quyet", "name": "Nghị quyết"},
    "title": "Nghị quyết về chuyển đổi số trong công tác đảng", "abstract_text": "Về chuyển đổi số trong công tác đảng",
    "symbol": "57-NQ/TU", "issuer": "Thành ủy Hải Vân", "issued_on": "2026-03-12",
    "topic": {"code": "chuyen_doi_so", "name": "Chuyển đổi số"}, "tier": "required", "urgency": "normal",
    "circulation": "internal", "force": "in_force", "shown_at": "2026-03-14T01:00:00.000Z", "section_count": 24,
    "read_state": "begun", "permille": 420, "bookmarked": true, "bookmark_anchor": "dieu-5"
}, {
    "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c10", "edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c11",
    "edition_number": 1, "change": "major", "published_at": "2026-03-13T23:30:00.000Z", "genre": "material", "kind": {"code": "press_digest", "name": "Điểm báo"},
    "title": "Điểm báo ngày 13/3/2026", "digest_on": "2026-03-13", "tier": "archive", "urgency": "normal",
    "circulation": "internal", "force": "in_force", "shown_at": "2026-03-13T23:30:00.000Z", "section_count": 6,
    "read_state": "unread", "bookmarked": false
}]}))]
pub struct LibraryPageView {
    #[schema(max_items = 200)]
    pub items: Vec<LibraryItemView>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1_000)]
    pub next_cursor: Option<String>,
}
