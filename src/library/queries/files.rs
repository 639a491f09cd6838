//! Files of editions.

use diesel::prelude::*;

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{documents, edition_files, editions, files};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::library::model::{EditionFile, FileRole};

/// A file to be put into an edition.
#[derive(Debug, Clone)]
pub(in crate::library) struct Placed {
    pub role: FileRole,
    pub file_id: i64,
    pub file_name: String,
}

/// The files of an edition are these from now on.
pub(in crate::library) fn replace(
    conn: &mut Conn,
    actor: &impl Actor,
    edition_id: i64,
    placed: &[Placed],
) -> Result<(), Error> {
    diesel::delete(edition_files::table.filter(edition_files::edition_id.eq(edition_id)))
        .execute(conn)?;
    for (place, file) in (0_i32..).zip(placed) {
        diesel::insert_into(edition_files::table)
            .values((
                edition_files::edition_id.eq(edition_id),
                edition_files::place.eq(place),
                edition_files::public_id.eq(PublicId::new(actor.stamp().now())),
                edition_files::role.eq(file.role.code()),
                edition_files::file_id.eq(file.file_id),
                edition_files::file_name.eq(&file.file_name),
            ))
            .execute(conn)?;
    }
    Ok(())
}

pub(in crate::library) fn of_edition(
    conn: &mut Conn,
    _: &impl Actor,
    edition_id: i64,
) -> Result<Vec<EditionFile>, Error> {
    Ok(edition_files::table
        .inner_join(files::table.on(files::id.eq(edition_files::file_id)))
        .filter(edition_files::edition_id.eq(edition_id))
        .order(edition_files::place)
        .select((
            edition_files::public_id,
            edition_files::role,
            edition_files::file_id,
            edition_files::file_name,
            files::size,
            files::media_type,
        ))
        .load(conn)?)
}

/// A file that an edition of this document already holds, by its public id there.
pub(in crate::library) fn held_by_document(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
    id: PublicId,
) -> Result<Option<i64>, Error> {
    Ok(edition_files::table
        .inner_join(editions::table.on(editions::id.eq(edition_files::edition_id)))
        .inner_join(documents::table.on(documents::id.eq(editions::document_id)))
        .filter(edition_files::public_id.eq(id))
        .filter(documents::id.eq(document_id))
        .select(edition_files::file_id)
        .first(conn)
        .optional()?)
}

/// Those of the files that editions hold.
pub(in crate::library) fn used(
    conn: &mut Conn,
    _: &System,
    ids: &[i64],
) -> Result<Vec<i64>, Error> {
    Ok(edition_files::table
        .filter(edition_files::file_id.eq_any(ids))
        .select(edition_files::file_id)
        .distinct()
        .load(conn)?)
}
