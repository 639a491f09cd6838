//! SQL of a member's own record: two reads by key.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::Viewer;
use crate::db::Conn;
use crate::db::schema::{members, memberships, role_grants, units};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::members::model::{Member, UnitName};

/// A role held today: role, unit's id and name, term.
pub(in crate::members) type OwnRole = (String, PublicId, String, NaiveDate, Option<NaiveDate>);

pub(in crate::members) fn record(
    conn: &mut Conn,
    viewer: &Viewer,
) -> Result<(Member, Option<UnitName>), Error> {
    let own_unit =
        memberships::table.inner_join(units::table.on(units::id.eq(memberships::unit_id)));
    Ok(members::table
        .left_join(
            own_unit.on(memberships::member_id
                .eq(members::id)
                .and(memberships::to_on.is_null())),
        )
        .filter(members::id.eq(viewer.member_id()))
        .select((
            Member::as_select(),
            (units::public_id, units::name, units::kind).nullable(),
        ))
        .first(conn)?)
}

pub(in crate::members) fn roles(conn: &mut Conn, viewer: &Viewer) -> Result<Vec<OwnRole>, Error> {
    let today = viewer.now().day();
    Ok(role_grants::table
        .inner_join(units::table.on(units::id.eq(role_grants::unit_id)))
        .filter(role_grants::member_id.eq(viewer.member_id()))
        .filter(role_grants::from_on.le(today))
        .filter(
            role_grants::to_on
                .is_null()
                .or(role_grants::to_on.gt(today)),
        )
        .order(role_grants::id)
        .select((
            role_grants::role,
            units::public_id,
            units::name,
            role_grants::from_on,
            role_grants::to_on,
        ))
        .load(conn)?)
}

/// Sets or empties the caller's address; answers the one before.
pub(in crate::members) fn set_address(
    conn: &mut Conn,
    viewer: &Viewer,
    address: Option<&str>,
) -> Result<Option<String>, Error> {
    let own = members::table.find(viewer.member_id());
    let old: Option<String> = own.select(members::email).first(conn)?;
    diesel::update(own)
        .set((
            members::email.eq(address),
            members::revision.eq(members::revision + 1),
            members::updated_at.eq(viewer.now()),
        ))
        .execute(conn)?;
    Ok(old)
}
