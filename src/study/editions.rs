//! What a new edition means for the assignments that ask for its document.

use super::model::AssignmentState;
use super::queries::{assignments, requirements};
use super::rules::said::REQUIREMENTS;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::library::{Change, PublishedEdition};

/// Called in the transaction that publishes an edition. Assignments that have not opened yet ask for the new one; those that
/// run and whose deadline is still ahead ask for a major one besides, and a pass brings it to their members; a minor one is
/// as good as the one before.
///
/// # Errors
/// The database.
pub fn edition_published(
    conn: &mut Conn,
    actor: &dyn Actor,
    edition: &PublishedEdition,
) -> Result<(), Error> {
    let now = actor.stamp().now();
    for asked in requirements::of_document(conn, &actor, edition.document_id)? {
        let assignment = assignments::by_key(conn, &actor, asked.assignment_id)?;
        match assignment.state {
            AssignmentState::Draft | AssignmentState::Scheduled => {
                requirements::point_to(conn, &actor, asked.id, edition.edition_id)?;
            }
            AssignmentState::Opening | AssignmentState::Open
                if edition.change == Change::Major && assignment.due_at > now =>
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
