//! Who sent a file in, and his own id for it.
//!
//! What a member is told of a file must not depend on others: his id for it is his alone, and ends some days after he last
//! wanted it, whether or not the file stays for somebody else.

use chrono::Duration;
use diesel::prelude::*;

use super::stored::by_key;
use crate::auth::principal::Actor;
use crate::db::schema::file_uploaders;
use crate::db::{Both, Conn};
use crate::error::Error;
use crate::files::model::{FileRef, FileRow};
use crate::files::rules::UNUSED_DAYS;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// His id for a file, and when he sent it in.
type Own = (PublicId, Instant);

/// A file that the actor himself sent in, by his own id for it.
pub(in crate::files) fn find_own(
    conn: &mut Conn,
    actor: &impl Actor,
    id: PublicId,
) -> Result<FileRow, Error> {
    let member_id = actor.member_id().ok_or(Error::NotFound)?;
    let file_id: Option<i64> = file_uploaders::table
        .filter(file_uploaders::public_id.eq(id))
        .filter(file_uploaders::member_id.eq(member_id))
        .select(file_uploaders::file_id)
        .first(conn)
        .optional()?;
    own_by_key(conn, actor, file_id.ok_or(Error::NotFound)?)
}

/// The same by its row key.
pub(in crate::files) fn own_by_key(
    conn: &mut Conn,
    actor: &impl Actor,
    id: i64,
) -> Result<FileRow, Error> {
    let file = by_key(conn, actor, id)?;
    let (public_id, uploaded_at) = own(conn, actor, id)?.ok_or(Error::NotFound)?;
    Ok(FileRow {
        file,
        public_id,
        uploaded_at,
    })
}

/// What he has of a file, while his id is good. That the file is there as long is sure: when he wants it, it is wanted.
fn own(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<Option<Own>, Error> {
    let Some(member_id) = actor.member_id() else {
        return Ok(None);
    };
    Ok(file_uploaders::table
        .find((id, member_id))
        .filter(file_uploaders::wanted_at.gt(ended(actor)))
        .select((file_uploaders::public_id, file_uploaders::uploaded_at))
        .first(conn)
        .optional()?)
}

/// An actor who is a member has sent the file in, perhaps again.
pub(super) fn add(
    conn: &mut Conn,
    actor: &impl Actor,
    file: &FileRef,
) -> Result<Option<Own>, Error> {
    let Some(member_id) = actor.member_id() else {
        return Ok(None);
    };
    let now = actor.stamp().now();
    // As if he had never sent it in before: he must not find that it was kept for somebody else.
    let forgotten = file_uploaders::table
        .find((file.id, member_id))
        .filter(file_uploaders::wanted_at.le(ended(actor)));
    diesel::delete(forgotten).execute(conn)?;
    let insert = diesel::insert_into(file_uploaders::table)
        .values((
            file_uploaders::file_id.eq(file.id),
            file_uploaders::member_id.eq(member_id),
            file_uploaders::public_id.eq(PublicId::new(now)),
            file_uploaders::uploaded_at.eq(now),
            file_uploaders::wanted_at.eq(now),
        ))
        .on_conflict_do_nothing();
    Both(insert).execute(conn)?;
    want(conn, actor, file)?;
    own(conn, actor, file.id)
}

/// An uploader wants the file now.
pub(super) fn want(conn: &mut Conn, actor: &impl Actor, file: &FileRef) -> Result<(), Error> {
    if let Some(member_id) = actor.member_id() {
        diesel::update(file_uploaders::table.find((file.id, member_id)))
            .set(file_uploaders::wanted_at.eq(actor.stamp().now()))
            .execute(conn)?;
    }
    Ok(())
}

/// Ids that were last wanted then or before have ended.
// scope: makes a value, asks nothing.
fn ended(actor: &impl Actor) -> Instant {
    actor.stamp().now() - Duration::days(UNUSED_DAYS)
}
