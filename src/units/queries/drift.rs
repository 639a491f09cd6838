//! Comparing what is derived from `parent_id` with a recomputation.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};

use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::units;
use crate::error::Error;
use crate::units::order::Interval;

/// The closure as it must be. A depth that no tree reaches ends the walk should parents form a ring.
const EXPECTED: &str = "WITH RECURSIVE expected (ancestor_id, descendant_id, depth) AS ( \
     SELECT id, id, 0 FROM units \
     UNION ALL \
     SELECT units.parent_id, expected.descendant_id, expected.depth + 1 \
     FROM expected JOIN units ON units.id = expected.ancestor_id \
     WHERE units.parent_id IS NOT NULL AND expected.depth < 64)";

/// What the order of the tree is computed from.
#[derive(Debug, Clone, Queryable)]
pub(in crate::units) struct Node {
    pub id: i64,
    pub parent_id: Option<i64>,
    pub depth: i32,
    pub lft: i64,
    pub lft_end: i64,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// All units in the order of (name, key), in which siblings stand; top units in the order of their numbers.
pub(in crate::units) fn nodes(conn: &mut Conn, _: &System) -> Result<Vec<Node>, Error> {
    let columns = (
        units::id,
        units::parent_id,
        units::depth,
        units::lft,
        units::lft_end,
    );
    let mut nodes: Vec<Node> = units::table
        .filter(units::parent_id.is_null())
        .order((units::lft, units::id))
        .select(columns)
        .load(conn)?;
    nodes.extend(
        units::table
            .filter(units::parent_id.is_not_null())
            .order((units::name_sort, units::id))
            .select(columns)
            .load::<Node>(conn)?,
    );
    Ok(nodes)
}

/// Rows of the closure that are missing.
pub(in crate::units) fn missing(conn: &mut Conn, _: &System) -> Result<i64, Error> {
    count(
        conn,
        &format!(
            "{EXPECTED} SELECT count(*) AS count FROM expected WHERE NOT EXISTS ( \
             SELECT 1 FROM unit_closure kept WHERE kept.ancestor_id = expected.ancestor_id \
             AND kept.descendant_id = expected.descendant_id AND kept.depth = expected.depth)"
        ),
    )
}

/// Rows of the closure that must not be there.
pub(in crate::units) fn superfluous(conn: &mut Conn, _: &System) -> Result<i64, Error> {
    count(
        conn,
        &format!(
            "{EXPECTED} SELECT count(*) AS count FROM \
             (SELECT ancestor_id, descendant_id, depth FROM unit_closure \
              EXCEPT SELECT ancestor_id, descendant_id, depth FROM expected) AS others"
        ),
    )
}

// scope: part of `missing` and `superfluous`.
fn count(conn: &mut Conn, statement: &str) -> Result<i64, Error> {
    Ok(diesel::sql_query(statement)
        .get_result::<Count>(conn)?
        .count)
}

/// Writes the closure anew.
pub(in crate::units) fn rewrite_closure(conn: &mut Conn, _: &System) -> Result<(), Error> {
    diesel::sql_query("DELETE FROM unit_closure").execute(conn)?;
    diesel::sql_query(format!(
        "INSERT INTO unit_closure (ancestor_id, descendant_id, depth) \
         {EXPECTED} SELECT ancestor_id, descendant_id, depth FROM expected"
    ))
    .execute(conn)?;
    Ok(())
}

/// Gives a unit its depth and interval.
pub(in crate::units) fn set_place(
    conn: &mut Conn,
    _: &System,
    unit_id: i64,
    depth: i32,
    place: Interval,
) -> Result<(), Error> {
    diesel::sql_query("UPDATE units SET depth = $1, lft = $2, lft_end = $3 WHERE id = $4")
        .bind::<Integer, _>(depth)
        .bind::<BigInt, _>(place.from)
        .bind::<BigInt, _>(place.to)
        .bind::<BigInt, _>(unit_id)
        .execute(conn)?;
    Ok(())
}
