//! What an operator's import and export ask. The command line stands above every unit.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::System;
use crate::db::schema::{documents, unit_closure, units};
use crate::db::{Conn, MultiBackend};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::library::model::{Document, DocumentState, Metadata};
use crate::units::Unit;

/// With issuer and day of issue.
type Titled = (Document, Option<String>, Option<NaiveDate>);

/// Published documents of a kind and title.
pub(in crate::library) fn titled(
    conn: &mut Conn,
    _: &System,
    kind_id: i64,
    title: &str,
) -> Result<Vec<Titled>, Error> {
    Ok(documents::table
        .filter(documents::kind_id.eq(kind_id))
        .filter(documents::title.eq(title))
        .filter(documents::state.eq(DocumentState::Published.code()))
        .order(documents::id)
        .select((
            Document::as_select(),
            documents::issuer,
            documents::issued_on,
        ))
        .load(conn)?)
}

/// Documents of a kind and symbol, or title, that were never published and that nobody began: an import left them to the
/// publishers.
pub(in crate::library) fn left_open(
    conn: &mut Conn,
    _: &System,
    kind_id: i64,
    metadata: &Metadata,
) -> Result<Vec<Document>, Error> {
    let found = documents::table
        .filter(documents::state.eq(DocumentState::Draft.code()))
        .filter(documents::created_by.is_null())
        .filter(documents::kind_id.eq(kind_id))
        .order(documents::id)
        .select(Document::as_select())
        .into_boxed::<MultiBackend>();
    let found = match &metadata.symbol {
        Some(symbol) => found.filter(documents::symbol.eq(Some(symbol))),
        None => found.filter(documents::title.eq(&metadata.title)),
    };
    Ok(found.load(conn)?)
}

/// Published papers with a symbol of a day, with their issuer.
pub(in crate::library) fn with_symbol(
    conn: &mut Conn,
    _: &System,
    symbol_key: &str,
    issued_on: NaiveDate,
) -> Result<Vec<(Document, Option<String>)>, Error> {
    Ok(documents::table
        .filter(documents::symbol_key.eq(Some(symbol_key)))
        .filter(documents::issued_on.eq(Some(issued_on)))
        .filter(documents::state.eq(DocumentState::Published.code()))
        .order(documents::id)
        .select((Document::as_select(), documents::issuer))
        .load(conn)?)
}

/// Units above which there is none.
pub(in crate::library) fn tops(conn: &mut Conn, _: &System) -> Result<Vec<Unit>, Error> {
    Ok(units::table
        .filter(units::parent_id.is_null())
        .order(units::id)
        .select(Unit::as_select())
        .load(conn)?)
}

/// Row key and public id of the published documents of a unit and those below it, or of all.
pub(in crate::library) fn published(
    conn: &mut Conn,
    _: &System,
    unit_id: Option<i64>,
) -> Result<Vec<(i64, PublicId)>, Error> {
    let mut found = documents::table
        .filter(documents::state.eq(DocumentState::Published.code()))
        .order(documents::id)
        .select((documents::id, documents::public_id))
        .into_boxed::<MultiBackend>();
    if let Some(unit_id) = unit_id {
        let below = unit_closure::table
            .filter(unit_closure::ancestor_id.eq(unit_id))
            .select(unit_closure::descendant_id);
        found = found.filter(documents::owner_unit_id.eq_any(below));
    }
    Ok(found.load(conn)?)
}

/// How a sheet names a unit: by its code, or its id where it has none.
pub(in crate::library) fn unit_name(
    conn: &mut Conn,
    _: &System,
    unit_id: i64,
) -> Result<String, Error> {
    let (code, id): (Option<String>, PublicId) = units::table
        .find(unit_id)
        .select((units::code, units::public_id))
        .first(conn)?;
    Ok(code.unwrap_or_else(|| id.to_string()))
}
