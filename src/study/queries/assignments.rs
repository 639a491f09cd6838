//! Assignments, for callers who have found them and for the server itself.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::dialect::{Guard, guard_alone};
use crate::db::schema::{assignments, audience_rules};
use crate::error::Error;
use crate::first_not_locked;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::study::model::{Assignment, AssignmentState, Said};

/// Assignments that one step opens.
const STEP: i64 = 20;

/// Codes of the states in which members are enrolled and counted.
const RUNNING: [&str; 2] = [
    AssignmentState::Opening.code(),
    AssignmentState::Open.code(),
];

pub(in crate::study) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    owner_unit_id: i64,
    said: &Said,
) -> Result<i64, Error> {
    let now = actor.stamp().now();
    Ok(diesel::insert_into(assignments::table)
        .values((
            assignments::public_id.eq(PublicId::new(now)),
            assignments::owner_unit_id.eq(owner_unit_id),
            (
                assignments::title.eq(&said.title),
                assignments::note.eq(said.note.as_deref()),
                assignments::audience_id.eq(said.audience_id),
                assignments::ordered.eq(said.ordered),
                assignments::late_joiners.eq(said.late_joiners.code()),
                assignments::late_days.eq(said.late_days),
                assignments::opens_at.eq(said.opens_at),
                assignments::due_at.eq(said.due_at),
            ),
            assignments::state.eq(AssignmentState::Draft.code()),
            assignments::created_by.eq(actor.member_id()),
            assignments::created_at.eq(now),
            assignments::updated_at.eq(now),
        ))
        .returning(assignments::id)
        .get_result(conn)?)
}

