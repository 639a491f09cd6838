//! Files that were taken in.

use diesel::prelude::*;

use super::uploaders;
use crate::auth::principal::Actor;
use crate::db::schema::files;
use crate::db::{Both, Conn};
use crate::error::Error;
use crate::files::model::{FileRef, FileRow, Kept, Located, NewFile, Sha256};
use crate::files::rules::refusals::DAMAGED;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// A file whose bytes are there; the other state, `doomed`, only leads out.
pub(super) const STORED: &str = "stored";

#[derive(Queryable)]
struct Row {
    id: i64,
    public_id: PublicId,
    sha256: Vec<u8>,
    size: i64,
    media_type: String,
    storage_key: String,
    broken_at: Option<Instant>,
}

impl From<&Row> for FileRef {
    fn from(row: &Row) -> Self {
        Self {
            id: row.id,
            sha256: sha256(&row.sha256),
            size: row.size,
            media_type: row.media_type.clone(),
            made_here: (),
        }
    }
}

// scope: makes a value, asks nothing.
pub(super) fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256::try_from(bytes).unwrap_or_default()
}

/// Files that are there, as rows.
macro_rules! stored {
    () => {
        files::table.filter(files::state.eq(STORED)).select((
            files::id,
            files::public_id,
            files::sha256,
            files::size,
            files::media_type,
            files::storage_key,
            files::broken_at,
        ))
    };
}

/// A file by its row key, for a room that has found that the actor may have it.
pub(in crate::files) fn by_key(conn: &mut Conn, _: &impl Actor, id: i64) -> Result<FileRef, Error> {
    let row: Option<Row> = stored!().filter(files::id.eq(id)).first(conn).optional()?;
    row.map(|row| FileRef::from(&row)).ok_or(Error::NotFound)
}

/// A file that the actor himself sent in, held until the transaction ends: it cannot be removed meanwhile.
pub(in crate::files) fn claim(
    conn: &mut Conn,
    actor: &impl Actor,
    id: PublicId,
) -> Result<FileRef, Error> {
    let own = uploaders::find_own(conn, actor, id)?;
    let file = claim_held(conn, actor, own.file.id)?;
    uploaders::want(conn, actor, &file)?;
    Ok(file)
}

/// The same for a file that hangs on something the actor may edit.
pub(in crate::files) fn claim_held(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
) -> Result<FileRef, Error> {
    if !touch(conn, actor, id)? {
        return Err(Error::NotFound);
    }
    let row: Row = stored!().filter(files::id.eq(id)).first(conn)?;
    if row.broken_at.is_some() {
        return Err(DAMAGED.into());
    }
    Ok(FileRef::from(&row))
}

/// Locks the row and says that the file was wanted now. False: it is not there, or on its way out.
fn touch(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<bool, Error> {
    let there = files::table.find(id).filter(files::state.eq(STORED));
    let changed = diesel::update(there)
        .set(files::claimed_at.eq(actor.stamp().now()))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Where the bytes lie now.
// scope: a `FileRef` is the proof that its holder was let at the file.
pub(in crate::files) fn locate(conn: &mut Conn, file: &FileRef) -> Result<Located, Error> {
    let row: Option<Row> = stored!()
        .filter(files::id.eq(file.id))
        .first(conn)
        .optional()?;
    let row = row.ok_or(Error::NotFound)?;
    Ok(Located {
        id: row.id,
        sha256: sha256(&row.sha256),
        size: row.size,
        storage_key: row.storage_key,
        broken: row.broken_at.is_some(),
    })
}

/// A sound file of the same bytes, now also the actor's own.
pub(in crate::files) fn by_hash(
    conn: &mut Conn,
    actor: &impl Actor,
    sha256: &Sha256,
) -> Result<Option<FileRow>, Error> {
    let Some(row) = same_bytes(conn, actor, sha256)?.filter(|row| row.broken_at.is_none()) else {
        return Ok(None);
    };
    owned(conn, actor, &row).map(Some)
}

fn same_bytes(conn: &mut Conn, actor: &impl Actor, sha256: &Sha256) -> Result<Option<Row>, Error> {
    let found: Option<i64> = files::table
        .filter(files::sha256.eq(sha256.as_slice()))
        .filter(files::state.eq(STORED))
        .select(files::id)
        .first(conn)
        .optional()?;
    match found {
        Some(id) if touch(conn, actor, id)? => {
            Ok(stored!().filter(files::id.eq(id)).first(conn).optional()?)
        }
        _ => Ok(None),
    }
}

/// Gives bytes that were written their row. Where the same bytes have one already the new ones are surplus, unless the
/// old ones are damaged: then they are replaced.
pub(in crate::files) fn keep(
    conn: &mut Conn,
    actor: &impl Actor,
    new: &NewFile,
) -> Result<Kept, Error> {
    if let Some(row) = same_bytes(conn, actor, &new.sha256)? {
        return join(conn, actor, &row, new);
    }
    let now = actor.stamp().now();
    let insert = diesel::insert_into(files::table)
        .values((
            files::public_id.eq(PublicId::new(now)),
            files::sha256.eq(new.sha256.as_slice()),
            files::size.eq(new.size),
            files::media_type.eq(new.media_type),
            files::storage_key.eq(&new.storage_key),
            files::state.eq(STORED),
            files::created_by.eq(actor.member_id()),
            files::created_at.eq(now),
            files::claimed_at.eq(now),
            files::verified_at.eq(now),
        ))
        .on_conflict_do_nothing();
    Both(insert).execute(conn)?;
    // There now, by us or by somebody who was quicker.
    let row = same_bytes(conn, actor, &new.sha256)?.ok_or(Error::Busy)?;
    join(conn, actor, &row, new)
}

fn join(conn: &mut Conn, actor: &impl Actor, row: &Row, new: &NewFile) -> Result<Kept, Error> {
    let mut surplus = new.storage_key.clone();
    if row.broken_at.is_some() {
        diesel::update(files::table.find(row.id))
            .set((
                files::storage_key.eq(&new.storage_key),
                files::broken_at.eq(None::<Instant>),
                files::verified_at.eq(actor.stamp().now()),
            ))
            .execute(conn)?;
        surplus.clone_from(&row.storage_key);
    }
    let in_use = if row.broken_at.is_some() {
        &new.storage_key
    } else {
        &row.storage_key
    };
    Ok(Kept {
        row: owned(conn, actor, row)?,
        surplus: (surplus != *in_use).then_some(surplus),
    })
}

fn owned(conn: &mut Conn, actor: &impl Actor, row: &Row) -> Result<FileRow, Error> {
    let file = FileRef::from(row);
    // No member stands behind what a command takes in; the row's own id leads nobody anywhere.
    let unowned = (row.public_id, actor.stamp().now());
    let (public_id, uploaded_at) = uploaders::add(conn, actor, &file)?.unwrap_or(unowned);
    Ok(FileRow {
        file,
        public_id,
        uploaded_at,
    })
}

/// Whether a file lies there.
pub(in crate::files) fn key_is_used(
    conn: &mut Conn,
    _: &impl Actor,
    key: &str,
) -> Result<bool, Error> {
    let used = files::table.filter(files::storage_key.eq(key));
    Ok(diesel::select(diesel::dsl::exists(used)).get_result(conn)?)
}
