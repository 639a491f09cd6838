//! SQL of `auth`: the caller behind a token, and the signing keys.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::permissions::Role;
use super::principal::{HeldRole, Principal, System};
use crate::db::schema::{members, role_grants, sessions, signing_keys, unit_closure, units};
use crate::db::{Conn, OneOf};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::kernel::person::Standing;
use crate::on_each;

/// Row key and id of a session and of its member, his unit (row key) and standing.
type SessionRow = (i64, PublicId, i64, PublicId, i64, String);

/// The same with a role that he holds, and the unit over which he does.
type LiveSession = (SessionRow, Option<String>, Option<i64>, Option<PublicId>);

/// A role, and the unit over which it is held.
type RoleRow = (String, i64, PublicId);

/// Loads the member of a live session with the roles held on the day of `now`. `None`: signed out, expired, or of a
/// standing that may not sign in.
// scope: this is where a principal comes from, so there is none yet to demand.
pub(super) fn principal(
    conn: &mut Conn,
    session: PublicId,
    now: Instant,
) -> Result<Option<Principal>, Error> {
    let rows = live_session(conn, session, now)?;
    let Some((found, ..)) = rows.first().cloned() else {
        return Ok(None);
    };
    let (session_id, session_public_id, member_id, member_public_id, home_unit_id, standing) =
        found;
    let roles = rows
        .into_iter()
        .filter_map(|(_, role, unit_id, unit)| Some((role?, unit_id?, unit?)));
    let roles = held(roles);
    let Some(standing) = Standing::from_code(&standing).filter(|standing| standing.is_active())
    else {
        return Ok(None);
    };
    let (home_path, roles) = places(conn, home_unit_id, roles)?;
    Ok(Some(Principal {
        member_id,
        member_public_id,
        session_id,
        session_public_id,
        home_unit_id,
        home_path,
        standing,
        roles,
    }))
}

/// A live session and its member, once for each role that he holds on the day, at least once. One statement: this is asked
/// for everybody every few seconds.
// scope: part of `principal`.
fn live_session(
    conn: &mut Conn,
    session: PublicId,
    now: Instant,
) -> Result<Vec<LiveSession>, Error> {
    let today = now.day();
    let ends_later = role_grants::to_on
        .is_null()
        .or(role_grants::to_on.gt(today));
    let held_on_day = role_grants::member_id
        .eq(members::id)
        .and(role_grants::from_on.le(today))
        .and(ends_later);
    let query = sessions::table
        .inner_join(members::table.on(members::id.eq(sessions::member_id)))
        .left_join(role_grants::table.on(held_on_day))
        .left_join(units::table.on(units::id.eq(role_grants::unit_id)))
        .filter(sessions::public_id.eq(session))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order(role_grants::id)
        .select((
            (
                sessions::id,
                sessions::public_id,
                members::id,
                members::public_id,
                members::home_unit_id,
                members::standing,
            ),
            role_grants::role.nullable(),
            role_grants::unit_id.nullable(),
            units::public_id.nullable(),
        ));
    Ok(on_each!(conn, |c| query.load(c))?)
}

/// The same for a job that acts for a member after the request ended: no session, the roles of today.
// scope: the job's `System` is the proof.
pub(super) fn principal_of_member(
    conn: &mut Conn,
    system: &System,
    member_id: i64,
) -> Result<Option<Principal>, Error> {
    let found: Option<(PublicId, i64, String)> = members::table
        .find(member_id)
        .select((members::public_id, members::home_unit_id, members::standing))
        .first(conn)
        .optional()?;
    let Some((member_public_id, home_unit_id, standing)) = found else {
        return Ok(None);
    };
    let Some(standing) = Standing::from_code(&standing).filter(|standing| standing.is_active())
    else {
        return Ok(None);
    };
    let roles = held_roles(conn, member_id, system.now().day())?;
    let (home_path, roles) = places(conn, home_unit_id, roles)?;
    // A job has no session; no row has the key 0.
    let (session_id, session_public_id) = (0, PublicId::new(system.now()));
    Ok(Some(Principal {
        member_id,
        member_public_id,
        session_id,
        session_public_id,
        home_unit_id,
        home_path,
        standing,
        roles,
    }))
}

