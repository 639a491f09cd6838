//! Changing the tree so that the closure, the depths and the order numbers follow. No SQL here: it is in
//! `queries/tree.rs`. Whoever calls this holds the guard of the tree.

use super::model::{NewUnit, Unit};
use super::order::{Interval, next_top};
use super::queries::{find, rows, tree};
use super::rules;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;

/// Adds a unit at its place.
pub(super) fn insert(conn: &mut Conn, actor: &impl Actor, new: &NewUnit) -> Result<Unit, Error> {
    let parent = new
        .parent_id
        .map(|id| find::by_key(conn, actor, id))
        .transpose()?;
    if !rules::may_stand_under(new.kind, parent.as_ref().map(|parent| parent.kind)) {
        return Err(rules::MISPLACED.into());
    }
    if let Some(parent) = &parent {
        parent.check_open()?;
    }
    let place = match &parent {
        Some(parent) => place_under(conn, actor, parent.id, &new.name.sort_key(), None, 1)?,
        None => next_top(tree::last_end(conn, actor)?).ok_or_else(full)?,
    };
    let depth = parent.map_or(0, |parent| parent.depth + 1);
    let unit = rows::insert(conn, actor, new, depth, place).map_err(code_taken)?;
    tree::attach_new(conn, actor, unit.id, new.parent_id)?;
    Ok(unit)
}

/// A unit cannot come under itself or a part of itself.
pub(super) fn check_apart(
    conn: &mut Conn,
    actor: &impl Actor,
    unit: &Unit,
    above: &Unit,
) -> Result<(), Error> {
    if find::is_within(conn, actor, above.id, unit.id)? {
        Err(rules::UNDER_ITSELF.into())
    } else {
        Ok(())
    }
}

/// Takes a unit and everything below it under another unit, which is not a part of it.
pub(super) fn relocate(
    conn: &mut Conn,
    actor: &impl Actor,
    unit: &Unit,
    parent: &Unit,
) -> Result<(), Error> {
    // The numbers first: they are computed from the closure as it was.
    put_under(conn, actor, unit, parent.id)?;
    tree::reattach(
        conn,
        actor,
        unit.id,
        parent.id,
        parent.depth + 1 - unit.depth,
    )?;
    rows::set_parent(conn, actor, unit.id, parent.id)
}

/// Puts a unit where its name now belongs among its siblings.
pub(super) fn reorder(
    conn: &mut Conn,
    actor: &impl Actor,
    unit: &Unit,
    parent_id: i64,
) -> Result<(), Error> {
    let present = Interval {
        from: unit.lft,
        to: unit.lft_end,
    };
    if tree::gap(conn, actor, parent_id, &unit.name_sort, Some(unit.id))?.holds(present) {
        return Ok(());
    }
    put_under(conn, actor, unit, parent_id)
}

fn put_under(
    conn: &mut Conn,
    actor: &impl Actor,
    unit: &Unit,
    parent_id: i64,
) -> Result<(), Error> {
    let size = tree::size(conn, actor, unit.id)?;
    let place = place_under(conn, actor, parent_id, &unit.name_sort, Some(unit.id), size)?;
    tree::spread(conn, actor, unit.id, size, place)
}

/// Free numbers for a subtree of `size` units among the children of `parent_id`.
fn place_under(
    conn: &mut Conn,
    actor: &impl Actor,
    parent_id: i64,
    name_sort: &[u8],
    itself: Option<i64>,
    size: i64,
) -> Result<Interval, Error> {
    if let Some(place) = tree::gap(conn, actor, parent_id, name_sort, itself)?.place(size) {
        return Ok(place);
    }
    make_room(conn, actor, parent_id, size)?;
    tree::gap(conn, actor, parent_id, name_sort, itself)?
        .place(size)
        .ok_or_else(full)
}

/// Spreads the units of the nearest ancestor whose interval has room for `coming` more between any two of them; the
/// top unit's where none has.
fn make_room(
    conn: &mut Conn,
    actor: &impl Actor,
    parent_id: i64,
    coming: i64,
) -> Result<(), Error> {
    let mut widest = None;
    for (id, interval) in tree::intervals_above(conn, actor, parent_id)? {
        let present = tree::size(conn, actor, id)?;
        widest = Some((id, present, interval));
        if interval.has_room(present, coming) {
            break;
        }
    }
    let (id, present, interval) = widest.ok_or(Error::NotFound)?;
    tree::spread(conn, actor, id, present, interval)
}

/// The unique code of another unit, as the rule of it.
pub(super) fn code_taken(error: Error) -> Error {
    if error.violates("units", "code") {
        rules::CODE_TAKEN.into()
    } else {
        error
    }
}

fn full() -> Error {
    Error::internal("the order numbers of the tree are used up")
}
