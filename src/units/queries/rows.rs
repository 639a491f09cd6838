//! Writing the rows of units.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::units;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::units::model::{NewUnit, Unit, UnitCode, UnitName};
use crate::units::order::Interval;
use crate::units::queries::find;

/// Adds the row; the closure is `tree::attach`'s matter.
pub(in crate::units) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    new: &NewUnit,
    depth: i32,
    place: Interval,
) -> Result<Unit, Error> {
    let id: i64 = diesel::insert_into(units::table)
        .values((
            units::public_id.eq(PublicId::new(actor.stamp().now())),
            units::parent_id.eq(new.parent_id),
            units::kind.eq(new.kind.code()),
            units::name.eq(new.name.as_str()),
            units::name_key.eq(new.name.search_key()),
            units::name_exact.eq(new.name.exact_key()),
            units::name_sort.eq(new.name.sort_key()),
            units::code.eq(new.code.as_ref().map(UnitCode::as_str)),
            units::depth.eq(depth),
            units::lft.eq(place.from),
            units::lft_end.eq(place.to),
            units::opened_on.eq(new.opened_on),
        ))
        .returning(units::id)
        .get_result(conn)?;
    find::by_key(conn, actor, id)
}

pub(in crate::units) fn rename(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
    name: &UnitName,
) -> Result<(), Error> {
    diesel::update(units::table.find(unit_id))
        .set((
            units::name.eq(name.as_str()),
            units::name_key.eq(name.search_key()),
            units::name_exact.eq(name.exact_key()),
            units::name_sort.eq(name.sort_key()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::units) fn recode(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
    code: &UnitCode,
) -> Result<(), Error> {
    diesel::update(units::table.find(unit_id))
        .set(units::code.eq(Some(code.as_str())))
        .execute(conn)?;
    Ok(())
}

/// Counts a change of the unit, so that an edit of the version before it is found stale.
pub(in crate::units) fn bump(conn: &mut Conn, _: &impl Actor, unit_id: i64) -> Result<(), Error> {
    diesel::update(units::table.find(unit_id))
        .set(units::revision.eq(units::revision + 1))
        .execute(conn)?;
    Ok(())
}

pub(in crate::units) fn set_parent(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
    parent_id: i64,
) -> Result<(), Error> {
    diesel::update(units::table.find(unit_id))
        .set((
            units::parent_id.eq(Some(parent_id)),
            units::revision.eq(units::revision + 1),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::units) fn close(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
    on: NaiveDate,
    successor_id: Option<i64>,
) -> Result<(), Error> {
    diesel::update(units::table.find(unit_id))
        .set((
            units::closed_on.eq(Some(on)),
            units::successor_id.eq(successor_id),
            units::revision.eq(units::revision + 1),
        ))
        .execute(conn)?;
    Ok(())
}
