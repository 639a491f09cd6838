//! Who imports or exports: an officer within the units where he holds the permission, or the operator at the command
//! line, who stands above every unit.

use crate::auth::permissions::Permission;
use crate::auth::principal::Actor;
use crate::auth::{Grant, RequestStamp, System};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::units::{self, Unit};

/// Who acts, and where he may.
#[derive(Debug, Clone)]
pub(super) enum Keeper<P> {
    Officer(Grant<P>),
    Operator(System),
}

impl<P: Permission> Keeper<P> {
    pub(super) fn now(&self) -> Instant {
        self.stamp().now()
    }

    /// The unit, where he holds the permission.
    ///
    /// # Errors
    /// 404 when an officer may not know of it, 403 when he may, but not do this.
    pub(super) fn locate(&self, conn: &mut Conn, id: PublicId) -> Result<Unit, Error> {
        match self {
            Self::Officer(grant) => units::locate_for(conn, grant, id),
            Self::Operator(system) => units::named(conn, system, &id.to_string()),
        }
    }
}

impl<P: Permission> Actor for Keeper<P> {
    fn stamp(&self) -> &RequestStamp {
        match self {
            Self::Officer(grant) => grant.stamp(),
            Self::Operator(system) => system.stamp(),
        }
    }

    fn member_id(&self) -> Option<i64> {
        match self {
            Self::Officer(grant) => grant.member_id(),
            Self::Operator(system) => system.member_id(),
        }
    }

    fn acted_as(&self) -> &'static str {
        match self {
            Self::Officer(grant) => grant.acted_as(),
            Self::Operator(system) => system.acted_as(),
        }
    }
}
