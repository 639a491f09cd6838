//! Which files have been looked at, and what was found.

use diesel::prelude::*;

use super::stored::{STORED, sha256};
use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::files;
use crate::error::Error;
use crate::files::model::Located;
use crate::kernel::instant::Instant;

type Row = (i64, Vec<u8>, i64, String, Option<Instant>);

macro_rules! located {
    () => {
        files::table.filter(files::state.eq(STORED)).select((
            files::id,
            files::sha256,
            files::size,
            files::storage_key,
            files::broken_at,
        ))
    };
}

fn values(_: &System, rows: Vec<Row>) -> Vec<Located> {
    rows.into_iter()
        .map(|(id, digest, size, storage_key, broken_at)| Located {
            id,
            sha256: sha256(&digest),
            size,
            storage_key,
            broken: broken_at.is_some(),
        })
        .collect()
}

/// A file as it now is.
pub(in crate::files) fn located(
    conn: &mut Conn,
    system: &System,
    id: i64,
) -> Result<Located, Error> {
    let rows: Vec<Row> = located!().filter(files::id.eq(id)).load(conn)?;
    values(system, rows).pop().ok_or(Error::NotFound)
}

/// How many files there are.
pub(in crate::files) fn count(conn: &mut Conn, _: &System) -> Result<i64, Error> {
    Ok(files::table
        .filter(files::state.eq(STORED))
        .count()
        .get_result(conn)?)
}

/// The next files after the key `after`.
pub(in crate::files) fn page(
    conn: &mut Conn,
    system: &System,
    after: i64,
    limit: i64,
) -> Result<Vec<Located>, Error> {
    let rows: Vec<Row> = located!()
        .filter(files::id.gt(after))
        .order(files::id)
        .limit(limit)
        .load(conn)?;
    Ok(values(system, rows))
}

/// Those that nobody has looked at for the longest time.
pub(in crate::files) fn longest_unverified(
    conn: &mut Conn,
    system: &System,
    limit: i64,
) -> Result<Vec<Located>, Error> {
    let rows: Vec<Row> = located!()
        .order((files::verified_at, files::id))
        .limit(limit)
        .load(conn)?;
    Ok(values(system, rows))
}

/// The bytes are in order, perhaps again. False: the file is on its way out, or they have been replaced meanwhile.
pub(in crate::files) fn mark_sound(
    conn: &mut Conn,
    system: &System,
    file: &Located,
) -> Result<bool, Error> {
    let changed = diesel::update(
        files::table
            .find(file.id)
            .filter(files::state.eq(STORED))
            .filter(files::storage_key.eq(&file.storage_key)),
    )
    .set((
        files::verified_at.eq(system.now()),
        files::broken_at.eq(None::<Instant>),
    ))
    .execute(conn)?;
    Ok(changed == 1)
}

/// They are not. False: that was known, or they have been replaced meanwhile.
pub(in crate::files) fn mark_broken(
    conn: &mut Conn,
    system: &System,
    file: &Located,
) -> Result<bool, Error> {
    let same = files::table
        .find(file.id)
        .filter(files::state.eq(STORED))
        .filter(files::storage_key.eq(&file.storage_key));
    diesel::update(same)
        .set(files::verified_at.eq(system.now()))
        .execute(conn)?;
    let changed = diesel::update(same.filter(files::broken_at.is_null()))
        .set(files::broken_at.eq(Some(system.now())))
        .execute(conn)?;
    Ok(changed == 1)
}
