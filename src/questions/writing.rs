//! Writing questions into a bank.

use super::model::{Bank, Question, QuestionBody, Version, VersionChange};
use super::queries::versions::NewVersion;
use super::queries::{banks, questions, versions};
use super::rules::checks::check;
use super::rules::refusals::{BANK_FULL, BANK_QUESTIONS, NOT_A_PICTURE};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::files;
use crate::kernel::ids::PublicId;
use crate::kernel::text::nfc;

/// A question to be written.
#[derive(Debug, Clone)]
pub(super) struct NewQuestion {
    pub category: Option<String>,
    /// In its stored form.
    pub body: QuestionBody,
    pub picture_file_id: Option<i64>,
}

/// The stored form of what a caller sent, or all that is wrong with it at `/question`.
pub(super) fn stored(body: &QuestionBody) -> Result<QuestionBody, Error> {
    check(body).map(|(body, _)| body).map_err(|mut faults| {
        for fault in &mut faults {
            fault.pointer.insert_str(0, "/question");
        }
        Error::Invalid(faults)
    })
}

/// A category in NFC; one that says nothing is none.
pub(super) fn category(text: Option<&str>) -> Option<String> {
    text.map(nfc).filter(|text| !text.is_empty())
}

/// The row key of a picture that the caller himself sent in, held until the transaction ends.
pub(super) fn picture(
    conn: &mut Conn,
    actor: &impl Actor,
    id: Option<PublicId>,
) -> Result<Option<i64>, Error> {
    let Some(id) = id else {
        return Ok(None);
    };
    let file = files::claim(conn, actor, id)?;
    if file.media_type.starts_with("image/") {
        Ok(Some(file.id))
    } else {
        Err(NOT_A_PICTURE.into())
    }
}

/// Adds questions to a bank that has room for them.
pub(super) fn add(
    conn: &mut Conn,
    actor: &impl Actor,
    bank: &Bank,
    new: &[NewQuestion],
) -> Result<Vec<i64>, Error> {
    let there = banks::count(conn, actor, bank.id)?;
    if there.saturating_add_unsigned(new.len() as u64) > BANK_QUESTIONS {
        return Err(BANK_FULL.into());
    }
    let mut added = Vec::with_capacity(new.len());
    for question in new {
        let kind = question.body.kind;
        let id = questions::insert(conn, actor, bank.id, question.category.as_deref(), kind)?;
        let version = NewVersion {
            question_id: id,
            number: 1,
            family: 1,
            change: VersionChange::First,
            body: &question.body,
            picture_file_id: question.picture_file_id,
            reason: None,
        };
        let version_id = versions::insert(conn, actor, &version)?;
        questions::point(conn, actor, id, kind, version_id)?;
        added.push(id);
    }
    Ok(added)
}

/// A question with what it says now.
pub(super) fn read(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
) -> Result<(Question, Version), Error> {
    let question = questions::by_key(conn, actor, id)?;
    let version_id = question
        .version_id
        .ok_or_else(|| Error::internal("a question says nothing"))?;
    Ok((question, versions::by_key(conn, actor, version_id)?))
}
