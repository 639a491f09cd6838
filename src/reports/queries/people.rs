//! People by name. Only for one who may see names in the unit itself, which each function asks once more of his grant.

use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::ReadMemberProgress;
use crate::db::schema::{enrolments, members};
use crate::db::{Conn, OneOf};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reports::model::{Enrolled, MissingState};

/// The last one of the page before: sort key and row key.
pub(in crate::reports) type Position = (Vec<u8>, i64);

type Row = (
    i64,
    PublicId,
    String,
    String,
    String,
    Instant,
    Instant,
    Option<Instant>,
);

/// Whose people: an assignment and the units (row keys) that hold them.
#[derive(Debug, Clone)]
pub(in crate::reports) struct Place {
    pub assignment_id: i64,
    pub unit_id: i64,
    /// The unit and its groups.
    pub own_units: Vec<i64>,
}

/// Names are for him whose grant is over the very unit, not over one above it.
///
/// # Errors
/// [`Error::Forbidden`].
pub(in crate::reports) fn check_own(
    grant: &Grant<ReadMemberProgress>,
    unit_id: i64,
) -> Result<(), Error> {
    if grant.roots().contains(&unit_id) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// Who is to finish and has not, in the Vietnamese order of names.
pub(in crate::reports) fn missing(
    conn: &mut Conn,
    grant: &Grant<ReadMemberProgress>,
    place: &Place,
    after: Option<&Position>,
    limit: i64,
) -> Result<Vec<Enrolled>, Error> {
    check_own(grant, place.unit_id)?;
    let states = MissingState::ALL.map(MissingState::code).to_vec();
    let mut query = enrolments::table
        .inner_join(members::table.on(members::id.eq(enrolments::member_id)))
        .filter(enrolments::assignment_id.eq(place.assignment_id))
        .filter(OneOf::padded(enrolments::cell_id, place.own_units.clone()))
        .filter(enrolments::counted.eq("counted"))
        .filter(OneOf::new(enrolments::state, states))
        .order((members::name_sort, members::id))
        .limit(limit)
        .select(COLUMNS)
        .into_boxed();
    if let Some((name_sort, id)) = after {
        let later = members::name_sort
            .gt(name_sort.clone())
            .or(members::name_sort
                .eq(name_sort.clone())
                .and(members::id.gt(*id)));
        query = query.filter(later);
    }
    let rows: Vec<Row> = query.load(conn)?;
    Ok(rows.into_iter().map(enrolled).collect())
}

/// Everybody who is assigned there, in the Vietnamese order of names; those who left it are not.
pub(in crate::reports) fn all(
    conn: &mut Conn,
    grant: &Grant<ReadMemberProgress>,
    place: &Place,
    limit: i64,
) -> Result<Vec<Enrolled>, Error> {
    check_own(grant, place.unit_id)?;
    let rows: Vec<Row> = enrolments::table
        .inner_join(members::table.on(members::id.eq(enrolments::member_id)))
        .filter(enrolments::assignment_id.eq(place.assignment_id))
        .filter(OneOf::padded(enrolments::cell_id, place.own_units.clone()))
        .filter(enrolments::counted.ne("left"))
        .order((members::name_sort, members::id))
        .limit(limit)
        .select(COLUMNS)
        .load(conn)?;
    Ok(rows.into_iter().map(enrolled).collect())
}

/// Where a member stands in the order of names; he was on a page that this caller was shown.
pub(in crate::reports) fn position(
    conn: &mut Conn,
    _: &Grant<ReadMemberProgress>,
    id: PublicId,
) -> Result<Position, Error> {
    members::table
        .filter(members::public_id.eq(id))
        .select((members::name_sort, members::id))
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

type Columns = (
    members::id,
    members::public_id,
    members::full_name,
    enrolments::state,
    enrolments::counted,
    enrolments::entered_at,
    enrolments::due_at,
    enrolments::completed_at,
);

const COLUMNS: Columns = (
    members::id,
    members::public_id,
    members::full_name,
    enrolments::state,
    enrolments::counted,
    enrolments::entered_at,
    enrolments::due_at,
    enrolments::completed_at,
);

// scope: makes a value, asks nothing.
fn enrolled(row: Row) -> Enrolled {
    let (id, public_id, full_name, state, counted, entered_at, due_at, completed_at) = row;
    Enrolled {
        id,
        public_id,
        full_name,
        state,
        counted,
        entered_at,
        due_at,
        completed_at,
    }
}
