//! SQL about memberships and standings.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{members, memberships, standings, units};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::person::Standing;
use crate::members::model::{Membership, StandingRecord};

/// The most rows of one history that are shown.
const MOST_ROWS: i64 = 500;

/// The memberships of a member whom the caller has located, the newest first.
pub(in crate::members) fn memberships_of(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
) -> Result<Vec<Membership>, Error> {
    Ok(memberships::table
        .inner_join(units::table.on(units::id.eq(memberships::unit_id)))
        .filter(memberships::member_id.eq(member_id))
        .order((memberships::from_on.desc(), memberships::id.desc()))
        .limit(MOST_ROWS)
        .select((
            memberships::id,
            memberships::public_id,
            memberships::unit_id,
            (units::public_id, units::name, units::kind),
            memberships::from_on,
            memberships::to_on,
            memberships::reason,
        ))
        .load(conn)?)
}

/// The standings of a member whom the caller has located, the newest first.
pub(in crate::members) fn standings_of(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
) -> Result<Vec<StandingRecord>, Error> {
    Ok(standings::table
        .filter(standings::member_id.eq(member_id))
        .order((standings::from_on.desc(), standings::id.desc()))
        .limit(MOST_ROWS)
        .select((
            standings::public_id,
            standings::standing,
            standings::from_on,
            standings::to_on,
            standings::reason,
        ))
        .load(conn)?)
}

pub(in crate::members) fn end_membership(
    conn: &mut Conn,
    _: &impl Actor,
    membership_id: i64,
    to_on: NaiveDate,
) -> Result<(), Error> {
    diesel::update(memberships::table.find(membership_id))
        .set(memberships::to_on.eq(Some(to_on)))
        .execute(conn)?;
    Ok(())
}

/// A row to be added to a history.
pub(in crate::members) struct Opening<'a> {
    pub member_id: i64,
    pub from_on: NaiveDate,
    pub reason: Option<&'a str>,
}

/// Ends the open standing on the day on which the next one begins, and adds that one.
pub(in crate::members) fn follow_standing(
    conn: &mut Conn,
    actor: &impl Actor,
    opening: &Opening<'_>,
    standing: Standing,
) -> Result<PublicId, Error> {
    let now = actor.stamp().now();
    diesel::update(standings::table)
        .filter(standings::member_id.eq(opening.member_id))
        .filter(standings::to_on.is_null())
        .set(standings::to_on.eq(Some(opening.from_on)))
        .execute(conn)?;
    Ok(diesel::insert_into(standings::table)
        .values((
            standings::public_id.eq(PublicId::new(now)),
            standings::member_id.eq(opening.member_id),
            standings::standing.eq(standing.code()),
            standings::from_on.eq(opening.from_on),
            standings::reason.eq(opening.reason),
            standings::recorded_by.eq(actor.member_id()),
            standings::recorded_at.eq(now),
        ))
        .returning(standings::public_id)
        .get_result(conn)?)
}

/// Where the member is found from now on, and the next revision.
pub(in crate::members) fn set_home(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    home_unit_id: i64,
) -> Result<(), Error> {
    diesel::update(members::table.find(member_id))
        .set((
            members::home_unit_id.eq(home_unit_id),
            members::revision.eq(members::revision + 1),
            members::updated_at.eq(actor.stamp().now()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The standing that the member's row repeats, and the next revision.
pub(in crate::members) fn set_standing(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    standing: Standing,
) -> Result<(), Error> {
    diesel::update(members::table.find(member_id))
        .set((
            members::standing.eq(standing.code()),
            members::revision.eq(members::revision + 1),
            members::updated_at.eq(actor.stamp().now()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The unit above; of a top unit, itself.
pub(in crate::members) fn unit_above(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
) -> Result<i64, Error> {
    let parent: Option<i64> = units::table
        .find(unit_id)
        .select(units::parent_id)
        .first(conn)?;
    Ok(parent.unwrap_or(unit_id))
}
