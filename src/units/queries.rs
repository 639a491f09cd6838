//! SQL of the organisation tree.

use diesel::prelude::*;

use super::model::Unit;
use crate::auth::{Grant, Permission, Viewer};
use crate::db::Conn;
use crate::db::schema::units;
use crate::error::Error;
use crate::kernel::ids::PublicId;

pub(super) fn find(conn: &mut Conn, viewer: &Viewer, id: PublicId) -> Result<Unit, Error> {
    units::table
        .filter(units::public_id.eq(id))
        .filter(viewer.sees_unit(units::id))
        .select(Unit::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

pub(super) fn is_covered<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    unit_id: i64,
) -> Result<bool, Error> {
    let query = units::table
        .filter(units::id.eq(unit_id))
        .filter(grant.covers(units::id));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(conn)?)
}
