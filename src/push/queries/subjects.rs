//! What an event is about.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{
    assignment_deadlines, assignments, documents, enrolments, notification_events,
};
use crate::error::Error;
use crate::kernel::instant::Instant;

/// A document, as far as it decides who is told of it and how.
#[derive(Debug, Queryable)]
pub(in crate::push) struct Document {
    pub owner_unit_id: i64,
    pub genre: String,
    pub urgency: String,
    pub tier: String,
    pub circulation: String,
    pub audience_id: i64,
}

pub(in crate::push) fn document(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<Document, Error> {
    Ok(documents::table
        .find(id)
        .select((
            documents::owner_unit_id,
            documents::genre,
            documents::urgency,
            documents::tier,
            documents::circulation,
            documents::audience_id,
        ))
        .first(conn)?)
}

/// Whether an edition of it was announced that was not taken back since.
pub(in crate::push) fn is_known(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
) -> Result<bool, Error> {
    let known = notification_events::table
        .filter(notification_events::document_id.eq(document_id))
        .filter(notification_events::kind.eq("edition_published"))
        .filter(notification_events::recalled_at.is_null());
    Ok(diesel::select(exists(known)).get_result(conn)?)
}

/// A deadline of an assignment that is open: assignment, its unit, the deadline.
pub(in crate::push) type Deadline = (i64, i64, Instant);

/// Deadlines up to `until` that somebody has who is counted and has not finished.
pub(in crate::push) fn deadlines(
    conn: &mut Conn,
    system: &System,
    until: Instant,
) -> Result<Vec<Deadline>, Error> {
    // No member's deadline is before all of those that the assignment states, so most need not be looked into.
    let of_a_unit = assignment_deadlines::table
        .filter(assignment_deadlines::assignment_id.eq(assignments::id))
        .filter(assignment_deadlines::due_at.le(until));
    let is_near = assignments::due_at.le(until).or(exists(of_a_unit));
    Ok(enrolments::table
        .inner_join(assignments::table.on(assignments::id.eq(enrolments::assignment_id)))
        .filter(assignments::state.eq("open"))
        .filter(is_near)
        .filter(enrolments::counted.eq("counted"))
        .filter(enrolments::completed_at.is_null())
        .filter(enrolments::due_at.gt(system.now()))
        .filter(enrolments::due_at.le(until))
        .select((
            assignments::id,
            assignments::owner_unit_id,
            enrolments::due_at,
        ))
        .distinct()
        .load(conn)?)
}
