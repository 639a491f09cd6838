//! Quizzes, and what members make of them.
//!
//! Tables: `quizzes`, `quiz_items`, `attempts`, `attempt_answers`, `attempt_regrades`.
//!
//! Rules:
//! * draft → published → closed. Only a draft can be deleted. What is published asks at least one question, and draws no more
//!   than a bank has. Who its audience admits may take it, in its opening hours.
//! * An attempt is opened here before any question is shown. What it asks, in which order, until when, and what passes is
//!   frozen in it, and falls by dice that nobody can throw again. One attempt of a member is open at a time, whatever the number of his devices;
//!   numbers are unique by constraint, and the limit holds because the next number follows from the last.
//! * Answers are saved one by one, and submitted, each by a device that knows what the others saved: else it is told so, and
//!   an upload is kept apart. Time is the server's, with 15 seconds of
//!   grace; an attempt whose time is over closes itself, and what was saved is graded.
//! * No key leaves before the attempt is closed, and then only as the quiz lets answers be reviewed. What an open attempt
//!   shows is named by labels drawn for it alone: the author's numbers, by which answers are stored and graded, often tell
//!   the key. Only where a quiz does not mix its choices do they stand in the order of the author.
//! * Nothing is discarded: an upload that came too late is kept, graded, marked superseded and shown; it counts for nothing.
//! * A corrected key grades again what the wrong one graded; the history stays, and a pass that was granted is never taken.
//!
//! For a room that asks members to pass a quiz: [`by_public_id`] while it is set up, and an [`AttemptClosed`] in
//! `wiring::attempt_closed`.

mod closing;
mod drawing;
mod figures;
mod jobs;
mod labels;
mod model;
mod queries;
mod routes;
mod rules;
mod showing;
mod upkeep;
mod views;
mod writing;

use std::collections::BTreeMap;

pub use jobs::REGISTRATIONS as JOBS;
pub use model::{AttemptClosed, ClosedAttempt, QuizRef};
pub use upkeep::close_expired;

use crate::auth::principal::Actor;
use crate::auth::{Grant, Permission};
use crate::db::Conn;
use crate::error::Error;
use crate::http::Branches;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

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

/// When these members first passed these quizzes (row keys): member and quiz to the time.
///
/// # Errors
/// The database.
pub fn first_passes(
    conn: &mut Conn,
    actor: &impl Actor,
    members: &[i64],
    of_quizzes: &[i64],
) -> Result<BTreeMap<(i64, i64), Instant>, Error> {
    queries::refs::first_passes(conn, actor, members, of_quizzes)
}

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::create_quiz::create_quiz)
        .service(routes::list_quizzes::list_quizzes)
        .service(routes::get_quiz::get_quiz)
        .service(routes::update_quiz::update_quiz)
        .service(routes::delete_quiz::delete_quiz)
        .service(routes::publish_quiz::publish_quiz)
        .service(routes::close_quiz::close_quiz)
        .service(routes::get_quiz_statistics::get_quiz_statistics)
        .service(routes::list_hard_questions::list_hard_questions)
        .service(routes::list_my_quizzes::list_my_quizzes)
        .service(routes::get_my_quiz::get_my_quiz)
        .service(routes::start_attempt::start_attempt)
        .service(routes::list_my_attempts::list_my_attempts)
        .service(routes::get_attempt::get_attempt)
        .service(routes::save_answer::save_answer)
        .service(routes::submit_attempt::submit_attempt)
        .service(routes::upload_attempt::upload_attempt)
        .service(routes::get_attempt_picture::get_attempt_picture);
}
