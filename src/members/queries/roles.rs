//! SQL about role grants.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::role_grants;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::members::model::{NewRole, RoleGrant};

pub(in crate::members) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    new: &NewRole,
) -> Result<RoleGrant, Error> {
    let now = actor.stamp().now();
    Ok(diesel::insert_into(role_grants::table)
        .values((
            role_grants::public_id.eq(PublicId::new(now)),
            role_grants::member_id.eq(new.member_id),
            role_grants::role.eq(new.role.code()),
            role_grants::unit_id.eq(new.unit_id),
            role_grants::from_on.eq(new.from_on),
            role_grants::to_on.eq(new.to_on),
            role_grants::granted_by.eq(actor.member_id()),
            role_grants::granted_at.eq(now),
        ))
        .returning((
            role_grants::id,
            role_grants::public_id,
            role_grants::member_id,
            role_grants::role,
            role_grants::unit_id,
            role_grants::from_on,
            role_grants::to_on,
            role_grants::granted_at,
        ))
        .get_result(conn)?)
}
