//! Rows.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{AttemptState, Counts, Ended, QuizState, Review};
use crate::db::schema::{attempt_answers, attempts, quiz_items, quizzes};
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// A quiz.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = quizzes)]
pub struct Quiz {
    pub id: i64,
    pub public_id: PublicId,
    pub owner_unit_id: i64,
    pub audience_id: i64,
    pub title: String,
    pub introduction: Option<String>,
    #[diesel(deserialize_as = String)]
    pub state: QuizState,
    pub shuffle_questions: bool,
    pub shuffle_choices: bool,
    pub pass_permille: i32,
    pub time_limit_seconds: Option<i32>,
    pub attempt_limit: Option<i32>,
    #[diesel(deserialize_as = String)]
    pub counts: Counts,
    #[diesel(deserialize_as = String)]
    pub review: Review,
    pub opens_at: Option<Instant>,
    pub closes_at: Option<Instant>,
    pub published_at: Option<Instant>,
    pub closed_at: Option<Instant>,
    pub revision: i64,
    pub updated_at: Instant,
}

/// A question that everybody is asked, or how many are drawn from a bank.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = quiz_items)]
pub struct Item {
    pub question_id: Option<i64>,
    pub bank_id: Option<i64>,
    pub category: Option<String>,
    pub draws: i32,
    pub points: i32,
}

/// A member's go at a quiz.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = attempts)]
pub struct Attempt {
    pub id: i64,
    pub public_id: PublicId,
    pub quiz_id: i64,
    pub member_id: i64,
    pub number: Option<i32>,
    #[diesel(deserialize_as = String)]
    pub state: AttemptState,
    #[diesel(deserialize_as = StoredEnd)]
    pub ended: Option<Ended>,
    pub pass_permille: i32,
    /// A [`Paper`].
    pub paper: JsonDoc,
    pub max_points: i64,
    pub points: Option<i64>,
    pub passed: bool,
    pub pass_kept: bool,
    pub opened_at: Instant,
    pub expires_at: Option<Instant>,
    pub closed_at: Option<Instant>,
    pub regraded_at: Option<Instant>,
    pub upload_id: Option<PublicId>,
    pub taken_at: Option<Instant>,
    pub of_attempt_id: Option<i64>,
    pub revision: i64,
}

/// How an attempt ended, as it is stored.
pub struct StoredEnd(Option<Ended>);

impl<DB> Queryable<diesel::sql_types::Nullable<diesel::sql_types::Text>, DB> for StoredEnd
where
    DB: diesel::backend::Backend,
    Option<String>:
        diesel::deserialize::FromSql<diesel::sql_types::Nullable<diesel::sql_types::Text>, DB>,
{
    type Row = Option<String>;

    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        let ended = row.map(Ended::try_from).transpose()?;
        Ok(Self(ended))
    }
}

impl From<StoredEnd> for Option<Ended> {
    fn from(stored: StoredEnd) -> Self {
        stored.0
    }
}

impl Attempt {
    /// What is asked.
    ///
    /// # Errors
    /// The stored form is broken.
    pub fn paper(&self) -> Result<Paper, Error> {
        Paper::deserialize(&self.paper.0)
            .map_err(|error| Error::internal(format!("the paper of an attempt: {error}")))
    }
}

/// What a member is asked, in which order: frozen when his attempt is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Whether there was a time limit: then it cannot be taken without a network.
    pub timed: bool,
    pub asked: Vec<AskedItem>,
}

/// A question of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedItem {
    /// Row key of the question.
    #[serde(rename = "q")]
    pub question_id: i64,
    /// Row key of the version that is asked.
    #[serde(rename = "v")]
    pub version_id: i64,
    /// What it is worth, in whole points.
    #[serde(rename = "p")]
    pub points: i32,
    /// The numbers of its choices, options or items in the order shown; empty: as they are.
    #[serde(rename = "o", default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<i32>,
    /// What each of them is called in this attempt, by their numbers; empty in papers from before there were labels: they are
    /// called by their numbers.
    #[serde(rename = "l", default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<i32>,
}

/// An answer that was saved.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = attempt_answers)]
pub struct Saved {
    pub place: i32,
    /// An [`crate::questions::AnswerBody`].
    pub answer: Option<JsonDoc>,
    pub points: Option<i64>,
}
