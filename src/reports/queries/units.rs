//! The part of the tree that a report is about.

use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::Permission;
use crate::db::Conn;
use crate::db::schema::units;
use crate::error::Error;
use crate::reports::rules::limits;
use crate::units::{Unit, UnitKind};

/// The units directly below one, closed ones too, in the order of their names; one more than a report may have tells
/// that there are too many.
pub(in crate::reports) fn children<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    unit_id: i64,
) -> Result<Vec<Unit>, Error> {
    let most = i64::try_from(limits::CHILDREN).unwrap_or(i64::MAX);
    Ok(units::table
        .filter(units::parent_id.eq(unit_id))
        .order((units::name_sort, units::id))
        .limit(most + 1)
        .select(Unit::as_select())
        .load(conn)?)
}

/// Row keys and order numbers of a unit and everything below it, in the order of the tree.
pub(in crate::reports) fn within<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    unit: &Unit,
) -> Result<Vec<(i64, i64)>, Error> {
    Ok(units::table
        .filter(units::lft.ge(unit.lft))
        .filter(units::lft.lt(unit.lft_end))
        .order(units::lft)
        .select((units::id, units::lft))
        .load(conn)?)
}

/// The unit and the groups in it: those whose members are its own.
pub(in crate::reports) fn own_units<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    unit_id: i64,
) -> Result<Vec<i64>, Error> {
    let groups: Vec<i64> = units::table
        .filter(units::parent_id.eq(unit_id))
        .filter(units::kind.eq(UnitKind::Group.code()))
        .order(units::id)
        .select(units::id)
        .load(conn)?;
    Ok(std::iter::once(unit_id).chain(groups).collect())
}