/// The units above the member's own one, itself included, and his roles, each with the units above it.
// scope: part of `principal`.
fn places(
    conn: &mut Conn,
    home_unit_id: i64,
    mut roles: Vec<HeldRole>,
) -> Result<(Vec<i64>, Vec<HeldRole>), Error> {
    // One list: `= home OR IN ()`, which most members would have, makes SQLite walk the whole table.
    let mut units: Vec<i64> = roles.iter().map(|held| held.unit_id).collect();
    units.push(home_unit_id);
    let above = unit_closure::table
        .filter(OneOf::padded(unit_closure::descendant_id, units))
        .order((unit_closure::descendant_id, unit_closure::ancestor_id))
        .select((unit_closure::descendant_id, unit_closure::ancestor_id));
    let above: Vec<(i64, i64)> = on_each!(conn, |c| above.load(c))?;
    let path = |unit_id: i64| -> Vec<i64> {
        let of_unit = above.iter().filter(|(below, _)| *below == unit_id);
        of_unit.map(|(_, ancestor)| *ancestor).collect()
    };
    for held in &mut roles {
        held.path = path(held.unit_id);
    }
    Ok((path(home_unit_id), roles))
}

// scope: part of `principal`.
fn held_roles(conn: &mut Conn, member_id: i64, today: NaiveDate) -> Result<Vec<HeldRole>, Error> {
    let rows: Vec<RoleRow> = role_grants::table
        .inner_join(units::table.on(units::id.eq(role_grants::unit_id)))
        .filter(role_grants::member_id.eq(member_id))
        .filter(role_grants::from_on.le(today))
        .filter(
            role_grants::to_on
                .is_null()
                .or(role_grants::to_on.gt(today)),
        )
        .order(role_grants::id)
        .select((role_grants::role, role_grants::unit_id, units::public_id))
        .load(conn)?;
    Ok(held(rows.into_iter()))
}

/// Roles that this program knows; where they lead is not known yet.
// scope: makes values, asks nothing.
fn held(rows: impl Iterator<Item = RoleRow>) -> Vec<HeldRole> {
    let known = rows.filter_map(|(role, unit_id, unit_public_id)| {
        Some(HeldRole {
            role: Role::from_code(&role)?,
            unit_id,
            unit_public_id,
            path: Vec::new(),
        })
    });
    known.collect()
}

#[derive(Queryable)]
pub(super) struct KeyRow {
    pub kid: String,
    pub public_key: Vec<u8>,
    pub sealed_private_key: Vec<u8>,
    pub signs_from: Instant,
    pub retired_at: Option<Instant>,
}

/// The keys that still verify, oldest first.
pub(super) fn signing_keys(conn: &mut Conn, system: &System) -> Result<Vec<KeyRow>, Error> {
    Ok(signing_keys::table
        .filter(
            signing_keys::retired_at
                .is_null()
                .or(signing_keys::retired_at.gt(system.now())),
        )
        .order(signing_keys::id)
        .select((
            signing_keys::kid,
            signing_keys::public_key,
            signing_keys::sealed_private_key,
            signing_keys::signs_from,
            signing_keys::retired_at,
        ))
        .load(conn)?)
}

pub(super) fn retire_signing_keys(conn: &mut Conn, _: &System, at: Instant) -> Result<(), Error> {
    diesel::update(signing_keys::table.filter(signing_keys::retired_at.is_null()))
        .set(signing_keys::retired_at.eq(Some(at)))
        .execute(conn)?;
    Ok(())
}

pub(super) fn insert_signing_key(
    conn: &mut Conn,
    system: &System,
    kid: &str,
    public_key: &[u8],
    sealed: &[u8],
    signs_from: Instant,
) -> Result<(), Error> {
    diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::kid.eq(kid),
            signing_keys::public_key.eq(public_key),
            signing_keys::sealed_private_key.eq(sealed),
            signing_keys::created_at.eq(system.now()),
            signing_keys::signs_from.eq(signs_from),
        ))
        .execute(conn)?;
    Ok(())
}
