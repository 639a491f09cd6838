//! SQL about role grants.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::auth::{Grant, Permission, Role};
use crate::db::Conn;
use crate::db::schema::{members, role_grants, unit_closure, units};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::person::Standing;
use crate::members::model::{NewRole, RoleGrant, RoleRecord, UnitName};
use crate::members::rules;

/// The most roles of one member that are shown.
const MOST_ROLES: i64 = 500;

pub(in crate::members) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    new: &NewRole,
) -> Result<RoleGrant, Error> {
    let now = actor.stamp().now();
    Ok(diesel::insert_into(role_grants::table)
        .values((
            role_grants::public_id.eq(PublicId::new(now)),
            role_grants::member_id.eq(new.member_id),
            role_grants::role.eq(new.role.code()),
            role_grants::unit_id.eq(new.unit_id),
            role_grants::from_on.eq(new.from_on),
            role_grants::to_on.eq(new.to_on),
            role_grants::granted_by.eq(actor.member_id()),
            role_grants::granted_at.eq(now),
        ))
        .returning((
            role_grants::id,
            role_grants::public_id,
            role_grants::member_id,
            role_grants::role,
            role_grants::unit_id,
            role_grants::from_on,
            role_grants::to_on,
            role_grants::granted_at,
        ))
        .get_result(conn)?)
}

/// Every role, past, present and to come, of a member whom the caller has located; the newest first.
pub(in crate::members) fn all_of(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
) -> Result<Vec<RoleRecord>, Error> {
    Ok(role_grants::table
        .inner_join(units::table.on(units::id.eq(role_grants::unit_id)))
        .filter(role_grants::member_id.eq(member_id))
        .order((role_grants::from_on.desc(), role_grants::id.desc()))
        .limit(MOST_ROLES)
        .select((
            RoleGrant::as_select(),
            (units::public_id, units::name, units::kind),
        ))
        .load::<(RoleGrant, UnitName)>(conn)?
        .into_iter()
        .map(|(grant, unit)| RoleRecord { grant, unit })
        .collect())
}

/// One role of a member whom the caller has located, if it stands over a unit that he may see; and whether his
/// permission reaches that unit.
pub(in crate::members) fn find<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    member_id: i64,
    role_grant_id: PublicId,
) -> Result<(RoleGrant, bool), Error> {
    role_grants::table
        .filter(role_grants::public_id.eq(role_grant_id))
        .filter(role_grants::member_id.eq(member_id))
        .select((RoleGrant::as_select(), grant.covers(role_grants::unit_id)))
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The roles that the caller holds over a unit: at it or above it.
pub(in crate::members) fn callers_roles_over<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    unit_id: i64,
) -> Result<Vec<Role>, Error> {
    let held = grant.viewer().roles();
    let units: Vec<i64> = held.iter().map(|held| held.unit_id).collect();
    let above: Vec<i64> = unit_closure::table
        .filter(unit_closure::descendant_id.eq(unit_id))
        .filter(unit_closure::ancestor_id.eq_any(units))
        .select(unit_closure::ancestor_id)
        .load(conn)?;
    Ok(held
        .iter()
        .filter(|held| above.contains(&held.unit_id))
        .map(|held| held.role)
        .collect())
}

/// The terms in which a member holds, held or will hold a role over a unit.
pub(in crate::members) fn terms(
    conn: &mut Conn,
    _: &impl Actor,
    new: &NewRole,
) -> Result<Vec<(NaiveDate, Option<NaiveDate>)>, Error> {
    Ok(role_grants::table
        .filter(role_grants::member_id.eq(new.member_id))
        .filter(role_grants::role.eq(new.role.code()))
        .filter(role_grants::unit_id.eq(new.unit_id))
        .select((role_grants::from_on, role_grants::to_on))
        .load(conn)?)
}

/// Ends a role on a day.
pub(in crate::members) fn end(
    conn: &mut Conn,
    actor: &impl Actor,
    role_grant_id: i64,
    to_on: NaiveDate,
) -> Result<(), Error> {
    diesel::update(role_grants::table.find(role_grant_id))
        .set((
            role_grants::to_on.eq(Some(to_on)),
            role_grants::ended_by.eq(actor.member_id()),
            role_grants::ended_at.eq(Some(actor.stamp().now())),
        ))
        .execute(conn)?;
    Ok(())
}

/// The roles of a member that are held today or later.
pub(in crate::members) fn unended(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
) -> Result<Vec<RoleGrant>, Error> {
    let today = actor.stamp().now().day();
    Ok(role_grants::table
        .filter(role_grants::member_id.eq(member_id))
        .filter(
            role_grants::to_on
                .is_null()
                .or(role_grants::to_on.gt(today)),
        )
        .select(RoleGrant::as_select())
        .load(conn)?)
}

/// Ends every role of a member that is held today or later.
pub(in crate::members) fn end_all(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
) -> Result<(), Error> {
    let today = actor.stamp().now().day();
    for role in unended(conn, actor, member_id)? {
        end(
            conn,
            actor,
            role.id,
            rules::end_of_term(role.from_on, today),
        )?;
    }
    Ok(())
}

/// Whether anybody but the holder of these grants administers a whole tree today. The grants that say so stay locked
/// until the transaction ends, so that two administrators cannot end each other at the same time.
pub(in crate::members) fn administrators_remain(
    conn: &mut Conn,
    actor: &impl Actor,
    without: &[i64],
) -> Result<bool, Error> {
    let today = actor.stamp().now().day();
    diesel::update(role_grants::table)
        .filter(role_grants::role.eq(Role::Administrator.code()))
        .filter(
            role_grants::to_on
                .is_null()
                .or(role_grants::to_on.gt(today)),
        )
        .set(role_grants::role.eq(role_grants::role))
        .execute(conn)?;
    let active = Standing::ALL
        .into_iter()
        .filter(|standing| standing.is_active())
        .map(Standing::code);
    let others = role_grants::table
        .inner_join(units::table.on(units::id.eq(role_grants::unit_id)))
        .inner_join(members::table.on(members::id.eq(role_grants::member_id)))
        .filter(role_grants::role.eq(Role::Administrator.code()))
        .filter(role_grants::from_on.le(today))
        .filter(
            role_grants::to_on
                .is_null()
                .or(role_grants::to_on.gt(today)),
        )
        .filter(role_grants::id.ne_all(without.to_vec()))
        .filter(units::parent_id.is_null())
        .filter(members::standing.eq_any(active.collect::<Vec<_>>()));
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(conn)?)
}

/// Whether one of these grants administers a whole tree.
pub(in crate::members) fn is_over_a_root(
    conn: &mut Conn,
    _: &impl Actor,
    role: &RoleGrant,
) -> Result<bool, Error> {
    if role.role != Role::Administrator.code() {
        return Ok(false);
    }
    let root = units::table
        .find(role.unit_id)
        .filter(units::parent_id.is_null());
    Ok(diesel::select(diesel::dsl::exists(root)).get_result(conn)?)
}
