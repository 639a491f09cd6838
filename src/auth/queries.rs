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

/// Loads the member of a live session with the roles held on the day of `now`. `None`: signed out, expired, or of a
/// standing that may not sign in.
// scope: this is where a principal comes from, so there is none yet to demand.
pub(super) fn principal(
    conn: &mut Conn,
    session: PublicId,
    now: Instant,
) -> Result<Option<Principal>, Error> {
    let found: Option<(i64, PublicId, i64, PublicId, i64, String)> = sessions::table
        .inner_join(members::table.on(members::id.eq(sessions::member_id)))
        .filter(sessions::public_id.eq(session))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .select((
            sessions::id,
            sessions::public_id,
            members::id,
            members::public_id,
            members::home_unit_id,
            members::standing,
        ))
        .first(conn)
        .optional()?;
    let Some((session_id, session_public_id, member_id, member_public_id, home_unit_id, standing)) =
        found
    else {
        return Ok(None);
    };
    let Some(standing) = Standing::from_code(&standing).filter(|standing| standing.is_active())
    else {
        return Ok(None);
    };
    let (home_path, roles) = places(conn, member_id, home_unit_id, now.day())?;
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
    let (home_path, roles) = places(conn, member_id, home_unit_id, system.now().day())?;
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

/// The units above the member's own one, itself included, and the roles held on a day, each with the units above it.
// scope: part of `principal`.
fn places(
    conn: &mut Conn,
    member_id: i64,
    home_unit_id: i64,
    today: NaiveDate,
) -> Result<(Vec<i64>, Vec<HeldRole>), Error> {
    let mut roles = held_roles(conn, member_id, today)?;
    // One list: `= home OR IN ()`, which most members would have, makes SQLite walk the whole table.
    let mut units: Vec<i64> = roles.iter().map(|held| held.unit_id).collect();
    units.push(home_unit_id);
    let above: Vec<(i64, i64)> = unit_closure::table
        .filter(OneOf::padded(unit_closure::descendant_id, units))
        .order((unit_closure::descendant_id, unit_closure::ancestor_id))
        .select((unit_closure::descendant_id, unit_closure::ancestor_id))
        .load(conn)?;
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
    let rows: Vec<(String, i64, PublicId)> = role_grants::table
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
    Ok(rows
        .into_iter()
        .filter_map(|(role, unit_id, unit_public_id)| {
            Some(HeldRole {
                role: Role::from_code(&role)?,
                unit_id,
                unit_public_id,
                path: Vec::new(),
            })
        })
        .collect())
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
