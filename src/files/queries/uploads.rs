//! Uploads; each exists for its owner alone.

use chrono::Duration;
use diesel::prelude::*;

use crate::auth::permissions::WriteDocuments;
use crate::auth::principal::Actor;
use crate::auth::{Grant, System};
use crate::db::Conn;
use crate::db::schema::{upload_parts, uploads};
use crate::error::Error;
use crate::files::model::{NewUpload, Sha256, UploadRow, UploadState};
use crate::files::rules::UPLOAD_HOURS;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

const OPEN: &str = UploadState::Open.code();

#[derive(Queryable)]
struct Row {
    id: i64,
    public_id: PublicId,
    unit_id: i64,
    file_name: String,
    size: i64,
    sha256: Option<Vec<u8>>,
    received: i64,
    state: String,
    refusal: Option<String>,
    file_id: Option<i64>,
    created_at: Instant,
    expires_at: Instant,
}

impl From<Row> for UploadRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            public_id: row.public_id,
            unit_id: row.unit_id,
            file_name: row.file_name,
            size: row.size,
            sha256: row
                .sha256
                .and_then(|sha256| Sha256::try_from(sha256.as_slice()).ok()),
            received: row.received,
            state: UploadState::from_code(&row.state),
            refusal: row.refusal,
            file_id: row.file_id,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// The caller's own upload, while it is open.
macro_rules! own_open {
    ($grant:expr, $id:expr) => {
        uploads::table
            .find($id)
            .filter(uploads::owner_id.eq($grant.viewer().member_id()))
            .filter(uploads::state.eq(OPEN))
    };
}

/// How many uploads the caller has open.
pub(in crate::files) fn count_open(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
) -> Result<i64, Error> {
    Ok(uploads::table
        .filter(uploads::owner_id.eq(grant.viewer().member_id()))
        .filter(uploads::state.eq(OPEN))
        .filter(uploads::expires_at.gt(grant.now()))
        .count()
        .get_result(conn)?)
}

pub(in crate::files) fn insert(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    unit_id: i64,
    new: &NewUpload,
) -> Result<UploadRow, Error> {
    let now = grant.now();
    let public_id = PublicId::new(now);
    diesel::insert_into(uploads::table)
        .values((
            uploads::public_id.eq(public_id),
            uploads::owner_id.eq(grant.viewer().member_id()),
            uploads::unit_id.eq(unit_id),
            uploads::file_name.eq(&new.file_name.0),
            uploads::size.eq(new.size),
            uploads::sha256.eq(new.sha256.map(|sha256| sha256.to_vec())),
            uploads::state.eq(OPEN),
            uploads::created_at.eq(now),
            uploads::expires_at.eq(now + Duration::hours(UPLOAD_HOURS)),
        ))
        .execute(conn)?;
    find(conn, grant, public_id)
}

/// The caller's own upload.
pub(in crate::files) fn find(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    id: PublicId,
) -> Result<UploadRow, Error> {
    let row: Option<Row> = uploads::table
        .filter(uploads::public_id.eq(id))
        .filter(uploads::owner_id.eq(grant.viewer().member_id()))
        .filter(uploads::expires_at.gt(grant.now()))
        .select((
            uploads::id,
            uploads::public_id,
            uploads::unit_id,
            uploads::file_name,
            uploads::size,
            uploads::sha256,
            uploads::received,
            uploads::state,
            uploads::refusal,
            uploads::file_id,
            uploads::created_at,
            uploads::expires_at,
        ))
        .first(conn)
        .optional()?;
    row.map(UploadRow::from).ok_or(Error::NotFound)
}

/// Says where the whole file will be written, so that it is found if nobody lives to say that it was.
pub(in crate::files) fn set_storage_key(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    upload: &UploadRow,
    key: &str,
) -> Result<(), Error> {
    let changed = diesel::update(own_open!(grant, upload.id))
        .set(uploads::storage_key.eq(Some(key)))
        .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// Ends an upload with a file. False: it is not open any more.
pub(in crate::files) fn complete(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    upload: &UploadRow,
    file_id: i64,
) -> Result<bool, Error> {
    let changed = diesel::update(own_open!(grant, upload.id))
        .set((
            uploads::state.eq(UploadState::Completed.code()),
            uploads::file_id.eq(Some(file_id)),
            uploads::storage_key.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Ends an upload without one. False: it is not open any more.
pub(in crate::files) fn refuse(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    upload: &UploadRow,
    code: &str,
) -> Result<bool, Error> {
    let changed = diesel::update(own_open!(grant, upload.id))
        .set((
            uploads::state.eq(UploadState::Refused.code()),
            uploads::refusal.eq(Some(code)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Forgets the caller's own upload and its pieces.
pub(in crate::files) fn remove(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    upload: &UploadRow,
) -> Result<(), Error> {
    remove_rows(conn, grant, upload.id)
}

/// An upload whose time has run out: row key, public id, where the whole file was to be written.
pub(in crate::files) type Expired = (i64, PublicId, Option<String>);

/// The oldest whose time has run out.
pub(in crate::files) fn expired(
    conn: &mut Conn,
    system: &System,
    limit: i64,
) -> Result<Vec<Expired>, Error> {
    Ok(uploads::table
        .filter(uploads::expires_at.le(system.now()))
        .order((uploads::expires_at, uploads::id))
        .limit(limit)
        .select((uploads::id, uploads::public_id, uploads::storage_key))
        .load(conn)?)
}

/// Ends an upload whose time has run out: from here on no completion of it can be committed.
pub(in crate::files) fn close_expired(conn: &mut Conn, _: &System, id: i64) -> Result<(), Error> {
    diesel::update(uploads::table.find(id).filter(uploads::state.eq(OPEN)))
        .set(uploads::state.eq(UploadState::Refused.code()))
        .execute(conn)?;
    Ok(())
}

pub(in crate::files) fn remove_expired(
    conn: &mut Conn,
    system: &System,
    id: i64,
) -> Result<(), Error> {
    remove_rows(conn, system, id)
}

/// Those of `ids` that are no upload.
pub(in crate::files) fn unknown(
    conn: &mut Conn,
    _: &System,
    ids: &[PublicId],
) -> Result<Vec<PublicId>, Error> {
    let mut unknown = Vec::new();
    for id in ids {
        let known = uploads::table.filter(uploads::public_id.eq(*id));
        if !diesel::select(diesel::dsl::exists(known)).get_result::<bool>(conn)? {
            unknown.push(*id);
        }
    }
    Ok(unknown)
}

fn remove_rows(conn: &mut Conn, _: &impl Actor, id: i64) -> Result<(), Error> {
    // First: from here on nobody adds a piece to it.
    diesel::update(uploads::table.find(id))
        .set(uploads::state.eq(UploadState::Refused.code()))
        .execute(conn)?;
    diesel::delete(upload_parts::table.filter(upload_parts::upload_id.eq(id))).execute(conn)?;
    diesel::delete(uploads::table.find(id)).execute(conn)?;
    Ok(())
}
