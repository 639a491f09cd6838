//! The steps that were taken.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{edition_events, members};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::library::model::{Event, Step};

pub(in crate::library) fn append(
    conn: &mut Conn,
    actor: &impl Actor,
    document_id: i64,
    edition_id: Option<i64>,
    step: Step,
    reason: Option<&str>,
) -> Result<(), Error> {
    diesel::insert_into(edition_events::table)
        .values((
            edition_events::document_id.eq(document_id),
            edition_events::edition_id.eq(edition_id),
            edition_events::step.eq(step.code()),
            edition_events::member_id.eq(actor.member_id()),
            edition_events::at.eq(actor.stamp().now()),
            edition_events::reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(())
}

/// The last step that was taken with an edition of a document.
pub(in crate::library) fn last_of_edition(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
    edition_id: i64,
) -> Result<Option<Event>, Error> {
    Ok(edition_events::table
        .filter(edition_events::document_id.eq(document_id))
        .filter(edition_events::edition_id.eq(Some(edition_id)))
        .order(edition_events::id.desc())
        .select(Event::as_select())
        .first(conn)
        .optional()?)
}

/// Of a document that the caller has located, the latest first, each with who took the step.
pub(in crate::library) fn page(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<(Event, Option<PublicId>)>, Error> {
    Ok(edition_events::table
        .left_join(members::table.on(edition_events::member_id.eq(members::id.nullable())))
        .filter(edition_events::document_id.eq(document_id))
        .filter(edition_events::id.lt(before.unwrap_or(i64::MAX)))
        .order(edition_events::id.desc())
        .limit(limit)
        .select((Event::as_select(), members::public_id.nullable()))
        .load(conn)?)
}
