//! What a new edition means for the assignments that ask for its document.

use super::model::{Assignment, AssignmentState};
use super::queries::{assignments, plans, requirements};
use super::rules::said::REQUIREMENTS;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::library::{Change, PublishedEdition};

/// Called in the transaction that publishes an edition. Assignments that have not opened yet ask for the new one; those that
/// run and of which a deadline is still ahead, the common one or that of a part of the tree, ask for a major one besides, and a pass brings it to their members; a minor one is
/// as good as the one before.
///
/// # Errors
/// The database.
pub fn edition_published(
    conn: &mut Conn,
    actor: &dyn Actor,
    edition: &PublishedEdition,
) -> Result<(), Error> {
    for asked in requirements::of_document(conn, &actor, edition.document_id)? {
        let assignment = assignments::by_key(conn, &actor, asked.assignment_id)?;
        match assignment.state {
            AssignmentState::Draft | AssignmentState::Scheduled => {
                requirements::point_to(conn, &actor, asked.id, edition.edition_id)?;
            }
            AssignmentState::Opening | AssignmentState::Open
                if edition.change == Change::Major && is_ahead(conn, &actor, &assignment)? =>
            {
                let count = requirements::count(conn, &actor, assignment.id)?;
                if usize::try_from(count).is_ok_and(|count| count >= REQUIREMENTS) {
                    tracing::warn!(assignment = %assignment.public_id, "an assignment asks for too much to ask for a new edition");
                    continue;
                }
                requirements::replace(conn, &actor, &asked, edition.edition_id)?;
                assignments::start_pass(conn, &actor, assignment.id)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether somebody still has time: by the common deadline, or by that of his part of the tree.
fn is_ahead(conn: &mut Conn, actor: &impl Actor, assignment: &Assignment) -> Result<bool, Error> {
    let now = actor.stamp().now();
    Ok(assignment.due_at > now || plans::last_deadline(conn, actor, assignment.id)? > Some(now))
}
