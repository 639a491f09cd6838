//! Files that nobody uses, on their way out.

use chrono::Duration;
use diesel::prelude::*;

use super::stored::STORED;
use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::{file_pieces, file_uploaders, files, uploads};
use crate::error::Error;
use crate::files::InUse;
use crate::files::rules::UNUSED_DAYS;

const DOOMED: &str = "doomed";

/// Files old enough to be removed, locked until the transaction ends; those that somebody else is attaching now are
/// passed over.
macro_rules! locked {
    ($conn:expr, $query:expr) => {
        match $conn {
            Conn::Postgres(c) => $query.for_update().skip_locked().load(c),
            Conn::Sqlite(c) => $query.load(c),
        }
    };
}

/// Dooms what nobody uses among the next `limit` files after the key `after`. Answers the last key looked at (`None`:
/// that was the end). Attaching locks the same row and wants it `stored`: who comes first decides, and the other knows.
pub(in crate::files) fn doom(
    conn: &mut Conn,
    system: &System,
    uses: &[InUse],
    after: i64,
    limit: i64,
) -> Result<Option<i64>, Error> {
    let old = system.now() - Duration::days(UNUSED_DAYS);
    let candidates: Vec<i64> = locked!(
        conn,
        files::table
            .filter(files::id.gt(after))
            .filter(files::state.eq(STORED))
            .filter(files::claimed_at.le(old))
            .order(files::id)
            .limit(limit)
            .select(files::id)
    )?;
    let mut used = Vec::new();
    for use_of in uses {
        used.extend(use_of(conn, system, &candidates)?);
    }
    for id in candidates.iter().filter(|id| !used.contains(id)) {
        diesel::update(files::table.find(*id))
            .set(files::state.eq(DOOMED))
            .execute(conn)?;
    }
    Ok(candidates.last().copied())
}

/// What is doomed: row key and where its bytes lie.
pub(in crate::files) fn doomed(
    conn: &mut Conn,
    _: &System,
    limit: i64,
) -> Result<Vec<(i64, String)>, Error> {
    Ok(files::table
        .filter(files::state.eq(DOOMED))
        .order(files::id)
        .limit(limit)
        .select((files::id, files::storage_key))
        .load(conn)?)
}

/// Forgets a doomed file whose bytes are gone.
pub(in crate::files) fn erase(conn: &mut Conn, _: &System, id: i64) -> Result<(), Error> {
    diesel::delete(file_uploaders::table.filter(file_uploaders::file_id.eq(id))).execute(conn)?;
    diesel::delete(file_pieces::table.filter(file_pieces::file_id.eq(id))).execute(conn)?;
    diesel::delete(uploads::table.filter(uploads::file_id.eq(Some(id)))).execute(conn)?;
    diesel::delete(files::table.find(id).filter(files::state.eq(DOOMED))).execute(conn)?;
    Ok(())
}
