//! Writing what a roster changes.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{LISTED, MemberChange, Membership};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::dialect::BATCH_ROWS;
use crate::db::schema::{members, memberships, role_grants, standings, units};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::kernel::name_sort::name_sort_key;
use crate::kernel::person::Sex;
use crate::kernel::text::{exact_key, search_key};
use crate::members::model::RoleGrant;
use crate::members::queries::moving::{Move, end_leadership_left_behind};
use crate::members::queries::roles;
use crate::members::{checks, rules};
use crate::on_each;

/// Why memberships and standings changed.
const REASON: &str = "roster_import";

/// Writes changes of records, memberships and standings that begin on `today`, and what follows from them: the roles of
/// those who go end, and so does the leadership of a cell that its secretary or deputy leaves. Answers false, having
/// perhaps written some, when a member has changed since he was read: then the caller rolls back.
// scope: the caller has read each member where he has the permission.
pub fn apply(
    conn: &mut Conn,
    actor: &impl Actor,
    changes: &[MemberChange],
    today: NaiveDate,
) -> Result<bool, Error> {
    let parents = parents_of_last_units(conn, actor, changes)?;
    for change in changes {
        if !update_record(conn, actor, change, &parents)? {
            return Ok(false);
        }
    }
    end_roles(conn, actor, changes, today)?;
    Ok(
        move_members(conn, actor, changes, today)?
            && change_standings(conn, actor, changes, today)?,
    )
}

// scope: part of `apply`.
fn end_roles(
    conn: &mut Conn,
    actor: &impl Actor,
    changes: &[MemberChange],
    today: NaiveDate,
) -> Result<(), Error> {
    let mut moving: HashMap<i64, Vec<i64>> = HashMap::new();
    let mut going = Vec::new();
    for change in changes {
        match change.membership {
            Membership::MovesTo(unit) if change.after.cell_id.is_some() => {
                moving.entry(unit).or_default().push(change.after.id);
            }
            _ if change.standing_changes && !change.after.standing.is_active() => {
                going.push(change.after.id);
            }
            _ => {}
        }
    }
    for (to_unit_id, ids) in moving {
        let to = Move {
            to_unit_id,
            effective_on: today,
            reason: None,
        };
        for ids in ids.chunks(LISTED) {
            end_leadership_left_behind(conn, actor, ids, &to)?;
        }
    }
    let mut ending: Vec<RoleGrant> = Vec::new();
    for ids in going.chunks(LISTED) {
        ending.extend(
            role_grants::table
                .filter(role_grants::member_id.eq_any(ids))
                .filter(
                    role_grants::to_on
                        .is_null()
                        .or(role_grants::to_on.gt(today)),
                )
                .select(RoleGrant::as_select())
                .load(conn)?,
        );
    }
    checks::administrators_remain(conn, actor, &ending)?;
    for role in ending {
        let last_day = rules::end_of_term(role.from_on, today);
        roles::end(conn, actor, role.id, last_day)?;
    }
    Ok(())
}

/// The record of one who goes stands at the unit above his last one.
// scope: looks up in a map, asks nothing.
fn home_after(change: &MemberChange, parents: &HashMap<i64, i64>) -> i64 {
    match (change.membership, change.after.cell_id) {
        (Membership::MovesTo(unit_id), _) => unit_id,
        (Membership::Ends, Some(cell)) => parents.get(&cell).copied().unwrap_or(cell),
        _ => change.after.home_unit_id,
    }
}

