//! Documents as those who write and publish them see them.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::TermView;
use crate::audiences::{self, Audience, AudienceView};
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::http::etag;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::library::model::{
    Change, Circulation, Document, DocumentState, Edition, EditionState, Event, Genre, Step, Tier,
};
use crate::library::queries::{authors, catalogue, editions};
use crate::units::UnitRef;

/// A document on the desk.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00", "genre": "official", "kind": {"code": "nghi_quyet", "name": "Nghị quyết"},
    "owner_unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "name": "Thành ủy Vĩnh An", "kind": "province"},
    "state": "published", "title": "Nghị quyết về chuyển đổi số trong công tác đảng", "symbol": "57-NQ/TU", "tier": "required",
    "circulation": "internal", "audience": {"everyone": true, "rules": []},
    "author_ids": ["01936f2e-8a10-7c3e-9d41-5b7a9e2f1c02"],
    "editions": [{"edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d01", "number": 1, "change": "major", "state": "published",
        "created_at": "2026-03-12T02:15:00.000Z", "published_at": "2026-03-13T01:00:00.000Z"}],
    "updated_at": "2026-03-13T01:00:00.000Z"
}))]
pub(in crate::library) struct DeskDocumentView {
    pub document_id: PublicId,
    pub genre: Genre,
    pub kind: TermView,
    /// The unit whose document it is; absent when the caller may not know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub owner_unit: Option<UnitRef>,
    pub state: DocumentState,
    /// As readers see it; before the first publication, as the draft says.
    #[schema(max_length = 300)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub symbol: Option<String>,
    pub tier: Tier,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub topic: Option<TermView>,
    pub circulation: Circulation,
    pub audience: AudienceView,
    /// The members who write it.
    #[schema(max_items = 20)]
    pub author_ids: Vec<PublicId>,
    /// The first one first.
    #[schema(max_items = 1000)]
    pub editions: Vec<EditionItemView>,
    pub updated_at: Instant,
}

/// An edition in the list of its document.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::library) struct EditionItemView {
    pub edition_id: PublicId,
    #[schema(minimum = 1, maximum = 1000)]
    pub number: i32,
    pub change: Change,
    pub state: EditionState,
    pub created_at: Instant,
    /// When it is to be published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub publish_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub published_at: Option<Instant>,
    /// When it was superseded, withdrawn or given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ended_at: Option<Instant>,
}

impl EditionItemView {
    fn of(edition: &Edition) -> Self {
        Self {
            edition_id: edition.public_id,
            number: edition.number,
            change: edition.change,
            state: edition.state,
            created_at: edition.created_at,
            publish_at: edition.publish_at,
            published_at: edition.published_at,
            ended_at: edition.ended_at,
        }
    }
}

impl DeskDocumentView {
    /// The view and its tag.
    pub(in crate::library) fn load(
        conn: &mut Conn,
        viewer: &Viewer,
        document: &Document,
    ) -> Result<(Self, String), Error> {
        let kind = catalogue::kind_by_key(conn, viewer, document.kind_id)?;
        let topic = match document.topic_id {
            Some(id) => Some(catalogue::topic_by_key(conn, viewer, id)?),
            None => None,
        };
        let audience = audiences::read(conn, viewer, document.audience_id)?;
        let units = units_of(conn, viewer, document, &audience)?;
        let authors = authors::of_document(conn, viewer, document.id)?;
        let editions = editions::of_document(conn, viewer, document.id)?;
        let view = Self {
            document_id: document.public_id,
            genre: document.genre,
            kind: TermView {
                code: kind.code,
                name: kind.name,
            },
            owner_unit: units.get(&document.owner_unit_id).cloned(),
            state: document.state,
            title: document.title.clone(),
            symbol: document.symbol.clone(),
            tier: document.tier,
            topic: topic.map(|topic| TermView {
                code: topic.code,
                name: topic.name,
            }),
            circulation: document.circulation,
            audience: AudienceView::of(&audience, &units),
            author_ids: authors.into_iter().map(|(id, _)| id).collect(),
            editions: editions.iter().map(EditionItemView::of).collect(),
            updated_at: document.updated_at,
        };
        let etag = etag::of_view(document.revision, &view)?;
        Ok((view, etag))
    }
}

fn units_of(
    conn: &mut Conn,
    viewer: &Viewer,
    document: &Document,
    audience: &Audience,
) -> Result<HashMap<i64, UnitRef>, Error> {
    let mut ids = vec![document.owner_unit_id];
    if let Audience::Rules(rules) = audience {
        ids.extend(rules.iter().filter_map(|rule| rule.unit_id));
    }
    UnitRef::load_many(conn, viewer, &ids)
}

/// A document in the list of the desk.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::library) struct DeskItemView {
    pub document_id: PublicId,
    pub genre: Genre,
    pub state: DocumentState,
    #[schema(max_length = 300)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub symbol: Option<String>,
    pub tier: Tier,
    pub circulation: Circulation,
    pub updated_at: Instant,
}

impl DeskItemView {
    pub(in crate::library) fn of(document: Document) -> Self {
        Self {
            document_id: document.public_id,
            genre: document.genre,
            state: document.state,
            title: document.title,
            symbol: document.symbol,
            tier: document.tier,
            circulation: document.circulation,
            updated_at: document.updated_at,
        }
    }
}

/// A page of the desk, the latest created first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00", "genre": "official", "state": "draft",
    "title": "Nghị quyết về chuyển đổi số trong công tác đảng", "symbol": "57-NQ/TU", "tier": "required", "circulation": "internal",
    "updated_at": "2026-03-12T02:15:00.000Z"
}]}))]
pub(in crate::library) struct DeskListView {
    #[schema(max_items = 200)]
    pub items: Vec<DeskItemView>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}

/// A step that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::library) struct DocumentEventView {
    pub step: Step,
    /// Absent: it concerns the document as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub edition_id: Option<PublicId>,
    /// Who took it; absent: the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub member_id: Option<PublicId>,
    pub at: Instant,
    /// What who took it said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub reason: Option<String>,
    /// Of `publication_failed`: what stood in the way, as the problem of a publication by hand would name it
    /// (`duplicate_identity`, `link_target_unknown` …).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^[a-z0-9_]+$")]
    pub code: Option<String>,
}

impl DocumentEventView {
    pub(in crate::library) fn of(
        event: Event,
        edition_id: Option<PublicId>,
        member_id: Option<PublicId>,
    ) -> Self {
        let (reason, code) = match event.step {
            Step::PublicationFailed => (None, event.reason),
            _ => (event.reason, None),
        };
        Self {
            step: event.step,
            edition_id,
            member_id,
            at: event.at,
            reason,
            code,
        }
    }
}

/// A page of steps, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "step": "published", "edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d01", "member_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c05",
    "at": "2026-03-13T01:00:00.000Z"
}, {
    "step": "publication_failed", "edition_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d01", "at": "2026-03-12T01:00:00.000Z",
    "code": "duplicate_identity"
}]}))]
pub(in crate::library) struct DocumentEventListView {
    #[schema(max_items = 200)]
    pub items: Vec<DocumentEventView>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}
