//! SQL for the first administrator.

use diesel::prelude::*;

use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::units;
use crate::error::Error;

/// The top unit that stands first; `None` in a fresh database.
pub fn top_unit(conn: &mut Conn, _: &System) -> Result<Option<i64>, Error> {
    Ok(units::table
        .filter(units::parent_id.is_null())
        .filter(units::closed_on.is_null())
        .order((units::lft, units::id))
        .select(units::id)
        .first(conn)
        .optional()?)
}
