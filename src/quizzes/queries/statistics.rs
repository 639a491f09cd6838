//! How the questions of a quiz fared, in its latest closed attempts.

use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::{ReadProgress, WriteQuizzes};
use crate::db::Conn;
use crate::db::schema::{attempt_answers, attempts, members, quizzes};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::quizzes::model::{AttemptState, Quiz};

/// Closed attempts that are looked at, the latest.
pub(in crate::quizzes) const LOOKED_AT: i64 = 5_000;

/// What an attempt got for a question.
#[derive(Debug, Clone, Queryable)]
pub(in crate::quizzes) struct Row {
    pub member_id: i64,
    pub question_id: i64,
    pub version_id: i64,
    pub worth: i32,
    pub points: Option<i64>,
    pub whole: Option<i64>,
    pub max_points: i64,
}

/// How many closed attempts at a quiz are looked at, and their answers.
pub(in crate::quizzes) fn of_quiz(
    conn: &mut Conn,
    _: &Grant<WriteQuizzes>,
    quiz_id: i64,
) -> Result<(usize, Vec<Row>), Error> {
    let latest = attempts::table
        .filter(attempts::quiz_id.eq(quiz_id))
        .filter(attempts::state.eq(AttemptState::Closed.code()))
        .order(attempts::id.desc())
        .limit(LOOKED_AT)
        .select(attempts::id);
    let oldest: Vec<i64> = latest.load(conn)?;
    let rows = load(conn, quiz_id, oldest.last().copied(), None)?;
    Ok((oldest.len(), rows))
}

/// Those of members at and below the units whose progress the caller may see.
pub(in crate::quizzes) fn of_units(
    conn: &mut Conn,
    grant: &Grant<ReadProgress>,
    quiz_id: i64,
) -> Result<Vec<Row>, Error> {
    let latest = attempts::table
        .inner_join(members::table.on(members::id.eq(attempts::member_id)))
        .filter(attempts::quiz_id.eq(quiz_id))
        .filter(attempts::state.eq(AttemptState::Closed.code()))
        .filter(grant.covers(members::home_unit_id))
        .order(attempts::id.desc())
        .limit(LOOKED_AT)
        .select(attempts::id);
    let ids: Vec<i64> = latest.load(conn)?;
    load(conn, quiz_id, ids.last().copied(), Some(grant))
}

// scope: the callers above say of whom.
fn load(
    conn: &mut Conn,
    quiz_id: i64,
    oldest: Option<i64>,
    grant: Option<&Grant<ReadProgress>>,
) -> Result<Vec<Row>, Error> {
    let Some(oldest) = oldest else {
        return Ok(Vec::new());
    };
    let mut rows = attempt_answers::table
        .inner_join(attempts::table.on(attempts::id.eq(attempt_answers::attempt_id)))
        .inner_join(members::table.on(members::id.eq(attempts::member_id)))
        .filter(attempts::quiz_id.eq(quiz_id))
        .filter(attempts::state.eq(AttemptState::Closed.code()))
        .filter(attempts::id.ge(oldest))
        .select((
            attempts::member_id,
            attempt_answers::question_id,
            attempt_answers::version_id,
            attempt_answers::worth,
            attempt_answers::points,
            attempts::points,
            attempts::max_points,
        ))
        .into_boxed::<crate::db::MultiBackend>();
    if let Some(grant) = grant {
        rows = rows.filter(grant.covers(members::home_unit_id));
    }
    Ok(rows.load(conn)?)
}

/// A quiz that was published, of a unit that the caller may know of.
pub(in crate::quizzes) fn known_quiz(
    conn: &mut Conn,
    grant: &Grant<ReadProgress>,
    id: PublicId,
) -> Result<Quiz, Error> {
    quizzes::table
        .filter(quizzes::public_id.eq(id))
        .filter(quizzes::state.ne("draft"))
        .filter(grant.viewer().sees_unit(quizzes::owner_unit_id))
        .select(Quiz::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}
