//! What higher rooms are told of quizzes and attempts.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::quizzes;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// A quiz, as a room needs it that asks members to pass it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = quizzes)]
pub struct QuizRef {
    pub id: i64,
    pub public_id: PublicId,
    pub owner_unit_id: i64,
    pub audience_id: i64,
    pub title: String,
    /// `draft`, `published` or `closed`.
    pub state: String,
    pub opens_at: Option<Instant>,
    pub closes_at: Option<Instant>,
    pub revision: i64,
}

/// An attempt that has just been closed and graded, or graded again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedAttempt {
    pub attempt_id: i64,
    pub member_id: i64,
    pub quiz_id: i64,
    /// By the rule that was frozen in the attempt. Once granted it stays, whatever a corrected key says.
    pub passed: bool,
    /// In thousandths.
    pub points: i64,
    /// In thousandths.
    pub max_points: i64,
    /// When it was closed, also when it is graded again later.
    pub closed_at: Instant,
    /// A key was corrected: the attempt was closed before.
    pub regraded: bool,
}

/// Called in the transaction that closes and grades an attempt: submitted, expired, uploaded or graded again. Not for uploads
/// that came too late (superseded): they count for nothing. An error rolls the closing back.
pub type AttemptClosed = fn(&mut Conn, &dyn Actor, &ClosedAttempt) -> Result<(), Error>;
