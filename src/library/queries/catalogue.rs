//! Kinds and topics. Everybody who is signed in may know them.

use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::ManageCatalogue;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{document_kinds, topics};
use crate::error::Error;
use crate::library::model::{Genre, Kind, Topic};

pub(in crate::library) fn kinds(conn: &mut Conn, _: &impl Actor) -> Result<Vec<Kind>, Error> {
    Ok(document_kinds::table
        .order((document_kinds::place, document_kinds::id))
        .select(Kind::as_select())
        .load(conn)?)
}

pub(in crate::library) fn kind(
    conn: &mut Conn,
    _: &impl Actor,
    code: &str,
) -> Result<Option<Kind>, Error> {
    Ok(document_kinds::table
        .filter(document_kinds::code.eq(code))
        .select(Kind::as_select())
        .first(conn)
        .optional()?)
}

pub(in crate::library) fn kind_by_key(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<Kind, Error> {
    Ok(document_kinds::table
        .find(id)
        .select(Kind::as_select())
        .first(conn)?)
}

/// What a kind is called and where it stands.
#[derive(Debug, Clone)]
pub(in crate::library) struct Term {
    pub name: String,
    pub abbreviation: Option<String>,
    pub place: i32,
    pub active: bool,
}

pub(in crate::library) fn insert_kind(
    conn: &mut Conn,
    _: &impl Actor,
    code: &str,
    genre: Genre,
    term: &Term,
) -> Result<(), Error> {
    diesel::insert_into(document_kinds::table)
        .values((
            document_kinds::code.eq(code),
            document_kinds::genre.eq(genre.code()),
            document_kinds::name.eq(&term.name),
            document_kinds::abbreviation.eq(term.abbreviation.as_deref()),
            document_kinds::place.eq(term.place),
            document_kinds::active.eq(term.active),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::library) fn update_kind(
    conn: &mut Conn,
    _: &Grant<ManageCatalogue>,
    kind: &Kind,
    term: &Term,
) -> Result<(), Error> {
    diesel::update(document_kinds::table.find(kind.id))
        .set((
            document_kinds::name.eq(&term.name),
            document_kinds::abbreviation.eq(term.abbreviation.as_deref()),
            document_kinds::place.eq(term.place),
            document_kinds::active.eq(term.active),
            document_kinds::revision.eq(kind.revision + 1),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::library) fn topics(conn: &mut Conn, _: &impl Actor) -> Result<Vec<Topic>, Error> {
    Ok(topics::table
        .order((topics::place, topics::id))
        .select(Topic::as_select())
        .load(conn)?)
}

pub(in crate::library) fn topic(
    conn: &mut Conn,
    _: &impl Actor,
    code: &str,
) -> Result<Option<Topic>, Error> {
    Ok(topics::table
        .filter(topics::code.eq(code))
        .select(Topic::as_select())
        .first(conn)
        .optional()?)
}

pub(in crate::library) fn topic_by_key(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<Topic, Error> {
    Ok(topics::table
        .find(id)
        .select(Topic::as_select())
        .first(conn)?)
}

pub(in crate::library) fn insert_topic(
    conn: &mut Conn,
    _: &impl Actor,
    code: &str,
    term: &Term,
) -> Result<(), Error> {
    diesel::insert_into(topics::table)
        .values((
            topics::code.eq(code),
            topics::name.eq(&term.name),
            topics::place.eq(term.place),
            topics::active.eq(term.active),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::library) fn update_topic(
    conn: &mut Conn,
    _: &Grant<ManageCatalogue>,
    topic: &Topic,
    term: &Term,
) -> Result<(), Error> {
    diesel::update(topics::table.find(topic.id))
        .set((
            topics::name.eq(&term.name),
            topics::place.eq(term.place),
            topics::active.eq(term.active),
            topics::revision.eq(topic.revision + 1),
        ))
        .execute(conn)?;
    Ok(())
}
