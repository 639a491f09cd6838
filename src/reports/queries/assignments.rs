//! Which assignments a unit has, what they ask for, and what was frozen of them.

use std::collections::HashMap;

use diesel::dsl::exists;
use diesel::prelude::*;

use super::figures::WHOLE;
use crate::auth::Grant;
use crate::auth::permissions::Permission;
use crate::db::schema::{
    assignment_deadlines, assignment_requirements, assignments, completion_counts, documents,
    report_snapshots, unit_closure, units,
};
use crate::db::{Conn, MultiBackend, OneOf};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reports::model::{Assignment, ReportedState, Requirement, Snapshot};
use crate::reports::rules::limits;
use crate::units::Unit;

type Condition =
    Box<dyn BoxableExpression<assignments::table, MultiBackend, SqlType = diesel::sql_types::Bool>>;

/// Assignments that a unit at or above this one gave, or one below it: others are none of its business.
// scope: builds a condition for a unit that the caller has located, asks nothing.
fn of_unit(unit_id: i64) -> Condition {
    let above = unit_closure::table
        .filter(unit_closure::ancestor_id.eq(assignments::owner_unit_id))
        .filter(unit_closure::descendant_id.eq(unit_id));
    let below = unit_closure::table
        .filter(unit_closure::descendant_id.eq(assignments::owner_unit_id))
        .filter(unit_closure::ancestor_id.eq(unit_id));
    Box::new(exists(above).or(exists(below)))
}

// scope: builds a condition, asks nothing.
fn codes(states: &[ReportedState]) -> Vec<&'static str> {
    states.iter().map(|state| state.code()).collect()
}

/// An assignment that was opened, for a unit that the caller has located.
pub(in crate::reports) fn find<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    unit_id: i64,
    id: PublicId,
) -> Result<Assignment, Error> {
    assignments::table
        .filter(assignments::public_id.eq(id))
        .filter(OneOf::new(assignments::state, codes(&ReportedState::ALL)))
        .filter(of_unit(unit_id))
        .select(Assignment::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// Whether the assignment was given at or below the unit: then it has a report there although it concerns nobody yet.
pub(in crate::reports) fn is_given_within<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    unit_id: i64,
    assignment_id: i64,
) -> Result<bool, Error> {
    let within = assignments::table
        .inner_join(
            unit_closure::table.on(unit_closure::descendant_id.eq(assignments::owner_unit_id)),
        )
        .filter(assignments::id.eq(assignment_id))
        .filter(unit_closure::ancestor_id.eq(unit_id));
    Ok(diesel::select(exists(within)).get_result(conn)?)
}

/// How far a list of assignments has been read: deadline and row key of the last one.
pub(in crate::reports) type Reached = (Instant, i64);

// scope: builds a condition, asks nothing.
fn later_than(reached: Option<Reached>) -> Condition {
    match reached {
        None => Box::new(assignments::id.is_not_null()),
        Some((due_at, id)) => Box::new(
            assignments::due_at
                .gt(due_at)
                .or(assignments::due_at.eq(due_at).and(assignments::id.gt(id))),
        ),
    }
}

/// A page of the assignments that run and have figures in a unit, those due first first.
pub(in crate::reports) fn running<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    unit: &Unit,
    reached: Option<Reached>,
) -> Result<Vec<Assignment>, Error> {
    // Nested, so that the few units of a small branch are gone through, and not all that the assignment has elsewhere.
    let own = completion_counts::table
        .filter(completion_counts::assignment_id.eq(assignments::id))
        .filter(completion_counts::requirement_id.eq(WHOLE))
        .filter(completion_counts::cell_id.eq(units::id));
    let concerned = units::table
        .filter(units::lft.ge(unit.lft))
        .filter(units::lft.lt(unit.lft_end))
        .filter(exists(own));
    Ok(assignments::table
        .filter(OneOf::new(
            assignments::state,
            codes(&ReportedState::RUNNING),
        ))
        .filter(of_unit(unit.id))
        .filter(exists(concerned))
        .filter(later_than(reached))
        .order((assignments::due_at, assignments::id))
        .limit(limits::PAGE)
        .select(Assignment::as_select())
        .load(conn)?)
}

