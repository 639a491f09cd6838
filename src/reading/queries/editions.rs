//! Editions that a reader may have read.

use diesel::prelude::*;

use super::visible;
use crate::audiences::Reader;
use crate::db::schema::{documents, editions};
use crate::db::{Conn, OneOf};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// Row key, public id, document and time of publication.
pub(in crate::reading) type Row = (i64, PublicId, i64, Option<Instant>);

/// Those of these editions that were ever published, of documents that the reader may see.
pub(in crate::reading) fn readable(
    conn: &mut Conn,
    reader: &Reader,
    ids: &[PublicId],
) -> Result<Vec<Row>, Error> {
    Ok(documents::table
        .inner_join(editions::table.on(editions::document_id.eq(documents::id)))
        .filter(OneOf::padded(editions::public_id, ids.to_vec()))
        .filter(editions::published_at.is_not_null())
        .filter(visible::to(reader))
        .select((
            editions::id,
            editions::public_id,
            documents::id,
            editions::published_at,
        ))
        .load(conn)?)
}
