//! What is to be studied, by whom and until when: assignments (đợt học tập) and excuses.
//!
//! Tables: `assignments`, `assignment_requirements`, `assignment_deadlines`, `excuses`.
//!
//! Rules:
//! * draft → (scheduled →) opening → open → closed; any of them but closed can be cancelled. While it opens and while it is
//!   open it *runs*: members are enrolled and counted by the room above (`progress`).
//! * Only a published edition or quiz that the whole audience may see can be asked for. Until it opens, an assignment follows
//!   the editions of its documents; after that only a major edition asks for more, by a further requirement.
//! * A deadline is an instant before which to finish; given as a day it is the end of that day in Asia/Ho_Chi_Minh. The nearest
//!   unit at or above a member's cell that has one of its own decides. Once it runs, the common deadline only moves on.
//! * What changes for many members at once (an opening, another deadline, another place in the tree) reaches them in a *pass*
//!   over the members in steps; how far it has come is a column of the assignment, so that a killed process goes on there.
//! * An excuse covers an assignment when it covers the last day of the member's deadline.

mod editions;
mod lifecycle;
mod model;
mod queries;
pub mod routes;
mod rules;
mod scope;
mod upkeep;
mod views;

pub use editions::edition_published;
pub use model::{
    Assignment, AssignmentOpened, AssignmentState, EnrolledIn, Excuse, ExcuseKind, LateJoiners,
    Plan, Requirement, RequirementKind,
};
pub use rules::excuses::{covers, strongest};
pub use rules::plan::{Joining, due_after, due_for, joining, late_rule};
pub use upkeep::{
    is_settled, next_pass, open_due, pass_ended, pass_reached, passes_due, start_passes,
};
pub use views::{NamedView, RequirementView};

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::http::Branches;

/// The assignments that run, with what they ask for.
///
/// # Errors
/// The database.
pub fn running(conn: &mut Conn, actor: &impl Actor) -> Result<Vec<Plan>, Error> {
    let found = queries::assignments::running(conn, actor)?;
    found
        .into_iter()
        .map(|assignment| queries::plans::of(conn, actor, assignment))
        .collect()
}

/// An assignment by row key, with what it asks for.
///
/// # Errors
/// The database.
pub fn plan(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<Plan, Error> {
    let assignment = queries::assignments::by_key(conn, actor, id)?;
    queries::plans::of(conn, actor, assignment)
}

/// The excuses of these members.
///
/// # Errors
/// The database.
pub fn excuses_of(
    conn: &mut Conn,
    actor: &impl Actor,
    members: &[i64],
) -> Result<Vec<Excuse>, Error> {
    queries::excuses::of_members(conn, actor, members)
}

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::create_assignment::create_assignment)
        .service(routes::list_assignments::list_assignments)
        .service(routes::get_assignment::get_assignment)
        .service(routes::update_assignment::update_assignment)
        .service(routes::open_assignment::open_assignment)
        .service(routes::close_assignment::close_assignment)
        .service(routes::cancel_assignment::cancel_assignment)
        .service(routes::create_excuse::create_excuse)
        .service(routes::list_excuses::list_excuses)
        .service(routes::end_excuse::end_excuse);
}
