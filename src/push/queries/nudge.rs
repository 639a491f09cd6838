//! Who is to be reminded by his secretary.

use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::SendNudges;
use crate::db::schema::{assignments, enrolments, notification_events, units};
use crate::db::{Conn, Kept, OneOf};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// Members of a cell that are looked at; a cell has tens.
const MOST: i64 = 5_000;

/// The unit and the groups in it, where the grant is over the very unit: names and people are not for those above it.
pub(in crate::push) fn own_units(
    conn: &mut Conn,
    grant: &Grant<SendNudges>,
    unit_id: i64,
) -> Result<Vec<i64>, Error> {
    if !grant.roots().contains(&unit_id) {
        return Err(Error::Forbidden);
    }
    let groups: Vec<i64> = units::table
        .filter(units::parent_id.eq(unit_id))
        .filter(units::kind.eq("group"))
        .order(units::id)
        .select(units::id)
        .load(conn)?;
    Ok(std::iter::once(unit_id).chain(groups).collect())
}

/// An assignment that asks something of somebody in these units: its row key, and whether it runs.
pub(in crate::push) fn assignment(
    conn: &mut Conn,
    _: &Grant<SendNudges>,
    id: PublicId,
    own_units: &[i64],
) -> Result<(i64, bool), Error> {
    let found: Option<(i64, String)> = assignments::table
        .inner_join(enrolments::table.on(enrolments::assignment_id.eq(assignments::id)))
        .filter(assignments::public_id.eq(id))
        .filter(OneOf::padded(enrolments::cell_id, own_units.to_vec()))
        .filter(enrolments::counted.ne("left"))
        .select((assignments::id, assignments::state))
        .first(conn)
        .optional()?;
    let (id, state) = found.ok_or(Error::NotFound)?;
    Ok((id, matches!(state.as_str(), "opening" | "open")))
}

/// When the unit was last reminded of the assignment. Until the transaction ends nobody else reminds it (PostgreSQL; SQLite
/// has one writer).
pub(in crate::push) fn last(
    conn: &mut Conn,
    _: &Grant<SendNudges>,
    assignment_id: i64,
    unit_id: i64,
) -> Result<Option<Instant>, Error> {
    if matches!(conn, Conn::Postgres(_)) {
        Kept::new("SELECT id FROM units WHERE id = ")
            .bind(unit_id)
            .sql(" FOR NO KEY UPDATE")
            .execute(conn)?;
    }
    Ok(notification_events::table
        .filter(notification_events::assignment_id.eq(assignment_id))
        .filter(notification_events::unit_id.eq(unit_id))
        .filter(notification_events::kind.eq("nudge"))
        .order(notification_events::id.desc())
        .select(notification_events::created_at)
        .first(conn)
        .optional()?)
}

/// Those in these units who are counted and have not finished.
pub(in crate::push) fn missing(
    conn: &mut Conn,
    _: &Grant<SendNudges>,
    assignment_id: i64,
    own_units: &[i64],
) -> Result<Vec<i64>, Error> {
    Ok(enrolments::table
        .filter(enrolments::assignment_id.eq(assignment_id))
        .filter(OneOf::padded(enrolments::cell_id, own_units.to_vec()))
        .filter(enrolments::counted.eq("counted"))
        .filter(enrolments::completed_at.is_null())
        .order(enrolments::member_id)
        .limit(MOST)
        .select(enrolments::member_id)
        .load(conn)?)
}
