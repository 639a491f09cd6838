//! The editions of documents that were published.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::schema::editions;
use crate::db::{Conn, OneOf};
use crate::error::Error;
use crate::library::model::Change;

/// The published editions of these documents in their order: document, edition, whether it is a major one.
// scope: keys of what was published; whoever asks has found the documents.
pub(in crate::library) fn published(
    conn: &mut Conn,
    _: &impl Actor,
    of_documents: &[i64],
) -> Result<Vec<(i64, i64, bool)>, Error> {
    Ok(editions::table
        .filter(OneOf::padded(editions::document_id, of_documents.to_vec()))
        .filter(editions::published_at.is_not_null())
        .order((editions::document_id, editions::number))
        .select((
            editions::document_id,
            editions::id,
            editions::change.eq(Change::Major.code()),
        ))
        .load(conn)?)
}
