//! Whose week is to be told, and how far their cells are: figures only.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::{Role, System};
use crate::db::Conn;
use crate::db::schema::{
    assignments, completion_counts, mail_settings, members, role_grants, units,
};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::kernel::person::Standing;
use crate::mail::model::CellWeek;

/// Secretaries that are looked for at a time.
const A_STEP: i64 = 200;
/// Assignments that one digest tells of; nobody has as many open.
const MOST: i64 = 50;

const OFFICES: [&str; 2] = [Role::CellSecretary.code(), Role::DeputySecretary.code()];

/// Secretaries and deputies behind this row key who have an address and were not told of this week yet.
pub(in crate::mail) fn secretaries(
    conn: &mut Conn,
    system: &System,
    monday: NaiveDate,
    after: i64,
) -> Result<Vec<i64>, Error> {
    let today = system.now().day();
    let active: Vec<&str> = Standing::ALL
        .into_iter()
        .filter(|standing| standing.is_active())
        .map(Standing::code)
        .collect();
    let untold = mail_settings::digest_off_at.is_null().and(
        mail_settings::digest_on
            .is_null()
            .or(mail_settings::digest_on.lt(monday)),
    );
    Ok(role_grants::table
        .inner_join(members::table.on(members::id.eq(role_grants::member_id)))
        .left_join(mail_settings::table.on(mail_settings::member_id.eq(members::id)))
        .filter(members::id.gt(after))
        .filter(role_grants::role.eq_any(OFFICES))
        .filter(role_grants::from_on.le(today))
        .filter(
            role_grants::to_on
                .is_null()
                .or(role_grants::to_on.gt(today)),
        )
        .filter(members::email.is_not_null())
        .filter(members::standing.eq_any(active))
        .filter(mail_settings::member_id.nullable().is_null().or(untold))
        .order(members::id)
        .select(members::id)
        .distinct()
        .limit(A_STEP)
        .load(conn)?)
}

/// How far the cells over which the member holds such an office are with what is open, where somebody is missing.
pub(in crate::mail) fn cells(
    conn: &mut Conn,
    system: &System,
    member_id: i64,
) -> Result<Vec<CellWeek>, Error> {
    let today = system.now().day();
    let kept: Vec<i64> = role_grants::table
        .filter(role_grants::member_id.eq(member_id))
        .filter(role_grants::role.eq_any(OFFICES))
        .filter(role_grants::from_on.le(today))
        .filter(
            role_grants::to_on
                .is_null()
                .or(role_grants::to_on.gt(today)),
        )
        .select(role_grants::unit_id)
        .distinct()
        .load(conn)?;
    let are_several = kept.len() > 1;
    let rows: Vec<(String, Instant, i64, i64)> = completion_counts::table
        .inner_join(assignments::table.on(assignments::id.eq(completion_counts::assignment_id)))
        .inner_join(units::table.on(units::id.eq(completion_counts::cell_id)))
        .filter(assignments::state.eq("open"))
        .filter(completion_counts::requirement_id.eq(0))
        .filter(completion_counts::cell_id.eq_any(kept))
        .filter(completion_counts::counted.gt(completion_counts::met))
        .order((assignments::due_at, assignments::id, units::id))
        .limit(MOST)
        .select((
            units::name,
            assignments::due_at,
            completion_counts::counted,
            completion_counts::met,
        ))
        .load(conn)?;
    let week = |(name, due_at, counted, met): (String, Instant, i64, i64)| CellWeek {
        cell: are_several.then_some(name),
        // A deadline is the first moment after its last day.
        due_on: (due_at - chrono::Duration::microseconds(1)).day(),
        counted,
        missing: counted - met,
    };
    Ok(rows.into_iter().map(week).collect())
}
