//! Versions of questions.

use diesel::prelude::*;

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::schema::{question_versions, questions};
use crate::db::types::JsonDoc;
use crate::db::{Conn, OneOf};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::questions::model::{QuestionBody, Version, VersionChange};

/// A version to be written.
#[derive(Debug)]
pub(in crate::questions) struct NewVersion<'a> {
    pub question_id: i64,
    pub number: i32,
    pub family: i32,
    pub change: VersionChange,
    pub body: &'a QuestionBody,
    pub picture_file_id: Option<i64>,
    pub reason: Option<&'a str>,
}

pub(in crate::questions) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    new: &NewVersion<'_>,
) -> Result<i64, Error> {
    let content =
        serde_json::to_value(new.body).map_err(|error| Error::internal(error.to_string()))?;
    Ok(diesel::insert_into(question_versions::table)
        .values((
            question_versions::question_id.eq(new.question_id),
            question_versions::number.eq(new.number),
            question_versions::family.eq(new.family),
            question_versions::change.eq(new.change.code()),
            question_versions::content.eq(JsonDoc(content)),
            question_versions::picture_file_id.eq(new.picture_file_id),
            question_versions::reason.eq(new.reason),
            question_versions::created_by.eq(actor.member_id()),
            question_versions::created_at.eq(actor.stamp().now()),
        ))
        .returning(question_versions::id)
        .get_result(conn)?)
}

pub(in crate::questions) fn by_key(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<Version, Error> {
    Ok(question_versions::table
        .find(id)
        .select(Version::as_select())
        .first(conn)?)
}

pub(in crate::questions) fn by_keys(
    conn: &mut Conn,
    _: &impl Actor,
    ids: Vec<i64>,
) -> Result<Vec<Version>, Error> {
    Ok(question_versions::table
        .filter(OneOf::padded(question_versions::id, ids))
        .select(Version::as_select())
        .load(conn)?)
}

/// A page of the versions of a question, the latest first.
pub(in crate::questions) fn page(
    conn: &mut Conn,
    _: &impl Actor,
    question_id: i64,
    before: Option<i32>,
    limit: i64,
) -> Result<Vec<Version>, Error> {
    Ok(question_versions::table
        .filter(question_versions::question_id.eq(question_id))
        .filter(question_versions::number.lt(before.unwrap_or(i32::MAX)))
        .order(question_versions::number.desc())
        .limit(limit)
        .select(Version::as_select())
        .load(conn)?)
}

/// The row key of the newest version that corrects a key; 0: none was ever corrected.
pub(in crate::questions) fn newest_correction(
    conn: &mut Conn,
    _: &impl Actor,
) -> Result<i64, Error> {
    let newest: Option<i64> = question_versions::table
        .filter(question_versions::change.eq(VersionChange::Key.code()))
        .order(question_versions::id.desc())
        .select(question_versions::id)
        .first(conn)
        .optional()?;
    Ok(newest.unwrap_or(0))
}

/// Question, family and row key of the corrections after a row key, the oldest first.
pub(in crate::questions) fn corrections(
    conn: &mut Conn,
    _: &impl Actor,
    after: i64,
) -> Result<Vec<(i64, i32, i64)>, Error> {
    Ok(question_versions::table
        .filter(question_versions::change.eq(VersionChange::Key.code()))
        .filter(question_versions::id.gt(after))
        .order(question_versions::id)
        .select((
            question_versions::question_id,
            question_versions::family,
            question_versions::id,
        ))
        .load(conn)?)
}

/// The row keys of a question and of the version that last corrected its key.
pub(in crate::questions) fn last_correction(
    conn: &mut Conn,
    _: &System,
    id: PublicId,
) -> Result<Option<(i64, i64)>, Error> {
    Ok(question_versions::table
        .inner_join(questions::table.on(questions::id.eq(question_versions::question_id)))
        .filter(questions::public_id.eq(id))
        .filter(question_versions::change.eq(VersionChange::Key.code()))
        .order(question_versions::id.desc())
        .select((questions::id, question_versions::id))
        .first(conn)
        .optional()?)
}

/// Those of the files that questions show.
pub(in crate::questions) fn used_files(
    conn: &mut Conn,
    _: &System,
    ids: &[i64],
) -> Result<Vec<i64>, Error> {
    let used: Vec<Option<i64>> = question_versions::table
        .filter(question_versions::picture_file_id.eq_any(ids))
        .select(question_versions::picture_file_id)
        .distinct()
        .load(conn)?;
    Ok(used.into_iter().flatten().collect())
}
