//! The organisation tree and its history.
//!
//! Tables: `units`, `unit_closure` (the truth for scope checks), `unit_changes`.

mod member_mover;
mod model;
mod queries;

use utoipa_actix_web::service_config::ServiceConfig;

pub use member_mover::{CurrentMember, MemberMover, MoveReason};
pub use model::Unit;

use crate::auth::{Grant, Permission, Viewer};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// A unit that the caller may know of.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or none he may know of.
pub fn locate(conn: &mut Conn, viewer: &Viewer, id: PublicId) -> Result<Unit, Error> {
    queries::find(conn, viewer, id)
}

/// A unit in which the caller holds the permission.
///
/// # Errors
/// [`Error::NotFound`] when he may not know of it, [`Error::Forbidden`] when he may, but not do this.
pub fn locate_for<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    id: PublicId,
) -> Result<Unit, Error> {
    let unit = queries::find(conn, grant.viewer(), id)?;
    if queries::is_covered(conn, grant, unit.id)? {
        Ok(unit)
    } else {
        Err(Error::Forbidden)
    }
}

/// Mounts the operations.
pub fn mount(_config: &mut ServiceConfig<'_>) {}