// scope: part of `apply`.
fn update_record(
    conn: &mut Conn,
    actor: &impl Actor,
    change: &MemberChange,
    parents: &HashMap<i64, i64>,
) -> Result<bool, Error> {
    let after = &change.after;
    let as_read = members::table
        .find(after.id)
        .filter(members::revision.eq(after.revision));
    let updated = diesel::update(as_read)
        .set((
            (
                members::full_name.eq(&after.full_name),
                members::name_key.eq(search_key(&after.full_name)),
                members::name_exact.eq(exact_key(&after.full_name)),
                members::name_sort.eq(name_sort_key(&after.full_name)),
            ),
            members::card_number.eq(&after.card_number),
            members::citizen_id.eq(&after.citizen_id),
            members::phone.eq(&after.phone),
            members::email.eq(&after.email),
            members::birth_date.eq(after.birth_date),
            members::sex.eq(after.sex.map(Sex::code)),
            members::joined_on.eq(after.joined_on),
            members::official_on.eq(after.official_on),
            members::home_unit_id.eq(home_after(change, parents)),
            members::standing.eq(after.standing.code()),
            members::revision.eq(after.revision + 1),
            members::updated_at.eq(actor.stamp().now()),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

#[derive(Insertable)]
#[diesel(table_name = memberships)]
struct NewMembership {
    public_id: PublicId,
    member_id: i64,
    unit_id: i64,
    from_on: NaiveDate,
    reason: &'static str,
    recorded_by: Option<i64>,
    recorded_at: Instant,
}

// scope: part of `apply`.
fn move_members(
    conn: &mut Conn,
    actor: &impl Actor,
    changes: &[MemberChange],
    today: NaiveDate,
) -> Result<bool, Error> {
    let ends: Vec<i64> = changes
        .iter()
        .filter(|change| change.membership != Membership::Stays && change.after.cell_id.is_some())
        .map(|change| change.after.id)
        .collect();
    for ids in ends.chunks(LISTED) {
        let open = memberships::table
            .filter(memberships::member_id.eq_any(ids))
            .filter(memberships::to_on.is_null())
            .filter(memberships::from_on.le(today));
        let ended = diesel::update(open)
            .set(memberships::to_on.eq(Some(today)))
            .execute(conn)?;
        if ended != ids.len() {
            return Ok(false);
        }
    }
    let now = actor.stamp().now();
    let begin: Vec<NewMembership> = changes
        .iter()
        .filter_map(|change| match change.membership {
            Membership::MovesTo(unit_id) => Some(NewMembership {
                public_id: PublicId::new(now),
                member_id: change.after.id,
                unit_id,
                from_on: today,
                reason: REASON,
                recorded_by: actor.member_id(),
                recorded_at: now,
            }),
            Membership::Stays | Membership::Ends => None,
        })
        .collect();
    for batch in begin.chunks(BATCH_ROWS) {
        on_each!(conn, |c| diesel::insert_into(memberships::table)
            .values(batch)
            .execute(c))?;
    }
    Ok(true)
}

#[derive(Insertable)]
#[diesel(table_name = standings)]
struct NewStanding {
    public_id: PublicId,
    member_id: i64,
    standing: &'static str,
    from_on: NaiveDate,
    reason: &'static str,
    recorded_by: Option<i64>,
    recorded_at: Instant,
}

// scope: part of `apply`.
fn change_standings(
    conn: &mut Conn,
    actor: &impl Actor,
    changes: &[MemberChange],
    today: NaiveDate,
) -> Result<bool, Error> {
    let now = actor.stamp().now();
    let begin: Vec<NewStanding> = changes
        .iter()
        .filter(|change| change.standing_changes)
        .map(|change| NewStanding {
            public_id: PublicId::new(now),
            member_id: change.after.id,
            standing: change.after.standing.code(),
            from_on: today,
            reason: REASON,
            recorded_by: actor.member_id(),
            recorded_at: now,
        })
        .collect();
    let ids: Vec<i64> = begin.iter().map(|standing| standing.member_id).collect();
    for ids in ids.chunks(LISTED) {
        let open = standings::table
            .filter(standings::member_id.eq_any(ids))
            .filter(standings::to_on.is_null())
            .filter(standings::from_on.le(today));
        let ended = diesel::update(open)
            .set(standings::to_on.eq(Some(today)))
            .execute(conn)?;
        if ended != ids.len() {
            return Ok(false);
        }
    }
    for batch in begin.chunks(BATCH_ROWS) {
        on_each!(conn, |c| diesel::insert_into(standings::table)
            .values(batch)
            .execute(c))?;
    }
    Ok(true)
}

// scope: part of `apply`.
fn parents_of_last_units(
    conn: &mut Conn,
    _: &impl Actor,
    changes: &[MemberChange],
) -> Result<HashMap<i64, i64>, Error> {
    let mut last: Vec<i64> = changes
        .iter()
        .filter(|change| change.membership == Membership::Ends)
        .filter_map(|change| change.after.cell_id)
        .collect();
    last.sort_unstable();
    last.dedup();
    let mut parents = HashMap::new();
    for ids in last.chunks(LISTED) {
        let rows: Vec<(i64, Option<i64>)> = units::table
            .filter(units::id.eq_any(ids))
            .select((units::id, units::parent_id))
            .load(conn)?;
        parents.extend(
            rows.into_iter()
                .filter_map(|(id, parent)| Some((id, parent?))),
        );
    }
    Ok(parents)
}
