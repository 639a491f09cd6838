//! SQL of the feed of changes: what a reader has missed, and what the process must forget.

use diesel::dsl::max;
use diesel::prelude::*;

use crate::audiences::Reader;
use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{document_kinds, documents, library_changes, topics};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::reading::model::{ChangeRow, ChangedDocument, ReaderChange, TermView, Terms};

/// Up to `limit` changes that readers learn of, after a row key in the order of commits, of any document; who is told of
/// which is decided by the caller and `rules::news`.
pub(in crate::reading) fn after(
    conn: &mut Conn,
    _: &Reader,
    id: i64,
    limit: i64,
) -> Result<Vec<ChangeRow>, Error> {
    Ok(library_changes::table
        .inner_join(documents::table.on(documents::id.eq(library_changes::document_id)))
        .filter(library_changes::id.gt(id))
        .filter(library_changes::change.ne(ReaderChange::Refiled.code()))
        .order(library_changes::id)
        .limit(limit)
        .select((
            library_changes::id,
            library_changes::change,
            library_changes::audience_id,
            library_changes::at,
            ChangedDocument::as_select(),
        ))
        .load(conn)?)
}

/// The row key of the newest change; 0 when there is none.
pub(in crate::reading) fn newest(conn: &mut Conn, _: &Reader) -> Result<i64, Error> {
    let newest: Option<i64> = library_changes::table
        .select(max(library_changes::id))
        .first(conn)?;
    Ok(newest.unwrap_or(0))
}

/// What has changed since the process looked last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::reading) enum Since {
    Nothing,
    /// These documents; up to this row key.
    These(Vec<PublicId>, i64),
    /// More than is worth telling apart, or it was never asked.
    Anything(i64),
}

/// Changed documents that are forgotten one by one.
const FEW: i64 = 1_000;

/// Changes after the one that was seen last.
pub(in crate::reading) fn since(
    conn: &mut Conn,
    _: &System,
    seen: Option<i64>,
) -> Result<Since, Error> {
    let newest: Option<i64> = library_changes::table
        .select(max(library_changes::id))
        .first(conn)?;
    let newest = newest.unwrap_or(0);
    match seen {
        Some(seen) if seen == newest => Ok(Since::Nothing),
        Some(seen) if seen < newest => {
            let changed: Vec<PublicId> = library_changes::table
                .inner_join(documents::table.on(documents::id.eq(library_changes::document_id)))
                .filter(library_changes::id.gt(seen))
                .filter(library_changes::id.le(newest))
                .limit(FEW + 1)
                .select(documents::public_id)
                .load(conn)?;
            if i64::try_from(changed.len()).is_ok_and(|count| count <= FEW) {
                Ok(Since::These(changed, newest))
            } else {
                Ok(Since::Anything(newest))
            }
        }
        _ => Ok(Since::Anything(newest)),
    }
}

/// The names of kinds and topics, and how kinds are filed.
pub(in crate::reading) fn terms(conn: &mut Conn, _: &impl Actor) -> Result<Terms, Error> {
    type Row = (i64, String, String);
    let filing = document_kinds::table
        .order(document_kinds::id)
        .select((
            document_kinds::id,
            document_kinds::abbreviation,
            document_kinds::place,
        ))
        .load(conn)?;
    let kinds: Vec<Row> = document_kinds::table
        .select((
            document_kinds::id,
            document_kinds::code,
            document_kinds::name,
        ))
        .load(conn)?;
    let topics: Vec<Row> = topics::table
        .select((topics::id, topics::code, topics::name))
        .load(conn)?;
    let named = |rows: Vec<Row>| {
        rows.into_iter()
            .map(|(id, code, name)| (id, TermView { code, name }))
            .collect()
    };
    Ok(Terms {
        kinds: named(kinds),
        topics: named(topics),
        filing,
    })
}
