//! What has changed in the library since something was remembered.

use diesel::dsl::max;
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::library_changes;
use crate::error::Error;

/// Papers are found by other words; the change does not say which.
const REFILED: &str = "refiled";
/// Changes that are looked at one by one.
const FEW: i64 = 1_000;

/// The row key of the newest change; 0 when there is none.
// scope: none; it says nothing of any document.
pub(in crate::search) fn newest_change(conn: &mut Conn) -> Result<i64, Error> {
    let newest: Option<i64> = library_changes::table
        .select(max(library_changes::id))
        .first(conn)?;
    Ok(newest.unwrap_or(0))
}

/// The changes after one up to another, each with its document's row key. `None`: too many, or of anything.
// scope: none yet; a search begins with `Catalogue::readable`, which demands the reader.
pub(in crate::search) fn changes(
    conn: &mut Conn,
    after: i64,
    until: i64,
) -> Result<Option<Vec<(i64, i64)>>, Error> {
    let found: Vec<(i64, i64, String)> = library_changes::table
        .filter(library_changes::id.gt(after))
        .filter(library_changes::id.le(until))
        .order(library_changes::id)
        .limit(FEW + 1)
        .select((
            library_changes::id,
            library_changes::document_id,
            library_changes::change,
        ))
        .load(conn)?;
    let is_few = i64::try_from(found.len()).is_ok_and(|count| count <= FEW);
    if !is_few || found.iter().any(|(_, _, change)| change == REFILED) {
        return Ok(None);
    }
    let known = found.into_iter().map(|(id, document, _)| (id, document));
    Ok(Some(known.collect()))
}
