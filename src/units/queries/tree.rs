//! The closure, the depth and the order numbers of the tree. See `order.rs` for what the numbers mean.

use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::dialect::{self, Guard};
use crate::db::schema::{unit_closure, units};
use crate::error::Error;
use crate::units::order::{Gap, Interval};

/// Keeps everyone else from changing the tree, or anything that needs it as it is, until the transaction ends.
pub(in crate::units) fn guard_alone(conn: &mut Conn, _: &impl Actor) -> Result<(), Error> {
    dialect::guard_alone(conn, Guard::Tree).map_err(busy)
}

/// Keeps the tree as it is until the transaction ends.
pub(in crate::units) fn guard_together(conn: &mut Conn, _: &impl Actor) -> Result<(), Error> {
    dialect::guard_together(conn, Guard::Tree).map_err(busy)
}

/// A guard that is not given in time means that a long change of the tree runs: the caller may try again.
// scope: about an error, not about rows.
fn busy(error: diesel::result::Error) -> Error {
    match &error {
        diesel::result::Error::DatabaseError(_, info)
            if info.message().contains("lock timeout") =>
        {
            Error::Busy
        }
        _ => error.into(),
    }
}

/// How many units a subtree has, its top included.
pub(in crate::units) fn size(conn: &mut Conn, _: &impl Actor, unit_id: i64) -> Result<i64, Error> {
    Ok(unit_closure::table
        .filter(unit_closure::ancestor_id.eq(unit_id))
        .select(count_star())
        .first(conn)?)
}

/// The last number that a top unit has.
pub(in crate::units) fn last_end(conn: &mut Conn, _: &impl Actor) -> Result<i64, Error> {
    let last: Option<i64> = units::table
        .filter(units::parent_id.is_null())
        .select(max(units::lft_end))
        .first(conn)?;
    Ok(last.unwrap_or(0))
}

/// A unit and those above it with their intervals, nearest first.
pub(in crate::units) fn intervals_above(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
) -> Result<Vec<(i64, Interval)>, Error> {
    let rows: Vec<(i64, i64, i64)> = units::table
        .inner_join(unit_closure::table.on(unit_closure::ancestor_id.eq(units::id)))
        .filter(unit_closure::descendant_id.eq(unit_id))
        .order(unit_closure::depth)
        .select((units::id, units::lft, units::lft_end))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, from, to)| (id, Interval { from, to }))
        .collect())
}

/// The free numbers among the children of `parent_id` where a unit of this sort key belongs; among namesakes the one
/// with the greater row key comes later. `itself` is not counted as a neighbour of itself.
pub(in crate::units) fn gap(
    conn: &mut Conn,
    _: &impl Actor,
    parent_id: i64,
    name_sort: &[u8],
    itself: Option<i64>,
) -> Result<Gap, Error> {
    let (start, end): (i64, i64) = units::table
        .find(parent_id)
        .select((units::lft, units::lft_end))
        .first(conn)?;
    let key = itself.unwrap_or(i64::MAX);
    let siblings = || {
        units::table
            .filter(units::parent_id.eq(parent_id))
            .filter(units::id.ne(key))
    };
    let after: Option<i64> = siblings()
        .filter(
            units::name_sort
                .lt(name_sort)
                .or(units::name_sort.eq(name_sort).and(units::id.lt(key))),
        )
        .select(max(units::lft_end))
        .first(conn)?;
    let before: Option<i64> = siblings()
        .filter(
            units::name_sort
                .gt(name_sort)
                .or(units::name_sort.eq(name_sort).and(units::id.gt(key))),
        )
        .select(min(units::lft))
        .first(conn)?;
    Ok(Gap {
        after: after.unwrap_or(start),
        before: before.unwrap_or(end),
        sibling_before: after.is_some(),
        sibling_after: before.is_some(),
    })
}

/// Puts a subtree of `size` units on an interval, its units evenly spread in their present order. In that order, a
/// unit with `n` units and `d` ancestors (of the subtree) before it has `2n - d` numbers before it, since each of the
/// `n` has two, except the ancestors, whose second is still to come.
pub(in crate::units) fn spread(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
    size: i64,
    onto: Interval,
) -> Result<(), Error> {
    diesel::sql_query(
        "UPDATE units SET lft = $1 + placed.number * $2, lft_end = $1 + (placed.number + placed.numbers - 1) * $2 \
         FROM (SELECT below.id AS id, \
                      2 * (row_number() OVER (ORDER BY below.lft) - 1) - down.depth AS number, \
                      2 * (SELECT count(*) FROM unit_closure inside WHERE inside.ancestor_id = below.id) AS numbers \
               FROM unit_closure down JOIN units below ON below.id = down.descendant_id \
               WHERE down.ancestor_id = $3) AS placed \
         WHERE units.id = placed.id",
    )
    .bind::<BigInt, _>(onto.from)
    .bind::<BigInt, _>(onto.step(size))
    .bind::<BigInt, _>(unit_id)
    .execute(conn)?;
    Ok(())
}

/// Enters a unit that has nothing below it yet into the closure.
pub(in crate::units) fn attach_new(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
    parent_id: Option<i64>,
) -> Result<(), Error> {
    diesel::insert_into(unit_closure::table)
        .values((
            unit_closure::ancestor_id.eq(unit_id),
            unit_closure::descendant_id.eq(unit_id),
            unit_closure::depth.eq(0),
        ))
        .execute(conn)?;
    parent_id.map_or(Ok(()), |parent_id| attach(conn, unit_id, parent_id))
}

/// Takes a subtree out from under everything above it and enters it under another unit: closure and depth.
pub(in crate::units) fn reattach(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
    parent_id: i64,
    deeper_by: i32,
) -> Result<(), Error> {
    diesel::sql_query(
        "DELETE FROM unit_closure \
         WHERE ancestor_id IN (SELECT up.ancestor_id FROM unit_closure up WHERE up.descendant_id = $1 AND up.depth > 0) \
           AND descendant_id IN (SELECT down.descendant_id FROM unit_closure down WHERE down.ancestor_id = $1)",
    )
    .bind::<BigInt, _>(unit_id)
    .execute(conn)?;
    attach(conn, unit_id, parent_id)?;
    if deeper_by != 0 {
        let subtree = unit_closure::table
            .filter(unit_closure::ancestor_id.eq(unit_id))
            .select(unit_closure::descendant_id);
        diesel::update(units::table.filter(units::id.eq_any(subtree)))
            .set(units::depth.eq(units::depth + deeper_by))
            .execute(conn)?;
    }
    Ok(())
}

// scope: part of `attach_new` and `reattach`.
fn attach(conn: &mut Conn, unit_id: i64, parent_id: i64) -> Result<(), Error> {
    diesel::sql_query(
        "INSERT INTO unit_closure (ancestor_id, descendant_id, depth) \
         SELECT up.ancestor_id, down.descendant_id, up.depth + down.depth + 1 \
         FROM unit_closure up CROSS JOIN unit_closure down \
         WHERE up.descendant_id = $1 AND down.ancestor_id = $2",
    )
    .bind::<BigInt, _>(parent_id)
    .bind::<BigInt, _>(unit_id)
    .execute(conn)?;
    Ok(())
}
