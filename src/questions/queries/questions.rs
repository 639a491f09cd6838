//! Questions, for those who write them.

use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::auth::principal::Actor;
use crate::db::dialect::{Guard, guard_alone};
use crate::db::schema::{question_banks, question_versions, questions};
use crate::db::{Conn, MultiBackend};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::questions::model::{Question, QuestionKind, Version};

/// Keys stay as they are for others until the transaction ends, and nothing is graded meanwhile. PostgreSQL only.
pub(in crate::questions) fn guard(conn: &mut Conn, _: &impl Actor) -> Result<(), Error> {
    Ok(guard_alone(conn, Guard::Keys)?)
}

pub(in crate::questions) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    bank_id: i64,
    category: Option<&str>,
    kind: QuestionKind,
) -> Result<i64, Error> {
    let now = actor.stamp().now();
    Ok(diesel::insert_into(questions::table)
        .values((
            questions::public_id.eq(PublicId::new(now)),
            questions::bank_id.eq(bank_id),
            questions::category.eq(category),
            questions::kind.eq(kind.code()),
            questions::created_by.eq(actor.member_id()),
            questions::created_at.eq(now),
            questions::updated_at.eq(now),
        ))
        .returning(questions::id)
        .get_result(conn)?)
}

/// How a question is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::questions) struct Filing {
    pub category: Option<String>,
    pub active: bool,
}

pub(in crate::questions) fn file(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
    filing: &Filing,
) -> Result<(), Error> {
    diesel::update(questions::table.find(id))
        .set((
            questions::category.eq(filing.category.as_deref()),
            questions::active.eq(filing.active),
            questions::revision.eq(questions::revision + 1),
            questions::updated_at.eq(actor.stamp().now()),
        ))
        .execute(conn)?;
    Ok(())
}

/// What it says is this version from now on.
pub(in crate::questions) fn point(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
    kind: QuestionKind,
    version_id: i64,
) -> Result<(), Error> {
    diesel::update(questions::table.find(id))
        .set((
            questions::kind.eq(kind.code()),
            questions::version_id.eq(Some(version_id)),
        ))
        .execute(conn)?;
    Ok(())
}

/// A question of a bank for whose unit the caller writes, and the unit.
pub(in crate::questions) fn find(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    id: PublicId,
) -> Result<(Question, i64), Error> {
    questions::table
        .inner_join(question_banks::table.on(question_banks::id.eq(questions::bank_id)))
        .filter(questions::public_id.eq(id))
        .filter(grant.covers(question_banks::owner_unit_id))
        .select((Question::as_select(), question_banks::owner_unit_id))
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

pub(in crate::questions) fn by_key(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<Question, Error> {
    Ok(questions::table
        .find(id)
        .select(Question::as_select())
        .first(conn)?)
}

/// What narrows a list of questions.
#[derive(Debug, Clone, Default)]
pub(in crate::questions) struct Filter {
    pub category: Option<String>,
    pub active: Option<bool>,
}

/// Questions of a bank with what they say now, in the order in which they were made.
pub(in crate::questions) fn page(
    conn: &mut Conn,
    _: &impl Actor,
    bank_id: i64,
    filter: &Filter,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<(Question, Version)>, Error> {
    let mut found = questions::table
        .inner_join(
            question_versions::table.on(questions::version_id.eq(question_versions::id.nullable())),
        )
        .filter(questions::bank_id.eq(bank_id))
        .order(questions::id)
        .limit(limit)
        .select((Question::as_select(), Version::as_select()))
        .into_boxed::<MultiBackend>();
    if let Some(id) = after {
        found = found.filter(questions::id.gt(id));
    }
    if let Some(category) = &filter.category {
        found = found.filter(questions::category.eq(Some(category.clone())));
    }
    if let Some(active) = filter.active {
        found = found.filter(questions::active.eq(active));
    }
    Ok(found.load(conn)?)
}
