//! Banks, for those who write them.

use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::auth::principal::Actor;
use crate::db::schema::{question_banks, questions, topics};
use crate::db::{Conn, MultiBackend};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::questions::model::Bank;

/// What is said of a bank.
#[derive(Debug, Clone)]
pub(in crate::questions) struct NewBank {
    pub name: String,
    pub note: Option<String>,
    pub topic_id: Option<i64>,
}

pub(in crate::questions) fn insert(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    owner_unit_id: i64,
    new: &NewBank,
) -> Result<Bank, Error> {
    let now = grant.now();
    let id: i64 = diesel::insert_into(question_banks::table)
        .values((
            question_banks::public_id.eq(PublicId::new(now)),
            question_banks::owner_unit_id.eq(owner_unit_id),
            question_banks::topic_id.eq(new.topic_id),
            question_banks::name.eq(&new.name),
            question_banks::note.eq(new.note.as_deref()),
            question_banks::created_by.eq(grant.member_id()),
            question_banks::created_at.eq(now),
            question_banks::updated_at.eq(now),
        ))
        .returning(question_banks::id)
        .get_result(conn)?;
    by_key(conn, grant, id)
}

/// Writes what is said of it now; somebody else's change meanwhile makes it stale.
pub(in crate::questions) fn update(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    bank: &Bank,
    new: &NewBank,
) -> Result<Bank, Error> {
    let same = question_banks::table
        .find(bank.id)
        .filter(question_banks::revision.eq(bank.revision));
    let changed = diesel::update(same)
        .set((
            question_banks::topic_id.eq(new.topic_id),
            question_banks::name.eq(&new.name),
            question_banks::note.eq(new.note.as_deref()),
            question_banks::revision.eq(bank.revision + 1),
            question_banks::updated_at.eq(grant.now()),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Err(Error::Stale);
    }
    by_key(conn, grant, bank.id)
}

pub(in crate::questions) fn by_key(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<Bank, Error> {
    Ok(question_banks::table
        .find(id)
        .select(Bank::as_select())
        .first(conn)?)
}

/// A bank for whose unit the caller writes.
pub(in crate::questions) fn find(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    id: PublicId,
) -> Result<Bank, Error> {
    question_banks::table
        .filter(question_banks::public_id.eq(id))
        .filter(grant.covers(question_banks::owner_unit_id))
        .select(Bank::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// A bank by public id, for an operator.
pub(in crate::questions) fn named(
    conn: &mut Conn,
    _: &crate::auth::System,
    id: PublicId,
) -> Result<Bank, Error> {
    question_banks::table
        .filter(question_banks::public_id.eq(id))
        .select(Bank::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// A page of banks, the latest first.
pub(in crate::questions) fn page(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    topic: Option<&str>,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<Bank>, Error> {
    let mut found = question_banks::table
        .filter(grant.covers(question_banks::owner_unit_id))
        .order(question_banks::id.desc())
        .limit(limit)
        .select(Bank::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(id) = after {
        found = found.filter(question_banks::id.lt(id));
    }
    if let Some(code) = topic {
        let such = topics::table
            .filter(topics::code.eq(code.to_owned()))
            .select(topics::id.nullable());
        found = found.filter(question_banks::topic_id.eq_any(such));
    }
    Ok(found.load(conn)?)
}

/// How many questions of a bank may be asked.
pub(in crate::questions) fn count_active(
    conn: &mut Conn,
    _: &impl Actor,
    bank_id: i64,
) -> Result<i64, Error> {
    Ok(questions::table
        .filter(questions::bank_id.eq(bank_id))
        .filter(questions::active.eq(true))
        .count()
        .get_result(conn)?)
}

/// All of them, also those that are no longer asked.
pub(in crate::questions) fn count(
    conn: &mut Conn,
    _: &impl Actor,
    bank_id: i64,
) -> Result<i64, Error> {
    Ok(questions::table
        .filter(questions::bank_id.eq(bank_id))
        .count()
        .get_result(conn)?)
}

/// The row key of a topic that may be used.
pub(in crate::questions) fn topic(
    conn: &mut Conn,
    _: &impl Actor,
    code: &str,
) -> Result<Option<i64>, Error> {
    Ok(topics::table
        .filter(topics::code.eq(code))
        .filter(topics::active.eq(true))
        .select(topics::id)
        .first(conn)
        .optional()?)
}

/// Row key, code and name of the topics.
pub(in crate::questions) fn topics(
    conn: &mut Conn,
    _: &impl Actor,
) -> Result<Vec<(i64, String, String)>, Error> {
    Ok(topics::table
        .select((topics::id, topics::code, topics::name))
        .load(conn)?)
}
