//! Rows and words of the library.

mod codes;
mod metadata;
mod said;

use chrono::NaiveDate;
use diesel::prelude::*;

pub use codes::{
    Change, Circulation, DocumentState, EditionState, FileRole, Force, Genre, LinkKind,
    ReaderChange, Step, Tier, Urgency,
};
pub use metadata::{Link, Metadata};
pub use said::{LinkBody, MetadataBody, Secrecy};

use crate::db::schema::{
    document_kinds, documents, edition_events, edition_sections, editions, topics,
};
use crate::db::types::JsonDoc;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::manuscripts;

/// A paper or a study material, as its writers and publishers need it. What its columns say is what the current edition
/// says; before the first publication, what the draft says.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = documents)]
pub struct Document {
    pub id: i64,
    pub public_id: PublicId,
    #[diesel(deserialize_as = String)]
    pub genre: Genre,
    pub kind_id: i64,
    pub owner_unit_id: i64,
    pub title: String,
    pub symbol: Option<String>,
    pub ends_on: Option<NaiveDate>,
    pub ended_by: Option<String>,
    pub amended_on: Option<NaiveDate>,
    #[diesel(deserialize_as = String)]
    pub circulation: Circulation,
    #[diesel(deserialize_as = String)]
    pub tier: Tier,
    pub topic_id: Option<i64>,
    pub audience_id: i64,
    #[diesel(deserialize_as = String)]
    pub state: DocumentState,
    pub current_edition_id: Option<i64>,
    pub revision: i64,
    pub updated_at: Instant,
}

/// What authors write and, once published, never changes.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = editions)]
pub struct Edition {
    pub id: i64,
    pub public_id: PublicId,
    pub document_id: i64,
    pub number: i32,
    #[diesel(deserialize_as = String)]
    pub change: Change,
    #[diesel(deserialize_as = String)]
    pub state: EditionState,
    /// A [`Metadata`].
    pub metadata: JsonDoc,
    pub note: Option<String>,
    /// The stamps of secrecy found on its first page, and the files that could not be read for them.
    pub stamps: JsonDoc,
    pub stamps_confirmed_at: Option<Instant>,
    pub publish_at: Option<Instant>,
    pub published_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    pub sections: i32,
    pub revision: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// A step that was taken.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = edition_events)]
pub(super) struct Event {
    pub id: i64,
    pub edition_id: Option<i64>,
    #[diesel(deserialize_as = String)]
    pub step: Step,
    pub at: Instant,
    /// What who took it said; of a publication that failed, the code of what stood in its way.
    pub reason: Option<String>,
}

/// A kind of paper or material.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = document_kinds)]
pub struct Kind {
    pub id: i64,
    pub code: String,
    #[diesel(deserialize_as = String)]
    pub genre: Genre,
    pub name: String,
    /// As symbols write it (`NQ`).
    pub abbreviation: Option<String>,
    /// Where it stands in lists.
    pub place: i32,
    /// Whether new documents may be of it.
    pub active: bool,
    pub revision: i64,
}

/// A topic.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = topics)]
pub struct Topic {
    pub id: i64,
    pub code: String,
    pub name: String,
    /// Where it stands in lists.
    pub place: i32,
    /// Whether documents may be filed under it.
    pub active: bool,
    pub revision: i64,
}

/// A part of an edition: chapter, article, clause, or a free heading. The tree follows from order and level.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = edition_sections)]
pub struct Section {
    pub place: i32,
    /// 1 at the top.
    pub level: i32,
    /// Stable within the document: `dieu-5`.
    pub anchor: String,
    pub kind: String,
    pub number: Option<String>,
    pub title: Option<String>,
    /// Safe: sanitised when it was saved.
    pub html: String,
    pub text: String,
}

/// A file of an edition.
#[derive(Debug, Clone, Queryable)]
pub struct EditionFile {
    /// Of the file in this edition; another edition has another one.
    pub public_id: PublicId,
    #[diesel(deserialize_as = String)]
    pub role: FileRole,
    /// Row key of `files`.
    pub file_id: i64,
    pub file_name: String,
    pub size: i64,
    pub media_type: String,
}

impl Section {
    /// Sections as they are stored.
    pub(super) fn all(finished: Vec<manuscripts::Section>) -> Vec<Self> {
        (0_i32..)
            .zip(finished)
            .map(|(place, section)| Self {
                place,
                level: i32::from(section.level),
                anchor: section.anchor,
                kind: section.kind.as_str().to_owned(),
                number: section.number,
                title: section.title,
                html: section.html,
                text: section.text,
            })
            .collect()
    }
}
