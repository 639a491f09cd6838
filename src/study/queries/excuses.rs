//! Why somebody need not.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{assignments, excuses};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::study::model::{Excuse, ExcuseKind};

/// An excuse to be recorded.
#[derive(Debug, Clone)]
pub(in crate::study) struct NewExcuse {
    pub member_id: i64,
    pub assignment_id: Option<i64>,
    pub kind: ExcuseKind,
    pub reason: String,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
}

pub(in crate::study) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    new: &NewExcuse,
) -> Result<Excuse, Error> {
    let now = actor.stamp().now();
    let id: i64 = diesel::insert_into(excuses::table)
        .values((
            excuses::public_id.eq(PublicId::new(now)),
            excuses::member_id.eq(new.member_id),
            excuses::assignment_id.eq(new.assignment_id),
            excuses::kind.eq(new.kind.code()),
            excuses::reason.eq(&new.reason),
            excuses::from_on.eq(new.from_on),
            excuses::to_on.eq(new.to_on),
            excuses::recorded_by.eq(actor.member_id()),
            excuses::recorded_at.eq(now),
        ))
        .returning(excuses::id)
        .get_result(conn)?;
    Ok(excuses::table
        .find(id)
        .select(Excuse::as_select())
        .first(conn)?)
}

/// Of members whom the caller has located, or for the server itself.
pub(in crate::study) fn of_members(
    conn: &mut Conn,
    _: &impl Actor,
    members: &[i64],
) -> Result<Vec<Excuse>, Error> {
    Ok(excuses::table
        .filter(excuses::member_id.eq_any(members))
        .order((excuses::member_id, excuses::id))
        .select(Excuse::as_select())
        .load(conn)?)
}

/// A page of one located member's, the latest first, each with its assignment.
pub(in crate::study) fn page(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<(Excuse, Option<PublicId>)>, Error> {
    Ok(excuses::table
        .left_join(assignments::table.on(excuses::assignment_id.eq(assignments::id.nullable())))
        .filter(excuses::member_id.eq(member_id))
        .filter(excuses::id.lt(before.unwrap_or(i64::MAX)))
        .order(excuses::id.desc())
        .limit(limit)
        .select((Excuse::as_select(), assignments::public_id.nullable()))
        .load(conn)?)
}

/// One of a located member.
pub(in crate::study) fn find(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
    id: PublicId,
) -> Result<Excuse, Error> {
    excuses::table
        .filter(excuses::public_id.eq(id))
        .filter(excuses::member_id.eq(member_id))
        .select(Excuse::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

pub(in crate::study) fn end(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<(), Error> {
    diesel::update(excuses::table.find(id))
        .set((
            excuses::ended_by.eq(actor.member_id()),
            excuses::ended_at.eq(Some(actor.stamp().now())),
        ))
        .execute(conn)?;
    Ok(())
}
