//! Pieces of uploads.

use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::db::Conn;
use crate::db::schema::{upload_parts, uploads};
use crate::error::Error;
use crate::files::model::{Part, UploadRow, UploadState};
use crate::files::rules::PARTS;
use crate::files::rules::refusals::TOO_MANY_PARTS;

/// Takes a piece where the upload ends. False: it ends elsewhere by now, or is not open; then nothing has changed. Of
/// several who send the same bytes one is first: the others wait for the row and then find that it has moved.
pub(in crate::files) fn add(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    upload: &UploadRow,
    part: &Part,
) -> Result<bool, Error> {
    let at_its_end = uploads::table
        .find(upload.id)
        .filter(uploads::owner_id.eq(grant.viewer().member_id()))
        .filter(uploads::state.eq(UploadState::Open.code()))
        .filter(uploads::received.eq(part.start))
        .filter(uploads::size.ge(part.start + part.size));
    let moved = diesel::update(at_its_end)
        .set(uploads::received.eq(part.start + part.size))
        .execute(conn)?;
    if moved == 0 {
        return Ok(false);
    }
    let count: i64 = upload_parts::table
        .filter(upload_parts::upload_id.eq(upload.id))
        .count()
        .get_result(conn)?;
    if count >= PARTS {
        return Err(TOO_MANY_PARTS.into());
    }
    diesel::insert_into(upload_parts::table)
        .values((
            upload_parts::upload_id.eq(upload.id),
            upload_parts::start.eq(part.start),
            upload_parts::size.eq(part.size),
            upload_parts::storage_key.eq(&part.storage_key),
        ))
        .execute(conn)?;
    Ok(true)
}

/// The pieces in order.
pub(in crate::files) fn list(
    conn: &mut Conn,
    _: &Grant<WriteDocuments>,
    upload: &UploadRow,
) -> Result<Vec<Part>, Error> {
    let rows: Vec<(i64, i64, String)> = upload_parts::table
        .filter(upload_parts::upload_id.eq(upload.id))
        .order(upload_parts::start)
        .select((
            upload_parts::start,
            upload_parts::size,
            upload_parts::storage_key,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(start, size, storage_key)| Part {
            start,
            size,
            storage_key,
        })
        .collect())
}

/// Forgets the pieces of an upload that has ended.
pub(in crate::files) fn forget(
    conn: &mut Conn,
    _: &Grant<WriteDocuments>,
    upload: &UploadRow,
) -> Result<(), Error> {
    diesel::delete(upload_parts::table.filter(upload_parts::upload_id.eq(upload.id)))
        .execute(conn)?;
    Ok(())
}
