//! What an export of figures needs besides the figures.

use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::Permission;
use crate::db::Conn;
use crate::db::schema::units;
use crate::error::Error;
use crate::units::Unit;

/// A unit at or below the one of an export, with what it is called.
#[derive(Debug, Clone)]
pub(in crate::reports) struct NamedUnit {
    pub id: i64,
    pub name: String,
    /// Of the unit above it.
    pub above: Option<String>,
}

/// The unit and everything below it, in the order of the tree.
pub(in crate::reports) fn named_units<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    unit: &Unit,
) -> Result<Vec<NamedUnit>, Error> {
    let above = diesel::alias!(units as above);
    let rows: Vec<(i64, String, Option<String>)> = units::table
        .left_join(above.on(above.field(units::id).nullable().eq(units::parent_id)))
        .filter(units::lft.ge(unit.lft))
        .filter(units::lft.lt(unit.lft_end))
        .order(units::lft)
        .select((units::id, units::name, above.field(units::name).nullable()))
        .load(conn)?;
    let named = |(id, name, above)| NamedUnit { id, name, above };
    Ok(rows.into_iter().map(named).collect())
}
