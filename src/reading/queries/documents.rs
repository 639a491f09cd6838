//! SQL of one document, its parts and its links. Every answer is `None` or empty for who may not see the document.

use diesel::prelude::*;

use super::visible;
use crate::audiences::Reader;
use crate::db::Conn;
use crate::db::schema::{
    document_links, documents, edition_files, edition_sections, editions, files,
};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::reading::model::{
    AttachedFile, EditionHead, FileRole, Heading, LinkKind, Linked, Paper, PastEdition, Section,
    Way, Whole,
};

/// Published editions that are listed with a document: the newest.
const EDITIONS: i64 = 100;

/// A document with the edition that readers see.
pub(in crate::reading) fn find(
    conn: &mut Conn,
    reader: &Reader,
    id: PublicId,
) -> Result<Option<(Paper, EditionHead)>, Error> {
    Ok(documents::table
        .inner_join(editions::table.on(documents::current_edition_id.eq(editions::id.nullable())))
        .filter(documents::public_id.eq(id))
        .filter(visible::to(reader))
        .select((Paper::as_select(), EditionHead::as_select()))
        .first(conn)
        .optional()?)
}

/// The row keys of a document and of the edition that readers see.
pub(in crate::reading) fn locate(
    conn: &mut Conn,
    reader: &Reader,
    id: PublicId,
) -> Result<(i64, i64), Error> {
    let found: Option<(i64, Option<i64>)> = documents::table
        .filter(documents::public_id.eq(id))
        .filter(visible::to(reader))
        .select((documents::id, documents::current_edition_id))
        .first(conn)
        .optional()?;
    match found {
        Some((document_id, Some(edition_id))) => Ok((document_id, edition_id)),
        _ => Err(Error::NotFound),
    }
}

/// A document whole.
pub(in crate::reading) fn whole(
    conn: &mut Conn,
    reader: &Reader,
    id: PublicId,
) -> Result<Option<Whole>, Error> {
    let Some((paper, edition)) = find(conn, reader, id)? else {
        return Ok(None);
    };
    let metadata = editions::table
        .find(edition.id)
        .select(editions::metadata)
        .first(conn)?;
    let sections = edition_sections::table
        .filter(edition_sections::edition_id.eq(edition.id))
        .order(edition_sections::place)
        .select(Section::as_select())
        .load(conn)?;
    let files = attached(conn, reader, edition.id)?;
    let past = editions::table
        .filter(editions::document_id.eq(paper.id))
        .filter(editions::published_at.is_not_null())
        .order(editions::number.desc())
        .limit(EDITIONS)
        .select(PastEdition::as_select())
        .load(conn)?;
    Ok(Some(Whole {
        paper,
        edition,
        metadata,
        sections,
        files,
        editions: past,
    }))
}

fn attached(conn: &mut Conn, _: &Reader, edition_id: i64) -> Result<Vec<AttachedFile>, Error> {
    Ok(edition_files::table
        .inner_join(files::table.on(files::id.eq(edition_files::file_id)))
        .filter(edition_files::edition_id.eq(edition_id))
        .order(edition_files::place)
        .select((
            edition_files::public_id,
            edition_files::role,
            edition_files::file_name,
            files::size,
            files::media_type,
            files::sha256,
        ))
        .load(conn)?)
}

/// A file of the edition that readers see: its row key, role and name.
pub(in crate::reading) fn file(
    conn: &mut Conn,
    reader: &Reader,
    id: PublicId,
    file_id: PublicId,
) -> Result<Option<(i64, FileRole, String)>, Error> {
    let found: Option<(i64, String, String)> = documents::table
        .inner_join(
            edition_files::table
                .on(documents::current_edition_id.eq(edition_files::edition_id.nullable())),
        )
        .filter(documents::public_id.eq(id))
        .filter(edition_files::public_id.eq(file_id))
        .filter(visible::to(reader))
        .select((
            edition_files::file_id,
            edition_files::role,
            edition_files::file_name,
        ))
        .first(conn)
        .optional()?;
    found
        .map(|(file_id, role, name)| {
            let role = FileRole::try_from(role).map_err(Error::internal)?;
            Ok((file_id, role, name))
        })
        .transpose()
}

/// The table of contents of an edition; the caller has found its document.
pub(in crate::reading) fn headings(
    conn: &mut Conn,
    _: &Reader,
    edition_id: i64,
) -> Result<Vec<Heading>, Error> {
    Ok(edition_sections::table
        .filter(edition_sections::edition_id.eq(edition_id))
        .order(edition_sections::place)
        .select(Heading::as_select())
        .load(conn)?)
}

/// One section of a document, with the edition it is of: its id, its number and the section.
pub(in crate::reading) fn section(
    conn: &mut Conn,
    reader: &Reader,
    id: PublicId,
    anchor: &str,
) -> Result<Option<(PublicId, i32, Section)>, Error> {
    Ok(documents::table
        .inner_join(editions::table.on(documents::current_edition_id.eq(editions::id.nullable())))
        .inner_join(edition_sections::table.on(edition_sections::edition_id.eq(editions::id)))
        .filter(documents::public_id.eq(id))
        .filter(edition_sections::anchor.eq(anchor))
        .filter(visible::to(reader))
        .select((editions::public_id, editions::number, Section::as_select()))
        .first(conn)
        .optional()?)
}

/// Links of a document (row key) after one of them, as far as the reader may see the other end.
pub(in crate::reading) fn links(
    conn: &mut Conn,
    reader: &Reader,
    document_id: i64,
    way: Way,
    after: i64,
    limit: i64,
) -> Result<Vec<Linked>, Error> {
    type Row = (i64, String, Option<chrono::NaiveDate>, Paper);
    let shown = (
        document_links::id,
        document_links::kind,
        document_links::holds_from,
        Paper::as_select(),
    );
    let rows: Vec<Row> = match way {
        Way::Out => document_links::table
            .inner_join(documents::table.on(documents::id.eq(document_links::target_id)))
            .filter(document_links::document_id.eq(document_id))
            .filter(document_links::id.gt(after))
            .filter(visible::to(reader))
            .order(document_links::id)
            .limit(limit)
            .select(shown)
            .load(conn)?,
        Way::In => document_links::table
            .inner_join(documents::table.on(documents::id.eq(document_links::document_id)))
            .filter(document_links::target_id.eq(document_id))
            .filter(document_links::id.gt(after))
            .filter(visible::to(reader))
            .order(document_links::id)
            .limit(limit)
            .select(shown)
            .load(conn)?,
    };
    let linked = |(id, kind, holds_from, other): Row| {
        let kind = LinkKind::try_from(kind).map_err(Error::internal)?;
        Ok(Linked {
            id,
            kind,
            holds_from,
            other,
        })
    };
    rows.into_iter().map(linked).collect()
}
