//! What a quiz may ask, for the room of quizzes.

use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::auth::principal::Actor;
use crate::db::schema::{question_banks, questions};
use crate::db::{Conn, MultiBackend, OneOf};
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// Row keys of questions and their current versions in a bank (of one category), those that are asked first.
pub(in crate::questions) fn pool(
    conn: &mut Conn,
    _: &impl Actor,
    bank_id: i64,
    category: Option<&str>,
) -> Result<Vec<(i64, i64, bool)>, Error> {
    let mut found = questions::table
        .filter(questions::bank_id.eq(bank_id))
        .filter(questions::version_id.is_not_null())
        .order((questions::active.desc(), questions::id))
        .select((
            questions::id,
            questions::version_id.assume_not_null(),
            questions::active,
        ))
        .into_boxed::<MultiBackend>();
    if let Some(category) = category {
        found = found.filter(questions::category.eq(Some(category.to_owned())));
    }
    Ok(found.load(conn)?)
}

/// Row keys of the current versions of questions.
pub(in crate::questions) fn current(
    conn: &mut Conn,
    _: &impl Actor,
    question_ids: Vec<i64>,
) -> Result<Vec<(i64, i64)>, Error> {
    Ok(questions::table
        .filter(OneOf::padded(questions::id, question_ids))
        .filter(questions::version_id.is_not_null())
        .select((questions::id, questions::version_id.assume_not_null()))
        .load(conn)?)
}

/// The row key of a question that may be asked, of a bank for whose unit the caller writes.
pub(in crate::questions) fn question(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    id: PublicId,
) -> Result<Option<i64>, Error> {
    Ok(questions::table
        .inner_join(question_banks::table.on(question_banks::id.eq(questions::bank_id)))
        .filter(questions::public_id.eq(id))
        .filter(questions::active.eq(true))
        .filter(grant.covers(question_banks::owner_unit_id))
        .select(questions::id)
        .first(conn)
        .optional()?)
}

/// Public ids of questions and banks by row key.
pub(in crate::questions) fn question_ids(
    conn: &mut Conn,
    _: &impl Actor,
    keys: Vec<i64>,
) -> Result<Vec<(i64, PublicId)>, Error> {
    Ok(questions::table
        .filter(OneOf::padded(questions::id, keys))
        .select((questions::id, questions::public_id))
        .load(conn)?)
}

pub(in crate::questions) fn bank_ids(
    conn: &mut Conn,
    _: &impl Actor,
    keys: Vec<i64>,
) -> Result<Vec<(i64, PublicId)>, Error> {
    Ok(question_banks::table
        .filter(OneOf::padded(question_banks::id, keys))
        .select((question_banks::id, question_banks::public_id))
        .load(conn)?)
}