/// Writes what is said of it, and counts a change of the row for `If-Match`.
pub(in crate::study) fn update(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
    said: &Said,
) -> Result<(), Error> {
    diesel::update(assignments::table.find(id))
        .set((
            assignments::title.eq(&said.title),
            assignments::note.eq(said.note.as_deref()),
            assignments::audience_id.eq(said.audience_id),
            assignments::ordered.eq(said.ordered),
            assignments::late_joiners.eq(said.late_joiners.code()),
            assignments::late_days.eq(said.late_days),
            assignments::opens_at.eq(said.opens_at),
            assignments::due_at.eq(said.due_at),
            assignments::revision.eq(assignments::revision + 1),
            assignments::updated_at.eq(actor.stamp().now()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::study) fn by_key(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<Assignment, Error> {
    Ok(assignments::table
        .find(id)
        .select(Assignment::as_select())
        .first(conn)?)
}

/// The row stays locked until the transaction ends; comes before what is read to decide the change.
pub(in crate::study) fn lock(conn: &mut Conn, _: &impl Actor, id: PublicId) -> Result<(), Error> {
    diesel::update(assignments::table.filter(assignments::public_id.eq(id)))
        .set(assignments::revision.eq(assignments::revision))
        .execute(conn)?;
    Ok(())
}

pub(in crate::study) fn set_state(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
    state: AssignmentState,
) -> Result<(), Error> {
    diesel::update(assignments::table.find(id))
        .set((
            assignments::state.eq(state.code()),
            assignments::revision.eq(assignments::revision + 1),
            assignments::updated_at.eq(actor.stamp().now()),
        ))
        .execute(conn)?;
    Ok(())
}

/// It opens: a pass begins that enrols its members. Whoever is changing a member has ended before, and the pass finds that
/// member as he is now; who changes one later sees that this runs.
pub(in crate::study) fn begin(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<(), Error> {
    guard_alone(conn, Guard::Study)?;
    set_state(conn, actor, id, AssignmentState::Opening)?;
    diesel::update(assignments::table.find(id))
        .set((
            assignments::pass_after.eq(Some(0_i64)),
            assignments::opened_at.eq(Some(actor.stamp().now())),
        ))
        .execute(conn)?;
    Ok(())
}

/// Nothing is counted any more, and no pass goes on.
pub(in crate::study) fn end(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
    state: AssignmentState,
) -> Result<(), Error> {
    set_state(conn, actor, id, state)?;
    diesel::update(assignments::table.find(id))
        .set((
            assignments::pass_after.eq(None::<i64>),
            assignments::closed_at.eq(Some(actor.stamp().now())),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::study) fn running(conn: &mut Conn, _: &impl Actor) -> Result<Vec<Assignment>, Error> {
    Ok(assignments::table
        .filter(assignments::state.eq_any(RUNNING))
        .order(assignments::id)
        .select(Assignment::as_select())
        .load(conn)?)
}

pub(in crate::study) fn due_to_open(
    conn: &mut Conn,
    system: &System,
) -> Result<Vec<Assignment>, Error> {
    Ok(assignments::table
        .filter(assignments::state.eq(AssignmentState::Scheduled.code()))
        .filter(assignments::opens_at.le(system.now()))
        .order((assignments::opens_at, assignments::id))
        .limit(STEP)
        .select(Assignment::as_select())
        .load(conn)?)
}

/// Open ones whose audience goes by role and whose last pass ended before `since`.
pub(in crate::study) fn stale_by_role(
    conn: &mut Conn,
    _: &impl Actor,
    since: Instant,
) -> Result<Vec<i64>, Error> {
    let by_role = audience_rules::table
        .filter(audience_rules::audience_id.eq(assignments::audience_id))
        .filter(audience_rules::role.is_not_null());
    Ok(assignments::table
        .filter(assignments::state.eq(AssignmentState::Open.code()))
        .filter(assignments::pass_after.is_null())
        .filter(assignments::passed_at.lt(since))
        .filter(exists(by_role))
        .order(assignments::id)
        .select(assignments::id)
        .load(conn)?)
}

/// A pass begins, also where one is on its way; as for [`begin`].
pub(in crate::study) fn start_pass(conn: &mut Conn, _: &impl Actor, id: i64) -> Result<(), Error> {
    guard_alone(conn, Guard::Study)?;
    diesel::update(assignments::table.find(id))
        .filter(assignments::state.eq_any(RUNNING))
        .set(assignments::pass_after.eq(Some(0_i64)))
        .execute(conn)?;
    Ok(())
}

/// Whether it is open and no pass goes on or is due since `since`: then everybody is enrolled whom the rule enrols.
pub(in crate::study) fn is_settled(
    conn: &mut Conn,
    system: &System,
    id: i64,
    since: Instant,
) -> Result<bool, Error> {
    let settled = assignments::table
        .find(id)
        .filter(assignments::state.eq(AssignmentState::Open.code()))
        .filter(assignments::pass_after.is_null());
    let is_open: bool = diesel::select(exists(settled)).get_result(conn)?;
    Ok(is_open && !stale_by_role(conn, system, since)?.contains(&id))
}

pub(in crate::study) fn any_pass(conn: &mut Conn, _: &System) -> Result<bool, Error> {
    let any = assignments::table
        .filter(assignments::state.eq_any(RUNNING))
        .filter(assignments::pass_after.is_not_null());
    Ok(diesel::select(exists(any)).get_result(conn)?)
}

/// Held until the transaction ends: nobody else goes on with it meanwhile.
pub(in crate::study) fn next_pass(
    conn: &mut Conn,
    _: &System,
) -> Result<Option<Assignment>, Error> {
    let found: QueryResult<Assignment> = first_not_locked!(
        conn,
        assignments::table
            .filter(assignments::state.eq_any(RUNNING))
            .filter(assignments::pass_after.is_not_null())
            .order(assignments::id)
            .select(Assignment::as_select())
    );
    Ok(found.optional()?)
}

pub(in crate::study) fn pass_reached(
    conn: &mut Conn,
    _: &System,
    id: i64,
    member_id: i64,
) -> Result<(), Error> {
    diesel::update(assignments::table.find(id))
        .set(assignments::pass_after.eq(Some(member_id)))
        .execute(conn)?;
    Ok(())
}

pub(in crate::study) fn pass_ended(
    conn: &mut Conn,
    system: &System,
    assignment: &Assignment,
) -> Result<(), Error> {
    diesel::update(assignments::table.find(assignment.id))
        .set((
            assignments::pass_after.eq(None::<i64>),
            assignments::passed_at.eq(Some(system.now())),
        ))
        .execute(conn)?;
    if assignment.state == AssignmentState::Opening {
        set_state(conn, system, assignment.id, AssignmentState::Open)?;
    }
    Ok(())
}
