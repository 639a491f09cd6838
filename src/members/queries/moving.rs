//! SQL that moves members and what follows them: one who is transferred, or all of a unit that ends or is divided.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::Role;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{members, memberships, role_grants, unit_closure};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::members::queries::roles;
use crate::members::rules;
use crate::on_each;

/// Members of one statement; SQLite takes 32,766 binds.
const BATCH: usize = 2_000;

#[derive(Insertable)]
#[diesel(table_name = memberships, treat_none_as_default_value = false)]
struct Opened {
    public_id: PublicId,
    member_id: i64,
    unit_id: i64,
    from_on: NaiveDate,
    reason: Option<String>,
    recorded_by: Option<i64>,
    recorded_at: Instant,
}

/// A move of people on a day.
pub(in crate::members) struct Move<'a> {
    pub to_unit_id: i64,
    pub effective_on: NaiveDate,
    pub reason: Option<&'a str>,
}

/// The members whose open membership is in this very unit.
pub(in crate::members) fn members_of(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
) -> Result<Vec<(i64, PublicId)>, Error> {
    Ok(memberships::table
        .inner_join(members::table.on(members::id.eq(memberships::member_id)))
        .filter(memberships::unit_id.eq(unit_id))
        .filter(memberships::to_on.is_null())
        .order(members::id)
        .select((members::id, members::public_id))
        .load(conn)?)
}

/// Whether an open membership of one of these members began after `day`.
pub(in crate::members) fn any_began_after(
    conn: &mut Conn,
    _: &impl Actor,
    member_ids: &[i64],
    day: NaiveDate,
) -> Result<bool, Error> {
    for batch in member_ids.chunks(BATCH) {
        let later = memberships::table
            .filter(memberships::member_id.eq_any(batch))
            .filter(memberships::to_on.is_null())
            .filter(memberships::from_on.gt(day));
        if diesel::select(diesel::dsl::exists(later)).get_result(conn)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Ends the open membership of each member and opens one in the other unit; who led the cell that he leaves no longer
/// does. The members' rows say where they are found, at their next revision.
pub(in crate::members) fn transfer(
    conn: &mut Conn,
    actor: &impl Actor,
    member_ids: &[i64],
    to: &Move<'_>,
) -> Result<(), Error> {
    let now = actor.stamp().now();
    for batch in member_ids.chunks(BATCH) {
        end_leadership_left_behind(conn, actor, batch, to)?;
        diesel::update(memberships::table)
            .filter(memberships::member_id.eq_any(batch))
            .filter(memberships::to_on.is_null())
            .set(memberships::to_on.eq(Some(to.effective_on)))
            .execute(conn)?;
        let opened: Vec<Opened> = batch
            .iter()
            .map(|member_id| Opened {
                public_id: PublicId::new(now),
                member_id: *member_id,
                unit_id: to.to_unit_id,
                from_on: to.effective_on,
                reason: to.reason.map(str::to_owned),
                recorded_by: actor.member_id(),
                recorded_at: now,
            })
            .collect();
        on_each!(conn, |c| diesel::insert_into(memberships::table)
            .values(opened)
            .execute(c))?;
        diesel::update(members::table.filter(members::id.eq_any(batch)))
            .set((
                members::home_unit_id.eq(to.to_unit_id),
                members::revision.eq(members::revision + 1),
                members::updated_at.eq(now),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Secretaries and deputies of the very units that these members leave, unless they go to a part of it.
pub(in crate::members) fn end_leadership_left_behind(
    conn: &mut Conn,
    actor: &impl Actor,
    member_ids: &[i64],
    to: &Move<'_>,
) -> Result<(), Error> {
    let today = actor.stamp().now().day();
    let of_cell = Role::ALL
        .into_iter()
        .filter(|role| rules::is_of_cell(*role))
        .map(Role::code);
    let to_a_part = unit_closure::table
        .filter(unit_closure::ancestor_id.eq(role_grants::unit_id))
        .filter(unit_closure::descendant_id.eq(to.to_unit_id));
    let ending: Vec<(i64, NaiveDate)> = role_grants::table
        .inner_join(
            memberships::table.on(memberships::member_id
                .eq(role_grants::member_id)
                .and(memberships::unit_id.eq(role_grants::unit_id))),
        )
        .filter(memberships::to_on.is_null())
        .filter(role_grants::member_id.eq_any(member_ids))
        .filter(role_grants::role.eq_any(of_cell.collect::<Vec<_>>()))
        .filter(
            role_grants::to_on
                .is_null()
                .or(role_grants::to_on.gt(today)),
        )
        .filter(diesel::dsl::not(diesel::dsl::exists(to_a_part)))
        .select((role_grants::id, role_grants::from_on))
        .load(conn)?;
    for (id, from_on) in ending {
        roles::end(conn, actor, id, rules::end_of_term(from_on, today))?;
    }
    Ok(())
}

/// Ends the roles over a unit that ceases on a day, but not before today: what was seen under a role was seen rightly.
/// Answers whose they were.
pub(in crate::members) fn end_roles_over(
    conn: &mut Conn,
    actor: &impl Actor,
    unit_id: i64,
    effective_on: NaiveDate,
) -> Result<Vec<i64>, Error> {
    let last_day = effective_on.max(actor.stamp().now().day());
    let ending: Vec<(i64, i64, NaiveDate)> = role_grants::table
        .filter(role_grants::unit_id.eq(unit_id))
        .filter(
            role_grants::to_on
                .is_null()
                .or(role_grants::to_on.gt(last_day)),
        )
        .select((
            role_grants::id,
            role_grants::member_id,
            role_grants::from_on,
        ))
        .load(conn)?;
    for (id, _, from_on) in &ending {
        roles::end(conn, actor, *id, rules::end_of_term(*from_on, last_day))?;
    }
    Ok(ending.into_iter().map(|(_, member, _)| member).collect())
}

/// Members who are found at one unit are found at another from now on; answers who they are.
pub(in crate::members) fn rehome(
    conn: &mut Conn,
    actor: &impl Actor,
    from_unit_id: i64,
    to_unit_id: i64,
) -> Result<Vec<i64>, Error> {
    let found = members::table
        .filter(members::home_unit_id.eq(from_unit_id))
        .order(members::id)
        .select(members::id)
        .load(conn)?;
    diesel::update(members::table.filter(members::home_unit_id.eq(from_unit_id)))
        .set((
            members::home_unit_id.eq(to_unit_id),
            members::revision.eq(members::revision + 1),
            members::updated_at.eq(actor.stamp().now()),
        ))
        .execute(conn)?;
    Ok(found)
}
