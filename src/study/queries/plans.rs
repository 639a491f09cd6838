//! All that decides who must do what until when.

use diesel::prelude::*;

use crate::audiences;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{assignment_deadlines, assignment_requirements, units};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::study::model::{Assignment, Plan, Requirement};

pub(in crate::study) fn of(
    conn: &mut Conn,
    actor: &impl Actor,
    assignment: Assignment,
) -> Result<Plan, Error> {
    let requirements = assignment_requirements::table
        .filter(assignment_requirements::assignment_id.eq(assignment.id))
        .order(assignment_requirements::id)
        .select(Requirement::as_select())
        .load(conn)?;
    let deadlines = assignment_deadlines::table
        .filter(assignment_deadlines::assignment_id.eq(assignment.id))
        .order(assignment_deadlines::unit_id)
        .select((assignment_deadlines::unit_id, assignment_deadlines::due_at))
        .load(conn)?;
    let audience = audiences::read(conn, actor, assignment.audience_id)?;
    Ok(Plan {
        assignment,
        requirements,
        deadlines,
        audience,
    })
}

/// The last of the deadlines of parts of the tree.
pub(in crate::study) fn last_deadline(
    conn: &mut Conn,
    _: &impl Actor,
    assignment_id: i64,
) -> Result<Option<Instant>, Error> {
    Ok(assignment_deadlines::table
        .filter(assignment_deadlines::assignment_id.eq(assignment_id))
        .order(assignment_deadlines::due_at.desc())
        .select(assignment_deadlines::due_at)
        .first(conn)
        .optional()?)
}

/// Takes the place of all deadlines of parts of the tree.
pub(in crate::study) fn set_deadlines(
    conn: &mut Conn,
    _: &impl Actor,
    assignment_id: i64,
    deadlines: &[(i64, Instant)],
) -> Result<(), Error> {
    diesel::delete(
        assignment_deadlines::table.filter(assignment_deadlines::assignment_id.eq(assignment_id)),
    )
    .execute(conn)?;
    for (unit_id, due_at) in deadlines {
        diesel::insert_into(assignment_deadlines::table)
            .values((
                assignment_deadlines::assignment_id.eq(assignment_id),
                assignment_deadlines::unit_id.eq(unit_id),
                assignment_deadlines::due_at.eq(due_at),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Units by row key, with their names.
// scope: of an assignment that the caller may know of.
pub(in crate::study) fn units_with_deadlines(
    conn: &mut Conn,
    _: &impl Actor,
    assignment_id: i64,
) -> Result<Vec<(PublicId, String, Instant)>, Error> {
    Ok(assignment_deadlines::table
        .inner_join(units::table.on(units::id.eq(assignment_deadlines::unit_id)))
        .filter(assignment_deadlines::assignment_id.eq(assignment_id))
        .order((units::lft, units::id))
        .select((units::public_id, units::name, assignment_deadlines::due_at))
        .load(conn)?)
}

/// Whether no unit stands above this one.
pub(in crate::study) fn is_top(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
) -> Result<bool, Error> {
    let parent: Option<i64> = units::table
        .find(unit_id)
        .select(units::parent_id)
        .first(conn)?;
    Ok(parent.is_none())
}