/// A page of the assignments of a unit that were open at some time after `from` and before `to`, those due first first: by
/// their common deadline, or by one of any part of the tree.
pub(in crate::reports) fn between<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    unit_id: i64,
    (from, to): (Instant, Instant),
    reached: Option<Reached>,
) -> Result<Vec<Assignment>, Error> {
    let parts = assignment_deadlines::table
        .filter(assignment_deadlines::assignment_id.eq(assignments::id))
        .filter(assignment_deadlines::due_at.gt(from));
    Ok(assignments::table
        .filter(OneOf::new(assignments::state, codes(&ReportedState::ALL)))
        .filter(assignments::opens_at.lt(to))
        .filter(assignments::due_at.gt(from).or(exists(parts)))
        .filter(of_unit(unit_id))
        .filter(later_than(reached))
        .order((assignments::due_at, assignments::id))
        .limit(limits::PAGE)
        .select(Assignment::as_select())
        .load(conn)?)
}

/// The deadline that these assignments have in a unit, where it is not the common one: that of the nearest unit above.
pub(in crate::reports) fn deadlines<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    unit_id: i64,
    ids: &[i64],
) -> Result<HashMap<i64, Instant>, Error> {
    let rows: Vec<(i64, Instant)> = assignment_deadlines::table
        .inner_join(
            unit_closure::table.on(unit_closure::ancestor_id.eq(assignment_deadlines::unit_id)),
        )
        .filter(unit_closure::descendant_id.eq(unit_id))
        .filter(OneOf::padded(
            assignment_deadlines::assignment_id,
            ids.to_vec(),
        ))
        .order(unit_closure::depth.desc())
        .select((
            assignment_deadlines::assignment_id,
            assignment_deadlines::due_at,
        ))
        .load(conn)?;
    // The nearest is the last one, and replaces the others.
    Ok(rows.into_iter().collect())
}

/// What an assignment asks for, in its order.
pub(in crate::reports) fn requirements<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    assignment_id: i64,
) -> Result<Vec<Requirement>, Error> {
    type Row = (i64, PublicId, String, Option<String>, Option<String>);
    let rows: Vec<Row> = assignment_requirements::table
        .left_join(
            documents::table.on(assignment_requirements::document_id.eq(documents::id.nullable())),
        )
        .filter(assignment_requirements::assignment_id.eq(assignment_id))
        .order((assignment_requirements::place, assignment_requirements::id))
        .limit(limits::REQUIREMENTS)
        .select((
            assignment_requirements::id,
            assignment_requirements::public_id,
            assignment_requirements::kind,
            assignment_requirements::title,
            documents::title.nullable(),
        ))
        .load(conn)?;
    let requirement = |(id, public_id, kind, own, of_document): Row| Requirement {
        id,
        public_id,
        kind,
        title: own.or(of_document),
    };
    Ok(rows.into_iter().map(requirement).collect())
}

/// What was frozen of an assignment, the newest first.
pub(in crate::reports) fn snapshots<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    assignment_id: i64,
) -> Result<Vec<Snapshot>, Error> {
    Ok(report_snapshots::table
        .filter(report_snapshots::assignment_id.eq(assignment_id))
        .order((
            report_snapshots::taken_at.desc(),
            report_snapshots::id.desc(),
        ))
        .limit(limits::SNAPSHOTS)
        .select(Snapshot::as_select())
        .load(conn)?)
}

/// One of them.
pub(in crate::reports) fn snapshot<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    assignment_id: i64,
    id: PublicId,
) -> Result<Snapshot, Error> {
    report_snapshots::table
        .filter(report_snapshots::assignment_id.eq(assignment_id))
        .filter(report_snapshots::public_id.eq(id))
        .select(Snapshot::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The one that was frozen at a deadline.
pub(in crate::reports) fn snapshot_of_deadline<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    assignment_id: i64,
    due_at: Instant,
) -> Result<Option<Snapshot>, Error> {
    Ok(report_snapshots::table
        .filter(report_snapshots::assignment_id.eq(assignment_id))
        .filter(report_snapshots::due_at.eq(due_at))
        .select(Snapshot::as_select())
        .first(conn)
        .optional()?)
}
