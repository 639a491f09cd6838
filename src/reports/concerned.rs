//! Finding the assignments that concern somebody in a unit. Those given above it may concern only others, however many they are:
//! they are read page by page, until enough are found that do.

use super::model::Assignment;
use super::queries::assignments::Reached;
use super::rules::limits::{ASSIGNMENTS, LOOKED_AT, PAGE};
use crate::db::Conn;
use crate::error::Error;

/// What `look` makes of those that concern the unit, up to [`ASSIGNMENTS`] of them, in their order.
///
/// # Errors
/// What `page` and `look` answer.
pub(super) fn concerned<T>(
    conn: &mut Conn,
    page: impl Fn(&mut Conn, Option<Reached>) -> Result<Vec<Assignment>, Error>,
    mut look: impl FnMut(&mut Conn, Vec<Assignment>) -> Result<Vec<T>, Error>,
) -> Result<Vec<T>, Error> {
    let (mut found, mut looked_at, mut reached) = (Vec::new(), 0, None);
    loop {
        let assignments = page(conn, reached)?;
        let count = assignments.len();
        looked_at += count;
        reached = assignments.last().map(|last| (last.due_at, last.id));
        found.extend(look(conn, assignments)?);
        let is_last = i64::try_from(count).is_ok_and(|count| count < PAGE);
        if is_last || found.len() >= ASSIGNMENTS || looked_at >= LOOKED_AT {
            found.truncate(ASSIGNMENTS);
            return Ok(found);
        }
    }
}

/// All of them, up to [`LOOKED_AT`].
///
/// # Errors
/// What `page` answers.
pub(super) fn all(
    conn: &mut Conn,
    page: impl Fn(&mut Conn, Option<Reached>) -> Result<Vec<Assignment>, Error>,
) -> Result<Vec<Assignment>, Error> {
    let (mut found, mut reached) = (Vec::new(), None);
    loop {
        let assignments = page(conn, reached)?;
        let is_last = i64::try_from(assignments.len()).is_ok_and(|count| count < PAGE);
        reached = assignments.last().map(|last| (last.due_at, last.id));
        found.extend(assignments);
        if is_last || found.len() >= LOOKED_AT {
            return Ok(found);
        }
    }
}
