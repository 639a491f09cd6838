//! Quizzes, and what members make of them.
//!
//! Tables: `quizzes`, `quiz_items`, `attempts`, `attempt_answers`, `attempt_regrades`.
//!
//! For a room that asks members to pass a quiz: [`by_public_id`] while it is set up, and an [`AttemptClosed`] in
//! `wiring::attempt_closed`.

mod model;
mod queries;

pub use model::{AttemptClosed, ClosedAttempt, QuizRef};

use crate::auth::principal::Actor;
use crate::auth::{Grant, Permission};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// A published quiz that the caller may ask for: of a unit that he may know of (at, below or above his own ones).
///
/// # Errors
/// [`Error::NotFound`], or the database.
pub fn by_public_id<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    id: PublicId,
) -> Result<QuizRef, Error> {
    queries::refs::by_public_id(conn, grant, id)?.ok_or(Error::NotFound)
}

/// A quiz by row key, for a room that has found that the actor may know of it.
///
/// # Errors
/// The database.
pub fn by_key(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<QuizRef, Error> {
    queries::refs::by_key(conn, actor, id)
}
