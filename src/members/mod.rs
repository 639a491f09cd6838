//! People: their memberships, standings and roles, each dated.
//!
//! Tables: `members`, `memberships`, `standings`, `role_grants`.

mod checks;
mod followers;
mod memory;
mod model;
mod mover;
mod queries;
pub mod routes;
mod rules;
mod views;

use chrono::NaiveDate;

pub use followers::{AddressChanged, ChangedAddress, Followers, MembersChanged, TreeChanged};
pub use memory::Memory;
pub use model::{Member, NewMember, RoleGrant};
pub use mover::Mover;
pub use queries::roster;

use crate::auth::principal::Actor;
use crate::auth::{Grant, Permission, Role, System, Viewer};
use crate::db::Conn;
use crate::error::Error;
use crate::http::Branches;
use crate::kernel::ids::PublicId;
use crate::kernel::person::Email;
use model::NewRole;

/// A member whom the caller may know of: himself, or one in a unit where a role of his reads members.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or none he may know of.
pub fn locate(conn: &mut Conn, viewer: &Viewer, id: PublicId) -> Result<Member, Error> {
    queries::people::find(conn, viewer, id)
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
    let member = queries::people::find(conn, grant.viewer(), id)?;
    if queries::people::is_covered(conn, grant, member.id)? {
        Ok(member)
    } else {
        Err(Error::Forbidden)
    }
}

/// A member of a unit over which itself the caller's role stands, or of a group of it: one of his own cell. A role over a
/// grassroots organisation does not reach into the cells below it.
///
/// # Errors
/// As for [`locate_for`].
pub fn locate_own<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    id: PublicId,
) -> Result<Member, Error> {
    let member = locate_for(conn, grant, id)?;
    if queries::people::is_own(conn, grant, &member)? {
        Ok(member)
    } else {
        Err(Error::Forbidden)
    }
}

/// Takes a person into the roster in the caller's transaction: the record, a membership and a standing. The operation
/// records it in the audit log.
///
/// # Errors
/// The database; a card number or citizen id that exists violates `members.card_number` or `members.citizen_id`.
pub fn insert(conn: &mut Conn, actor: &impl Actor, new: &NewMember) -> Result<Member, Error> {
    let id = queries::adding::insert_many(conn, actor, std::slice::from_ref(new))?;
    queries::people::by_key(conn, actor, id.first().copied().unwrap_or(0))
}

/// [`insert`] for many people in few statements; answers their row keys in the order given.
///
/// # Errors
/// As for [`insert`]; then none of them is in the roster once the caller's transaction rolls back.
pub fn insert_many(
    conn: &mut Conn,
    actor: &impl Actor,
    people: &[NewMember],
) -> Result<Vec<i64>, Error> {
    queries::adding::insert_many(conn, actor, people)
}

/// The record of a row key that the server itself holds.
///
/// # Errors
/// The database.
pub fn by_key(conn: &mut Conn, system: &System, id: i64) -> Result<Member, Error> {
    queries::people::by_key(conn, system, id)
}

/// Sets the address that the roster has of the caller, or empties it, and tells those who follow addresses. The operation records
/// it in the audit log and calls `app.members.forget` after the write.
///
/// # Errors
/// The database.
pub fn set_own_address(
    conn: &mut Conn,
    viewer: &Viewer,
    address: Option<&Email>,
    followers: &Followers,
) -> Result<(), Error> {
    let new = address.map(Email::as_str);
    let old = queries::own::set_address(conn, viewer, new)?;
    followers.tell_of_address(conn, viewer, viewer.member_id(), (old.as_deref(), new))
}

/// Gives a role in the caller's transaction, unconditionally: who may do so is the operation's matter.
///
/// # Errors
/// The database.
pub fn grant_role(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    role: Role,
    unit_id: i64,
    from_on: NaiveDate,
    to_on: Option<NaiveDate>,
) -> Result<RoleGrant, Error> {
    queries::roles::insert(
        conn,
        actor,
        &NewRole {
            member_id,
            role,
            unit_id,
            from_on,
            to_on,
        },
    )
}

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::get_me::get_me)
        .service(routes::list_members::list_members)
        .service(routes::create_member::create_member)
        .service(routes::get_member::get_member)
        .service(routes::update_member::update_member)
        .service(routes::list_member_history::list_member_history)
        .service(routes::transfer_member::transfer_member)
        .service(routes::record_standing::record_standing)
        .service(routes::list_member_roles::list_member_roles)
        .service(routes::grant_role::grant_role)
        .service(routes::end_role::end_role);
}
