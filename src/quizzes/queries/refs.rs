//! Quizzes, for other rooms.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::auth::{Grant, Permission};
use crate::db::Conn;
use crate::db::schema::{attempts, quizzes};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::quizzes::model::{AttemptState, QuizRef};

pub(in crate::quizzes) fn by_public_id<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    id: PublicId,
) -> Result<Option<QuizRef>, Error> {
    Ok(quizzes::table
        .filter(quizzes::public_id.eq(id))
        .filter(quizzes::state.eq("published"))
        .filter(grant.viewer().sees_unit(quizzes::owner_unit_id))
        .select(QuizRef::as_select())
        .first(conn)
        .optional()?)
}

pub(in crate::quizzes) fn by_key(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<QuizRef, Error> {
    Ok(quizzes::table
        .find(id)
        .select(QuizRef::as_select())
        .first(conn)?)
}

/// When these members first passed these quizzes: member and quiz to the time.
pub(in crate::quizzes) fn first_passes(
    conn: &mut Conn,
    _: &impl Actor,
    members: &[i64],
    of_quizzes: &[i64],
) -> Result<BTreeMap<(i64, i64), Instant>, Error> {
    if of_quizzes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(i64, i64, Option<Instant>)> = attempts::table
        .filter(attempts::quiz_id.eq_any(of_quizzes))
        .filter(attempts::member_id.eq_any(members))
        .filter(attempts::state.eq(AttemptState::Closed.code()))
        .filter(attempts::passed.eq(true))
        .order(attempts::closed_at.desc())
        .select((attempts::member_id, attempts::quiz_id, attempts::closed_at))
        .load(conn)?;
    // The first is the last one, and replaces the others.
    let pass = |(member, quiz, at): (i64, i64, Option<Instant>)| Some(((member, quiz), at?));
    Ok(rows.into_iter().filter_map(pass).collect())
}
