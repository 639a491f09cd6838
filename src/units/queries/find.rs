//! Single units and those around them.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::auth::{Grant, Permission, System, Viewer};
use crate::db::Conn;
use crate::db::schema::{unit_closure, units};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::units::model::Unit;

/// Row keys asked for in one statement.
pub(in crate::units) const KEYS: usize = 10_000;

pub(in crate::units) fn find(
    conn: &mut Conn,
    viewer: &Viewer,
    id: PublicId,
) -> Result<Unit, Error> {
    units::table
        .filter(units::public_id.eq(id))
        .filter(viewer.sees_unit(units::id))
        .select(Unit::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

pub(in crate::units) fn is_covered<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    unit_id: i64,
) -> Result<bool, Error> {
    let query = units::table
        .filter(units::id.eq(unit_id))
        .filter(grant.covers(units::id));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(conn)?)
}

/// A unit by row key, for a caller who has located it or one beside it.
pub(in crate::units) fn by_key(conn: &mut Conn, _: &impl Actor, id: i64) -> Result<Unit, Error> {
    units::table
        .find(id)
        .select(Unit::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// A unit by its code or id, for the operator's command.
pub(in crate::units) fn named(conn: &mut Conn, _: &System, named: &str) -> Result<Unit, Error> {
    let id = named.parse::<PublicId>().ok();
    let found = match id {
        Some(id) => units::table
            .filter(units::public_id.eq(id))
            .select(Unit::as_select())
            .first(conn)
            .optional()?,
        None => units::table
            .filter(units::code.eq(named))
            .select(Unit::as_select())
            .first(conn)
            .optional()?,
    };
    found.ok_or(Error::NotFound)
}

/// The units that the caller may know of, of those with these row keys.
pub(in crate::units) fn visible(
    conn: &mut Conn,
    viewer: &Viewer,
    ids: &[i64],
) -> Result<Vec<Unit>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for batch in ids.chunks(KEYS) {
        found.extend(
            units::table
                .filter(units::id.eq_any(batch))
                .filter(viewer.sees_unit(units::id))
                .select(Unit::as_select())
                .load(conn)?,
        );
    }
    Ok(found)
}

/// The units above one that the caller may know of, the top unit first.
pub(in crate::units) fn above(
    conn: &mut Conn,
    viewer: &Viewer,
    unit_id: i64,
) -> Result<Vec<Unit>, Error> {
    Ok(units::table
        .inner_join(unit_closure::table.on(unit_closure::ancestor_id.eq(units::id)))
        .filter(unit_closure::descendant_id.eq(unit_id))
        .filter(unit_closure::depth.gt(0))
        .filter(viewer.sees_unit(units::id))
        .order(unit_closure::depth.desc())
        .select(Unit::as_select())
        .load(conn)?)
}

/// The open units directly under one, in the order of their names.
pub(in crate::units) fn open_children(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
) -> Result<Vec<Unit>, Error> {
    Ok(units::table
        .filter(units::parent_id.eq(unit_id))
        .filter(units::closed_on.is_null())
        .order((units::name_sort, units::id))
        .select(Unit::as_select())
        .load(conn)?)
}

/// How many open units stand directly under each of these; none where there are none.
// scope: for units the caller has been given; the number of their parts is no secret of the parts.
pub(in crate::units) fn child_counts(
    conn: &mut Conn,
    ids: &[i64],
) -> Result<HashMap<i64, i64>, Error> {
    let mut counts = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(KEYS) {
        let rows: Vec<(Option<i64>, i64)> = units::table
            .filter(units::parent_id.eq_any(batch))
            .filter(units::closed_on.is_null())
            .group_by(units::parent_id)
            .select((units::parent_id, count_star()))
            .load(conn)?;
        counts.extend(
            rows.into_iter()
                .filter_map(|(id, count)| Some((id?, count))),
        );
    }
    Ok(counts)
}

/// Public ids of units by row key.
// scope: for units the caller has been given and those directly above them.
pub(in crate::units) fn public_ids(
    conn: &mut Conn,
    ids: &[i64],
) -> Result<HashMap<i64, PublicId>, Error> {
    let mut found = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(KEYS) {
        let rows: Vec<(i64, PublicId)> = units::table
            .filter(units::id.eq_any(batch))
            .select((units::id, units::public_id))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Whether `unit_id` is `root_id` or lies below it.
pub(in crate::units) fn is_within(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
    root_id: i64,
) -> Result<bool, Error> {
    let pair = unit_closure::table.find((root_id, unit_id));
    Ok(diesel::select(diesel::dsl::exists(pair)).get_result(conn)?)
}

pub(in crate::units) fn is_empty(conn: &mut Conn, _: &System) -> Result<bool, Error> {
    let any = diesel::select(diesel::dsl::exists(units::table.select(units::id)));
    Ok(!any.get_result::<bool>(conn)?)
}
