//! Digests of the pieces of files: of bytes that have, as a whole, the hash of their file.

use diesel::prelude::*;

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::dialect::BATCH_ROWS;
use crate::db::schema::file_pieces;
use crate::error::Error;
use crate::files::rules;
use crate::on_each;

#[derive(Insertable)]
#[diesel(table_name = file_pieces)]
struct Row<'a> {
    file_id: i64,
    place: i64,
    digests: &'a [u8],
}

/// A row of them. `None`: it has not been written.
pub(in crate::files) fn digests(
    conn: &mut Conn,
    _: &System,
    file_id: i64,
    place: i64,
) -> Result<Option<Vec<u8>>, Error> {
    Ok(file_pieces::table
        .find((file_id, place))
        .select(file_pieces::digests)
        .first(conn)
        .optional()?)
}

/// Writes down those of all pieces of a file whose row this transaction has changed, so that nobody else does the same
/// now. Where they are there already nothing is written; others than these are replaced.
pub(in crate::files) fn keep_digests(
    conn: &mut Conn,
    _: &impl Actor,
    file_id: i64,
    digests: &[u8],
) -> Result<(), Error> {
    let of_file = file_pieces::table.filter(file_pieces::file_id.eq(file_id));
    let known: Vec<Vec<u8>> = of_file
        .order(file_pieces::place)
        .select(file_pieces::digests)
        .load(conn)?;
    let rows: Vec<Row<'_>> = rules::digests::rows(digests)
        .zip(0..)
        .map(|(digests, place)| Row {
            file_id,
            place,
            digests,
        })
        .collect();
    if known.iter().eq(rows.iter().map(|row| row.digests)) {
        return Ok(());
    }
    diesel::delete(of_file).execute(conn)?;
    for batch in rows.chunks(BATCH_ROWS) {
        on_each!(conn, |c| diesel::insert_into(file_pieces::table)
            .values(batch)
            .execute(c))?;
    }
    Ok(())
}
