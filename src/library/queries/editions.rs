//! Editions.

use diesel::prelude::*;

use super::{files, sections};
use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{edition_files, editions};
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::library::model::{Change, Edition, EditionFile, EditionState, Metadata};
use crate::library::stamps;

/// States of an edition that is not yet out: a document has one such edition at most.
const OPEN: [&str; 4] = ["draft", "in_review", "approved", "scheduled"];

pub(in crate::library) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    document_id: i64,
    number: i32,
    change: Change,
    metadata: &Metadata,
    note: Option<&str>,
) -> Result<i64, Error> {
    let now = actor.stamp().now();
    Ok(diesel::insert_into(editions::table)
        .values((
            editions::public_id.eq(PublicId::new(now)),
            editions::document_id.eq(document_id),
            editions::number.eq(number),
            editions::change.eq(change.code()),
            editions::state.eq(EditionState::Draft.code()),
            editions::metadata.eq(JsonDoc(metadata.stored()?)),
            editions::note.eq(note),
            editions::stamps.eq(JsonDoc(serde_json::json!([]))),
            editions::created_by.eq(actor.member_id()),
            editions::created_at.eq(now),
            editions::updated_at.eq(now),
        ))
        .returning(editions::id)
        .get_result(conn)?)
}

/// An edition of a document that the caller has located.
pub(in crate::library) fn find(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
    id: PublicId,
) -> Result<Edition, Error> {
    editions::table
        .filter(editions::public_id.eq(id))
        .filter(editions::document_id.eq(document_id))
        .select(Edition::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

pub(in crate::library) fn by_key(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<Edition, Error> {
    Ok(editions::table
        .find(id)
        .select(Edition::as_select())
        .first(conn)?)
}

/// All editions of a document, the first one first.
pub(in crate::library) fn of_document(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
) -> Result<Vec<Edition>, Error> {
    Ok(editions::table
        .filter(editions::document_id.eq(document_id))
        .order(editions::number)
        .select(Edition::as_select())
        .load(conn)?)
}

/// The edition that is not yet out.
pub(in crate::library) fn open_one(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
) -> Result<Option<Edition>, Error> {
    Ok(editions::table
        .filter(editions::document_id.eq(document_id))
        .filter(editions::state.eq_any(OPEN))
        .select(Edition::as_select())
        .first(conn)
        .optional()?)
}

pub(in crate::library) fn describe(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
    metadata: &Metadata,
    note: Option<&str>,
) -> Result<(), Error> {
    diesel::update(editions::table.find(id))
        .set((
            editions::metadata.eq(JsonDoc(metadata.stored()?)),
            editions::note.eq(note),
        ))
        .execute(conn)?;
    Ok(())
}

/// How many sections it has, and the stamps found in them; what was confirmed before is open again.
pub(in crate::library) fn set_content(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
    sections: i32,
    stamps: serde_json::Value,
) -> Result<(), Error> {
    diesel::update(editions::table.find(id))
        .set((
            editions::sections.eq(sections),
            editions::stamps.eq(JsonDoc(stamps)),
            editions::stamps_confirmed_by.eq(None::<i64>),
            editions::stamps_confirmed_at.eq(None::<Instant>),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::library) fn confirm_stamps(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
) -> Result<(), Error> {
    diesel::update(editions::table.find(id))
        .set((
            editions::stamps_confirmed_by.eq(actor.member_id()),
            editions::stamps_confirmed_at.eq(Some(actor.stamp().now())),
        ))
        .execute(conn)?;
    Ok(())
}

/// Counts a change of the row, for `If-Match`.
pub(in crate::library) fn bump(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<(), Error> {
    diesel::update(editions::table.find(id))
        .set((
            editions::revision.eq(editions::revision + 1),
            editions::updated_at.eq(actor.stamp().now()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::library) fn set_state(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
    state: EditionState,
) -> Result<(), Error> {
    diesel::update(editions::table.find(id))
        .set(editions::state.eq(state.code()))
        .execute(conn)?;
    let by = actor.member_id();
    match state {
        EditionState::InReview => diesel::update(editions::table.find(id))
            .set(editions::submitted_by.eq(by))
            .execute(conn)?,
        EditionState::Approved => diesel::update(editions::table.find(id))
            .set(editions::approved_by.eq(by))
            .execute(conn)?,
        EditionState::Draft => diesel::update(editions::table.find(id))
            .set((
                editions::approved_by.eq(None::<i64>),
                editions::publish_at.eq(None::<Instant>),
            ))
            .execute(conn)?,
        EditionState::Superseded | EditionState::Withdrawn | EditionState::Discarded => {
            diesel::update(editions::table.find(id))
                .set(editions::ended_at.eq(Some(actor.stamp().now())))
                .execute(conn)?
        }
        EditionState::Scheduled | EditionState::Published => 0,
    };
    Ok(())
}

/// To be published at a time, by this publisher.
pub(in crate::library) fn schedule(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
    publish_at: Instant,
) -> Result<(), Error> {
    diesel::update(editions::table.find(id))
        .set((
            editions::publish_at.eq(Some(publish_at)),
            editions::published_by.eq(actor.member_id()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Who published it, unless a publisher scheduled it before, and when.
pub(in crate::library) fn set_published(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
    at: Instant,
) -> Result<(), Error> {
    diesel::update(editions::table.find(id))
        .set(editions::published_at.eq(Some(at)))
        .execute(conn)?;
    if let Some(member_id) = actor.member_id() {
        diesel::update(editions::table.find(id))
            .set(editions::published_by.eq(Some(member_id)))
            .execute(conn)?;
    }
    Ok(())
}

/// Scheduled editions whose time has come, the earliest first.
pub(in crate::library) fn due(
    conn: &mut Conn,
    system: &System,
    limit: i64,
) -> Result<Vec<Edition>, Error> {
    Ok(editions::table
        .filter(editions::state.eq(EditionState::Scheduled.code()))
        .filter(editions::publish_at.le(system.now()))
        .order((editions::publish_at, editions::id))
        .limit(limit)
        .select(Edition::as_select())
        .load(conn)?)
}

/// Whether there is nothing in it to read, hear or see.
pub(in crate::library) fn is_empty(
    conn: &mut Conn,
    _: &impl Actor,
    edition: &Edition,
) -> Result<bool, Error> {
    if edition.sections > 0 {
        return Ok(false);
    }
    let files = edition_files::table.filter(edition_files::edition_id.eq(edition.id));
    let any: bool = diesel::select(diesel::dsl::exists(files)).get_result(conn)?;
    Ok(!any)
}

/// Sections, files and stamps of one edition in another one of the same document.
pub(in crate::library) fn copy_content(
    conn: &mut Conn,
    actor: &impl Actor,
    from: &Edition,
    to: i64,
) -> Result<(), Error> {
    let copied = sections::of_edition(conn, actor, from.id)?;
    sections::replace(conn, actor, to, &copied)?;
    let before = files::of_edition(conn, actor, from.id)?;
    let held: Vec<files::Placed> = before
        .iter()
        .map(|file| files::Placed {
            role: file.role,
            file_id: file.file_id,
            file_name: file.file_name.clone(),
        })
        .collect();
    files::replace(conn, actor, to, &held)?;
    let after = files::of_edition(conn, actor, to)?;
    let of = |files: &[EditionFile]| files.iter().map(|file| file.public_id).collect::<Vec<_>>();
    let ids: Vec<_> = of(&before).into_iter().zip(of(&after)).collect();
    let found = stamps::carried(from.stamps.0.clone(), &ids);
    set_content(conn, actor, to, from.sections, found)
}

/// A scheduled edition is only approved again.
pub(in crate::library) fn unschedule(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
) -> Result<(), Error> {
    diesel::update(editions::table.find(id))
        .set((
            editions::state.eq(EditionState::Approved.code()),
            editions::publish_at.eq(None::<Instant>),
        ))
        .execute(conn)?;
    bump(conn, actor, id)
}
