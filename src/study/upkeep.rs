//! What study does by itself: opening what is scheduled, and keeping account of passes over the members.

use diesel::Connection as _;

use super::lifecycle;
use super::model::{AssignmentOpened, AssignmentState, Plan};
use super::queries::{assignments, plans};
use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::dates::day_start;
use crate::kernel::instant::Instant;

/// Opens what is scheduled for now. What cannot open (its document is gone) goes back to those who drafted it, and the
/// others still open. Answers how many were looked at.
///
/// # Errors
/// The database.
pub fn open_due(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    let due = assignments::due_to_open(conn, system)?;
    for assignment in &due {
        match conn.transaction(|conn| lifecycle::open(conn, system, assignment)) {
            Ok(()) => lifecycle::record(conn, system, "open_assignment", assignment)?,
            Err(error @ Error::Database(_)) => return Err(error),
            Err(error) => {
                tracing::warn!(error = %error.for_log(), assignment = %assignment.public_id, "an assignment cannot open");
                assignments::set_state(conn, system, assignment.id, AssignmentState::Draft)?;
            }
        }
    }
    Ok(due.len())
}

/// Whether there is anything to open or a pass to go on with.
///
/// # Errors
/// The database.
pub fn passes_due(conn: &mut Conn, system: &System) -> Result<bool, Error> {
    let midnight = Instant::new(day_start(system.now().day()));
    Ok(!assignments::due_to_open(conn, system)?.is_empty()
        || assignments::any_pass(conn, system)?
        || !assignments::stale_by_role(conn, system, midnight)?.is_empty())
}

/// Whether an assignment is open and no pass over its members goes on or is due.
///
/// # Errors
/// The database.
pub fn is_settled(conn: &mut Conn, system: &System, assignment_id: i64) -> Result<bool, Error> {
    let midnight = Instant::new(day_start(system.now().day()));
    assignments::is_settled(conn, system, assignment_id, midnight)
}

/// Starts passes where the calendar asks for them: roles begin and end at midnight, and some audiences go by role.
///
/// # Errors
/// The database.
pub fn start_passes(conn: &mut Conn, actor: &dyn Actor, all: bool) -> Result<(), Error> {
    let midnight = Instant::new(day_start(actor.stamp().now().day()));
    let ids = if all {
        let running = assignments::running(conn, &actor)?;
        running
            .into_iter()
            .map(|assignment| assignment.id)
            .collect()
    } else {
        assignments::stale_by_role(conn, &actor, midnight)?
    };
    for id in ids {
        assignments::start_pass(conn, &actor, id)?;
    }
    Ok(())
}

/// An assignment with a pass to go on with, that nobody else goes on with now.
///
/// # Errors
/// The database.
pub fn next_pass(conn: &mut Conn, system: &System) -> Result<Option<Plan>, Error> {
    let found = assignments::next_pass(conn, system)?;
    found
        .map(|assignment| plans::of(conn, system, assignment))
        .transpose()
}

/// The pass has come as far as this member.
///
/// # Errors
/// The database.
pub fn pass_reached(
    conn: &mut Conn,
    system: &System,
    assignment_id: i64,
    member_id: i64,
) -> Result<(), Error> {
    assignments::pass_reached(conn, system, assignment_id, member_id)
}

/// The pass is over; one that was opening is open, and the rooms above are told.
///
/// # Errors
/// The database.
pub fn pass_ended(
    conn: &mut Conn,
    system: &System,
    plan: &Plan,
    followers: &[AssignmentOpened],
) -> Result<(), Error> {
    assignments::pass_ended(conn, system, &plan.assignment)?;
    if plan.assignment.state != AssignmentState::Opening {
        return Ok(());
    }
    followers
        .iter()
        .try_for_each(|follower| follower(conn, system, &plan.assignment))
}
