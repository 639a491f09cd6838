//! People: their memberships, standings and roles, each dated.
//!
//! Tables: `members`, `memberships`, `standings`, `role_grants`.

mod cell_mover;
mod model;
mod queries;

use utoipa_actix_web::service_config::ServiceConfig;

pub use cell_mover::CellMover;
pub use model::Member;

use crate::auth::{Grant, Permission, Viewer};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// A member whom the caller may know of: himself, or one in a unit where a role of his reads members.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or none he may know of.
pub fn locate(conn: &mut Conn, viewer: &Viewer, id: PublicId) -> Result<Member, Error> {
    queries::find(conn, viewer, id)
}

/// A member in whose home unit the caller holds the permission.
///
/// # Errors
/// [`Error::NotFound`] when he may not know of him, [`Error::Forbidden`] when he may, but not do this.
pub fn locate_for<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    id: PublicId,
) -> Result<Member, Error> {
    let member = queries::find(conn, grant.viewer(), id)?;
    if queries::is_covered(conn, grant, member.id)? {
        Ok(member)
    } else {
        Err(Error::Forbidden)
    }
}

/// Mounts the operations.
pub fn mount(_config: &mut ServiceConfig<'_>) {}
