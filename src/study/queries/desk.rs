//! Assignments as those see them who make them.

use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::ManageAssignments;
use crate::db::schema::{assignments, members};
use crate::db::{Conn, MultiBackend};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::study::model::{Assignment, AssignmentState};

type Condition =
    Box<dyn BoxableExpression<assignments::table, MultiBackend, SqlType = diesel::sql_types::Bool>>;

/// Those of the units where he makes them, and of the units above him what is no draft.
fn visible(grant: &Grant<ManageAssignments>) -> Condition {
    let above = grant
        .viewer()
        .sees_unit(assignments::owner_unit_id)
        .and(assignments::state.ne(AssignmentState::Draft.code()));
    Box::new(grant.covers(assignments::owner_unit_id).or(above))
}

/// An assignment that the caller may know of, and whether it is his to change.
pub(in crate::study) fn find(
    conn: &mut Conn,
    grant: &Grant<ManageAssignments>,
    id: PublicId,
) -> Result<(Assignment, bool), Error> {
    assignments::table
        .filter(assignments::public_id.eq(id))
        .filter(visible(grant))
        .select((
            Assignment::as_select(),
            grant.covers(assignments::owner_unit_id),
        ))
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// A page, the latest made first.
pub(in crate::study) fn page(
    conn: &mut Conn,
    grant: &Grant<ManageAssignments>,
    state: Option<AssignmentState>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Assignment>, Error> {
    let mut found = assignments::table
        .filter(visible(grant))
        .order(assignments::id.desc())
        .limit(limit)
        .select(Assignment::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(id) = before {
        found = found.filter(assignments::id.lt(id));
    }
    if let Some(state) = state {
        found = found.filter(assignments::state.eq(state.code()));
    }
    Ok(found.load(conn)?)
}

/// The last row key of the members, by which the percentage of a pass is reckoned.
pub(in crate::study) fn last_member(
    conn: &mut Conn,
    _: &Grant<ManageAssignments>,
) -> Result<i64, Error> {
    let last: Option<i64> = members::table
        .select(members::id)
        .order(members::id.desc())
        .first(conn)
        .optional()?;
    Ok(last.unwrap_or(0))
}
