//! Rows.

use diesel::prelude::*;

use super::{Key, QuestionBody, VersionChange};
use crate::db::schema::{question_banks, question_versions, questions};
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// A bank.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = question_banks)]
pub struct Bank {
    pub id: i64,
    pub public_id: PublicId,
    pub owner_unit_id: i64,
    pub topic_id: Option<i64>,
    pub name: String,
    pub note: Option<String>,
    pub revision: i64,
    pub updated_at: Instant,
}

/// A question; what it says is its current version.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = questions)]
pub struct Question {
    pub id: i64,
    pub public_id: PublicId,
    pub category: Option<String>,
    pub active: bool,
    pub version_id: Option<i64>,
    pub revision: i64,
    pub updated_at: Instant,
}

/// A version, which never changes.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = question_versions)]
pub struct Version {
    pub id: i64,
    pub question_id: i64,
    pub number: i32,
    pub family: i32,
    #[diesel(deserialize_as = String)]
    pub change: VersionChange,
    /// A [`QuestionBody`].
    pub content: JsonDoc,
    pub picture_file_id: Option<i64>,
    pub reason: Option<String>,
    pub created_at: Instant,
}

impl Version {
    /// # Errors
    /// The stored form is broken.
    pub fn body(&self) -> Result<QuestionBody, Error> {
        serde_json::from_value(self.content.0.clone())
            .map_err(|error| Error::internal(format!("a stored question: {error}")))
    }
}

/// A version as it is asked and graded; the same for ever.
#[derive(Debug, Clone)]
pub struct Asked {
    pub version_id: i64,
    pub question_id: i64,
    pub family: i32,
    pub body: QuestionBody,
    pub key: Key,
    pub picture_file_id: Option<i64>,
}
