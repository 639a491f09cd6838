//! The editions that assignments ask for.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{documents, editions};
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// What readers of a document see now.
#[derive(Debug, Clone)]
pub(in crate::study) struct CurrentEdition {
    pub id: i64,
    pub document_id: i64,
    pub audience_id: i64,
    /// Everybody may read it.
    pub is_public: bool,
}

type Row = (i64, i64, i64, String);

// scope: copies a row, asks nothing.
fn current((id, document_id, audience_id, circulation): Row) -> CurrentEdition {
    CurrentEdition {
        id,
        document_id,
        audience_id,
        is_public: circulation == "public",
    }
}

macro_rules! current_editions {
    () => {
        documents::table
            .inner_join(
                editions::table.on(documents::current_edition_id.eq(editions::id.nullable())),
            )
            .filter(documents::state.eq("published"))
            .select((
                editions::id,
                documents::id,
                documents::audience_id,
                documents::circulation,
            ))
    };
}

/// An edition, if readers see it now.
// scope: whether the whole audience may see it is asked before it is used.
pub(in crate::study) fn current_edition(
    conn: &mut Conn,
    _: &impl Actor,
    id: PublicId,
) -> Result<Option<CurrentEdition>, Error> {
    let found: Option<Row> = current_editions!()
        .filter(editions::public_id.eq(id))
        .first(conn)
        .optional()?;
    Ok(found.map(current))
}

/// The edition of a document that readers see now.
pub(in crate::study) fn edition_of(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
) -> Result<Option<CurrentEdition>, Error> {
    let found: Option<Row> = current_editions!()
        .filter(documents::id.eq(document_id))
        .first(conn)
        .optional()?;
    Ok(found.map(current))
}
