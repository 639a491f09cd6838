//! What readers must learn of, in the order of commits: written under the guard of the library.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{documents, library_changes};
use crate::error::Error;
use crate::library::model::{Document, ReaderChange};

/// `audience_id` is the one that was concerned: of a change of audience, each of the two gets a row.
pub(in crate::library) fn append(
    conn: &mut Conn,
    actor: &impl Actor,
    document: &Document,
    change: ReaderChange,
    audience_id: i64,
) -> Result<(), Error> {
    diesel::insert_into(library_changes::table)
        .values((
            library_changes::document_id.eq(document.id),
            library_changes::edition_id.eq(document.current_edition_id),
            library_changes::change.eq(change.code()),
            library_changes::audience_id.eq(audience_id),
            library_changes::at.eq(actor.stamp().now()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Documents up to this one are found by other words now.
pub(in crate::library) fn refiled(
    conn: &mut Conn,
    actor: &impl Actor,
    document_id: i64,
) -> Result<(), Error> {
    let audience_id: i64 = documents::table
        .find(document_id)
        .select(documents::audience_id)
        .first(conn)?;
    diesel::insert_into(library_changes::table)
        .values((
            library_changes::document_id.eq(document_id),
            library_changes::change.eq(ReaderChange::Refiled.code()),
            library_changes::audience_id.eq(audience_id),
            library_changes::at.eq(actor.stamp().now()),
        ))
        .execute(conn)?;
    Ok(())
}
