//! Links between documents.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::reading::model::{Force, LinkKind, Linked, TermView, Terms, Way};

/// What this document does to the other one, or the other one to this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LibraryRelation {
    Amends,
    Replaces,
    Repeals,
    Refers,
    AmendedBy,
    ReplacedBy,
    RepealedBy,
    ReferredBy,
}

impl LibraryRelation {
    fn of(kind: LinkKind, way: Way) -> Self {
        match (way, kind) {
            (Way::Out, LinkKind::Amends) => Self::Amends,
            (Way::Out, LinkKind::Replaces) => Self::Replaces,
            (Way::Out, LinkKind::Repeals) => Self::Repeals,
            (Way::Out, LinkKind::Refers) => Self::Refers,
            (Way::In, LinkKind::Amends) => Self::AmendedBy,
            (Way::In, LinkKind::Replaces) => Self::ReplacedBy,
            (Way::In, LinkKind::Repeals) => Self::RepealedBy,
            (Way::In, LinkKind::Refers) => Self::ReferredBy,
        }
    }
}

/// A link with the document at its other end.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LibraryLinkView {
    pub relation: LibraryRelation,
    /// From this day; absent: from the day on which the later paper takes effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub holds_from: Option<NaiveDate>,
    /// The other one.
    pub document_id: PublicId,
    pub kind: TermView,
    #[schema(max_length = 300)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub issued_on: Option<NaiveDate>,
    /// Whether the other one holds today.
    pub force: Force,
}

impl LibraryLinkView {
    pub(in crate::reading) fn of(
        way: Way,
        link: Linked,
        terms: &Terms,
        today: NaiveDate,
    ) -> Result<Self, Error> {
        let force = link.other.span().on(today);
        Ok(Self {
            relation: LibraryRelation::of(link.kind, way),
            holds_from: link.holds_from,
            document_id: link.other.public_id,
            kind: terms.kind(link.other.kind_id)?,
            title: link.other.title,
            symbol: link.other.symbol,
            issued_on: link.other.issued_on,
            force,
        })
    }
}

/// A page of links: first what the document does to others, then what others do to it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "relation": "replaced_by", "holds_from": "2026-07-01", "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c09",
    "kind": {"code": "quy_dinh", "name": "Quy định"}, "title": "Quy định về sinh hoạt chi bộ", "symbol": "12-QĐ/TU",
    "issued_on": "2026-06-20", "force": "in_force"
}]}))]
pub struct LibraryLinkPageView {
    #[schema(max_items = 200)]
    pub items: Vec<LibraryLinkView>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1_000)]
    pub next_cursor: Option<String>,
}
