//! How an assignment comes from one state to the next.

use serde_json::json;

use super::model::{Assignment, AssignmentState};
use super::queries::{assignments, plans};
use super::rules::said::NOT_AHEAD;
use super::scope;
use crate::audit::{self, Entry};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;

/// Opens it, or has it open by itself when its time comes.
pub(super) fn open(
    conn: &mut Conn,
    actor: &impl Actor,
    assignment: &Assignment,
) -> Result<(), Error> {
    let now = actor.stamp().now();
    let later = assignment.opens_at > now;
    let may = match assignment.state {
        AssignmentState::Draft => true,
        AssignmentState::Scheduled => !later,
        _ => false,
    };
    if !may {
        return Err(NOT_AHEAD.into());
    }
    let plan = plans::of(conn, actor, assignment.clone())?;
    scope::check_still_fits(conn, actor, &plan)?;
    if later {
        assignments::set_state(conn, actor, assignment.id, AssignmentState::Scheduled)
    } else {
        assignments::begin(conn, actor, assignment.id)
    }
}

/// Ends it, either way; refuses where `may` says no.
pub(super) fn end(
    conn: &mut Conn,
    actor: &impl Actor,
    assignment: &Assignment,
    state: AssignmentState,
    may: fn(AssignmentState) -> bool,
) -> Result<(), Error> {
    if !may(assignment.state) {
        return Err(NOT_AHEAD.into());
    }
    assignments::end(conn, actor, assignment.id, state)
}

/// The row of the audit log.
pub(super) fn record(
    conn: &mut Conn,
    actor: &impl Actor,
    action: &'static str,
    assignment: &Assignment,
) -> Result<(), Error> {
    let detail = json!({"assignment_id": assignment.public_id});
    let unit = Some(assignment.owner_unit_id);
    audit::record(conn, actor, &Entry::write(action, unit, Vec::new(), detail))
}
