//! What readers must learn of, in the order of commits: written under the guard of the library.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::library_changes;
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
