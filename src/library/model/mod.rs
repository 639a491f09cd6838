//! Rows and words of the library.

mod codes;
mod metadata;

use chrono::NaiveDate;
use diesel::prelude::*;

pub use codes::{
    Change, Circulation, DocumentState, EditionState, Force, Genre, LinkKind, ReaderChange, Step, Tier, Urgency,
};
pub use metadata::{Link, Metadata};

use crate::db::schema::{documents, edition_events, editions};
use crate::db::types::JsonDoc;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// A paper or a study material. What its columns say is what the current edition says; before the first publication,
/// what the draft says.
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
    pub abstract_text: Option<String>,
    pub symbol: Option<String>,
    pub issuer: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub effective_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub ended_by: Option<String>,
    pub amended_on: Option<NaiveDate>,
    #[diesel(deserialize_as = String)]
    pub urgency: Urgency,
    #[diesel(deserialize_as = String)]
    pub circulation: Circulation,
    #[diesel(deserialize_as = String)]
    pub tier: Tier,
    pub topic_id: Option<i64>,
    pub audience_id: i64,
    #[diesel(deserialize_as = String)]
    pub state: DocumentState,
    pub current_edition_id: Option<i64>,
    pub shown_at: Instant,
    pub withdrawn_at: Option<Instant>,
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
    /// The stamps of secrecy found on its first page.
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
    pub member_id: Option<i64>,
    pub at: Instant,
    pub reason: Option<String>,
}
