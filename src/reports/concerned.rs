//! Finding the assignments that concern somebody in a unit. Those given above it may concern only others, however many they are:
//! they are read page by page, until enough are found that do.

use super::model::Assignment;
use super::queries::assignments::Reached;
use super::rules::limits::{ASSIGNMENTS, PAGE};
use crate::db::Conn;
use crate::error::Error;

/// What `look` makes of those that concern the unit, up to [`ASSIGNMENTS`] of them, in their order, and whether they are all.
///
/// # Errors
/// What `page` and `look` answer.
pub(super) fn concerned<T>(
    conn: &mut Conn,
    page: impl Fn(&mut Conn, Option<Reached>) -> Result<Vec<Assignment>, Error>,
    mut look: impl FnMut(&mut Conn, Vec<Assignment>) -> Result<Vec<T>, Error>,
) -> Result<(Vec<T>, bool), Error> {
    let (mut found, mut reached) = (Vec::new(), None);
    loop {
        let assignments = page(conn, reached)?;
        let is_last = i64::try_from(assignments.len()).is_ok_and(|count| count < PAGE);
        reached = assignments.last().map(|last| (last.due_at, last.id));
        found.extend(look(conn, assignments)?);
        if is_last || found.len() > ASSIGNMENTS {
            let complete = found.len() <= ASSIGNMENTS;
            found.truncate(ASSIGNMENTS);
            return Ok((found, complete));
        }
    }
}

/// All of them: an export tells when it would have too many rows.
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
        if is_last {
            return Ok(found);
        }
    }
}
