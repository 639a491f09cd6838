//! SQL of what a reader keeps: bookmarks and positions. The caller has located the document for him.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::upsert::excluded;

use crate::audiences::Reader;
use crate::db::schema::{bookmarks, edition_sections, editions, reading_positions};
use crate::db::{Both, Conn};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::reading::model::{NewPosition, Own, Position};

/// Adds the bookmark, or moves it.
pub(in crate::reading) fn keep_bookmark(
    conn: &mut Conn,
    reader: &Reader,
    document_id: i64,
    anchor: Option<&str>,
) -> Result<(), Error> {
    let insert = diesel::insert_into(bookmarks::table)
        .values((
            bookmarks::member_id.eq(reader.viewer().member_id()),
            bookmarks::document_id.eq(document_id),
            bookmarks::anchor.eq(anchor),
            bookmarks::created_at.eq(reader.viewer().now()),
        ))
        .on_conflict((bookmarks::member_id, bookmarks::document_id))
        .do_update()
        .set(bookmarks::anchor.eq(excluded(bookmarks::anchor)));
    Both(insert).execute(conn)?;
    Ok(())
}

pub(in crate::reading) fn drop_bookmark(
    conn: &mut Conn,
    reader: &Reader,
    document_id: i64,
) -> Result<(), Error> {
    diesel::delete(bookmarks::table.find((reader.viewer().member_id(), document_id)))
        .execute(conn)?;
    Ok(())
}

/// Whether the edition has this section.
pub(in crate::reading) fn has_anchor(
    conn: &mut Conn,
    _: &Reader,
    edition_id: i64,
    anchor: &str,
) -> Result<bool, Error> {
    let sections = edition_sections::table
        .filter(edition_sections::edition_id.eq(edition_id))
        .filter(edition_sections::anchor.eq(anchor));
    Ok(diesel::select(diesel::dsl::exists(sections)).get_result(conn)?)
}

/// The row key of an edition of the document that was published.
pub(in crate::reading) fn published_edition(
    conn: &mut Conn,
    _: &Reader,
    document_id: i64,
    id: PublicId,
) -> Result<Option<i64>, Error> {
    Ok(editions::table
        .filter(editions::public_id.eq(id))
        .filter(editions::document_id.eq(document_id))
        .filter(editions::published_at.is_not_null())
        .select(editions::id)
        .first(conn)
        .optional()?)
}

/// Keeps the position, unless a later one is kept already.
pub(in crate::reading) fn keep_position(
    conn: &mut Conn,
    reader: &Reader,
    document_id: i64,
    position: &NewPosition,
) -> Result<(), Error> {
    let insert = diesel::insert_into(reading_positions::table)
        .values((
            reading_positions::member_id.eq(reader.viewer().member_id()),
            reading_positions::document_id.eq(document_id),
            reading_positions::edition_id.eq(position.edition_id),
            reading_positions::anchor.eq(position.anchor.as_deref()),
            reading_positions::permille.eq(position.permille),
            reading_positions::device_at.eq(position.device_at),
            reading_positions::updated_at.eq(reader.viewer().now()),
        ))
        .on_conflict_do_nothing();
    if Both(insert).execute(conn)? == 1 {
        return Ok(());
    }
    let kept = reading_positions::table.find((reader.viewer().member_id(), document_id));
    diesel::update(kept.filter(reading_positions::device_at.lt(position.device_at)))
        .set((
            reading_positions::edition_id.eq(position.edition_id),
            reading_positions::anchor.eq(position.anchor.as_deref()),
            reading_positions::permille.eq(position.permille),
            reading_positions::device_at.eq(position.device_at),
            reading_positions::updated_at.eq(reader.viewer().now()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::reading) fn position(
    conn: &mut Conn,
    reader: &Reader,
    document_id: i64,
) -> Result<Option<Position>, Error> {
    Ok(reading_positions::table
        .inner_join(editions::table.on(editions::id.eq(reading_positions::edition_id)))
        .filter(reading_positions::member_id.eq(reader.viewer().member_id()))
        .filter(reading_positions::document_id.eq(document_id))
        .select((
            editions::public_id,
            editions::number,
            reading_positions::anchor,
            reading_positions::permille,
            reading_positions::device_at,
            reading_positions::updated_at,
        ))
        .first(conn)
        .optional()?)
}

/// What the reader keeps of the documents between two row keys, these included; those of which he keeps nothing are left
/// out. A range is read in one go, where every key of a list would be looked for by itself.
pub(in crate::reading) fn kept(
    conn: &mut Conn,
    reader: &Reader,
    (first, last): (i64, i64),
) -> Result<HashMap<i64, Own>, Error> {
    let member = reader.viewer().member_id();
    let marked: Vec<(i64, Option<String>)> = bookmarks::table
        .filter(bookmarks::member_id.eq(member))
        .filter(bookmarks::document_id.between(first, last))
        .select((bookmarks::document_id, bookmarks::anchor))
        .load(conn)?;
    let begun: Vec<(i64, i64, i32)> = reading_positions::table
        .filter(reading_positions::member_id.eq(member))
        .filter(reading_positions::document_id.between(first, last))
        .select((
            reading_positions::document_id,
            reading_positions::edition_id,
            reading_positions::permille,
        ))
        .load(conn)?;
    let mut kept: HashMap<i64, Own> = HashMap::new();
    for (document, anchor) in marked {
        let own = kept.entry(document).or_default();
        own.is_bookmarked = true;
        own.bookmark_anchor = anchor;
    }
    for (document, edition, permille) in begun {
        kept.entry(document).or_default().position = Some((edition, permille));
    }
    Ok(kept)
}
