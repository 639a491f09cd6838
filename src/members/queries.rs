//! SQL about people.

use diesel::prelude::*;

use super::model::Member;
use crate::auth::permissions::Code;
use crate::auth::{Grant, Permission, Viewer};
use crate::db::Conn;
use crate::db::schema::members;
use crate::error::Error;
use crate::kernel::ids::PublicId;

pub(super) fn find(conn: &mut Conn, viewer: &Viewer, id: PublicId) -> Result<Member, Error> {
    members::table
        .filter(members::public_id.eq(id))
        .filter(
            members::id
                .eq(viewer.member_id())
                .or(viewer.may_in(Code::ReadMembers, members::home_unit_id)),
        )
        .select(Member::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

pub(super) fn is_covered<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    member_id: i64,
) -> Result<bool, Error> {
    let query = members::table
        .filter(members::id.eq(member_id))
        .filter(grant.covers(members::home_unit_id));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(conn)?)
}
