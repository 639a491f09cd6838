//! Attempts that a corrected key concerns.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{attempt_answers, attempt_regrades, attempts};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::quizzes::model::{Attempt, AttemptState};

/// Row keys of ended attempts that asked a question, after a row key, the oldest first.
pub(in crate::quizzes) fn asking(
    conn: &mut Conn,
    _: &System,
    question_id: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<i64>, Error> {
    Ok(attempt_answers::table
        .inner_join(attempts::table.on(attempts::id.eq(attempt_answers::attempt_id)))
        .filter(attempt_answers::question_id.eq(question_id))
        .filter(attempt_answers::attempt_id.gt(after))
        .filter(attempts::state.ne(AttemptState::Open.code()))
        .order(attempt_answers::attempt_id)
        .limit(limit)
        .select(attempt_answers::attempt_id)
        .load(conn)?)
}

/// What a correction changed of an attempt.
#[derive(Debug, Clone, Copy)]
pub(in crate::quizzes) struct Change {
    /// The version that corrects the key.
    pub version_id: i64,
    pub points: i64,
    pub passed: bool,
    pub pass_kept: bool,
}

/// Writes the new result and, beside it, the old one.
pub(in crate::quizzes) fn apply(
    conn: &mut Conn,
    system: &System,
    attempt: &Attempt,
    change: &Change,
) -> Result<(), Error> {
    let known = attempt_regrades::table
        .filter(attempt_regrades::attempt_id.eq(attempt.id))
        .filter(attempt_regrades::version_id.eq(change.version_id));
    let is_known: bool = diesel::select(exists(known)).get_result(conn)?;
    if !is_known {
        diesel::insert_into(attempt_regrades::table)
            .values((
                attempt_regrades::attempt_id.eq(attempt.id),
                attempt_regrades::version_id.eq(change.version_id),
                attempt_regrades::points_before.eq(attempt.points.unwrap_or(0)),
                attempt_regrades::points_after.eq(change.points),
                attempt_regrades::passed_before.eq(attempt.passed),
                attempt_regrades::passed_after.eq(change.passed),
                attempt_regrades::at.eq(system.now()),
            ))
            .execute(conn)?;
    }
    diesel::update(attempts::table.find(attempt.id))
        .set((
            attempts::points.eq(Some(change.points)),
            attempts::passed.eq(change.passed),
            attempts::pass_kept.eq(change.pass_kept),
            attempts::regraded_at.eq(Some(system.now())),
            attempts::revision.eq(attempt.revision + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// Points before and after, whether it was passed before and after, and when.
pub(in crate::quizzes) type Past = (i64, i64, bool, bool, Instant);

/// What corrected keys have changed of an attempt, the oldest first.
pub(in crate::quizzes) fn history(
    conn: &mut Conn,
    _: &impl Actor,
    attempt_id: i64,
) -> Result<Vec<Past>, Error> {
    Ok(attempt_regrades::table
        .filter(attempt_regrades::attempt_id.eq(attempt_id))
        .order(attempt_regrades::id)
        .limit(100)
        .select((
            attempt_regrades::points_before,
            attempt_regrades::points_after,
            attempt_regrades::passed_before,
            attempt_regrades::passed_after,
            attempt_regrades::at,
        ))
        .load(conn)?)
}
