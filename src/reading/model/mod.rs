//! Rows as readers get them.

mod filters;
mod terms;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::schema::{documents, edition_sections, editions};
use crate::db::types::JsonDoc;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::library::Span;
pub use filters::{ForceFilter, TierFilter};
pub use terms::{TermView, Terms};

pub use crate::library::{
    Change, Circulation, FileRole, Force, Genre, LinkKind, ReaderChange, Tier, Urgency,
};

/// A document that a reader may see.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = documents)]
pub struct Paper {
    pub id: i64,
    pub public_id: PublicId,
    #[diesel(deserialize_as = String)]
    pub genre: Genre,
    pub kind_id: i64,
    pub title: String,
    pub abstract_text: Option<String>,
    pub symbol: Option<String>,
    pub issuer: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub effective_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub ended_by: Option<String>,
    pub amended_on: Option<NaiveDate>,
    /// Of a press digest: the day it is about.
    pub digest_on: Option<NaiveDate>,
    #[diesel(deserialize_as = String)]
    pub urgency: Urgency,
    #[diesel(deserialize_as = String)]
    pub circulation: Circulation,
    #[diesel(deserialize_as = String)]
    pub tier: Tier,
    pub topic_id: Option<i64>,
    pub audience_id: i64,
    pub shown_at: Instant,
}

impl Paper {
    /// What is known of its time.
    #[must_use]
    pub fn span(&self) -> Span {
        let how = self.ended_by.as_deref().and_then(Force::from_code);
        Span {
            begins_on: self.effective_on.or(self.issued_on),
            ends: self.ends_on.map(|day| (day, how.unwrap_or(Force::Expired))),
            amended_on: self.amended_on,
        }
    }
}

/// The edition that readers see.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = editions)]
pub struct EditionHead {
    pub id: i64,
    pub public_id: PublicId,
    pub number: i32,
    #[diesel(deserialize_as = String)]
    pub change: Change,
    pub published_at: Option<Instant>,
    pub sections: i32,
}

/// A document in a list, as all see it who may.
pub struct Listed {
    pub paper: Paper,
    pub edition: EditionHead,
    /// Row key of the last edition published as a major one: who was in it, or in one after it, has begun.
    pub last_major: Option<i64>,
}

/// What a reader keeps of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    pub is_bookmarked: bool,
    /// The section that is bookmarked; `None`: the whole.
    pub bookmark_anchor: Option<String>,
    /// The edition (row key) in which he stopped, and how far he was.
    pub position: Option<(i64, i32)>,
}

/// A published document whole.
pub struct Whole {
    pub paper: Paper,
    pub edition: EditionHead,
    /// A `Metadata` of the library.
    pub metadata: JsonDoc,
    pub sections: Vec<Section>,
    pub files: Vec<AttachedFile>,
    pub editions: Vec<PastEdition>,
}

/// An edition that was published.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = editions)]
pub struct PastEdition {
    pub public_id: PublicId,
    pub number: i32,
    #[diesel(deserialize_as = String)]
    pub change: Change,
    pub published_at: Option<Instant>,
}

/// A part of an edition.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = edition_sections)]
pub struct Section {
    pub level: i32,
    pub anchor: String,
    pub kind: String,
    pub number: Option<String>,
    pub title: Option<String>,
    pub html: String,
    pub text: String,
}

/// A line of the table of contents.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = edition_sections)]
pub struct Heading {
    pub level: i32,
    pub anchor: String,
    pub kind: String,
    pub number: Option<String>,
    pub title: Option<String>,
}

/// A file of an edition.
#[derive(Debug, Clone, Queryable)]
pub struct AttachedFile {
    pub public_id: PublicId,
    #[diesel(deserialize_as = String)]
    pub role: FileRole,
    pub file_name: String,
    pub size: i64,
    pub media_type: String,
    pub sha256: Vec<u8>,
}

/// A link to or from a document that the reader may see.
pub struct Linked {
    pub id: i64,
    pub kind: LinkKind,
    pub holds_from: Option<NaiveDate>,
    pub other: Paper,
}

/// Which way a link goes, seen from the document that was asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// What it does to others.
    Out,
    /// What others do to it.
    In,
}

/// A row of the feed of changes, with the document as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct ChangeRow {
    pub id: i64,
    #[diesel(deserialize_as = String)]
    pub change: ReaderChange,
    /// The audience that was concerned.
    pub audience_id: i64,
    pub at: Instant,
    pub document: ChangedDocument,
}

/// A document as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = documents)]
pub struct ChangedDocument {
    pub public_id: PublicId,
    pub state: String,
    pub circulation: String,
    pub audience_id: i64,
    pub title: String,
    pub tier: String,
}

impl ChangedDocument {
    #[must_use]
    pub fn is_published(&self) -> bool {
        self.state == "published"
    }

    #[must_use]
    pub fn is_public(&self) -> bool {
        self.circulation == Circulation::Public.code()
    }
}

/// Where a reader stopped.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Position {
    pub edition_public_id: PublicId,
    pub edition_number: i32,
    pub anchor: Option<String>,
    pub permille: i32,
    pub device_at: Instant,
    pub updated_at: Instant,
}

/// Where a reader says that he stopped; checked.
#[derive(Debug, Clone)]
pub struct NewPosition {
    pub edition_id: i64,
    pub anchor: Option<String>,
    pub permille: i32,
    pub device_at: Instant,
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Wanted {
    pub genre: Option<Genre>,
    pub kind_id: Option<i64>,
    /// The beginning of the folded name.
    pub issuer: Option<String>,
    /// First and last day of issue.
    pub issued: Option<(NaiveDate, NaiveDate)>,
    /// The day that a press digest is about.
    pub digest_on: Option<NaiveDate>,
    pub topic_id: Option<i64>,
    /// None: of any.
    pub tiers: Vec<&'static str>,
    pub force: Option<ForceFilter>,
    pub circulation: Option<Circulation>,
    /// Not begun (`true`) or begun.
    pub unread: Option<bool>,
    pub bookmarked: Option<bool>,
}

/// What a reader has done with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReadState {
    /// No position is kept in this edition, nor in one that differs from it only in minor ways.
    Unread,
    Begun,
}
