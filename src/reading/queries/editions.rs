//! Editions that a reader may have read.

use diesel::prelude::*;

use super::visible;
use crate::audiences::Reader;
use crate::db::schema::{documents, editions};
use crate::db::{Conn, OneOf};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reading::model::Circulation;

/// An edition, and whom its document is for.
#[derive(Queryable)]
pub(in crate::reading) struct Row {
    pub id: i64,
    pub public_id: PublicId,
    pub published_at: Option<Instant>,
    pub document_id: i64,
    pub audience_id: i64,
    circulation: String,
}

impl Row {
    // scope: passes on what was read.
    pub(in crate::reading) fn is_public(&self) -> bool {
        self.circulation == Circulation::Public.code()
    }
}

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
            editions::published_at,
            documents::id,
            documents::audience_id,
            documents::circulation,
        ))
        .load(conn)?)
}
