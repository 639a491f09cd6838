//! The organisation tree and its history.
//!
//! Tables: `units`, `unit_closure` (the truth for scope checks), `unit_changes`.
//!
//! Rules:
//! * Nothing is deleted: a unit is closed on a date, and a closed unit does not change any more.
//! * Every change holds from a day that is not in the future and leaves a row of history.
//! * `parent_id` is the truth of the tree. The closure, `depth` and the order numbers (`order.rs`) follow it in the same
//!   transaction; `drift` compares, `rebuild` computes them anew.
//! * Where a unit stands (move, merge, split, close) is decided by whoever manages the unit above it.
//! * On PostgreSQL, who changes the tree holds its guard alone, and who needs a unit to stay open while he writes
//!   ([`hold`]) holds it together with others.

mod change;
mod member_mover;
mod model;
mod order;
mod parts;
mod queries;
mod routes;
mod rules;
mod tree;
mod verify;
mod views;

pub use member_mover::{CurrentMember, MemberMover, MoveReason};
pub use model::{ChangeKind, NewUnit, Unit, UnitCode, UnitKind, UnitName};
pub use rules::may_stand_under;
pub use verify::{Drift, drift, rebuild};
pub use views::UnitRef;

use crate::auth::principal::Actor;
use crate::auth::{Grant, Permission, System, Viewer};
use crate::db::Conn;
use crate::error::Error;
use crate::http::Branches;
use crate::kernel::ids::PublicId;
use views::UnitChangeDetail;

/// A unit that the caller may know of.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or none he may know of.
pub fn locate(conn: &mut Conn, viewer: &Viewer, id: PublicId) -> Result<Unit, Error> {
    queries::find::find(conn, viewer, id)
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
    let unit = queries::find::find(conn, grant.viewer(), id)?;
    if queries::find::is_covered(conn, grant, unit.id)? {
        Ok(unit)
    } else {
        Err(Error::Forbidden)
    }
}

/// Keeps the tree as it is until the caller's transaction ends, for a write that relies on it (a membership or role in a
/// unit that must be open): nobody can close, merge, split or move a unit meanwhile. Ask before anything else.
///
/// # Errors
/// [`Error::Busy`] when a long change of the tree runs; the database.
pub fn hold(conn: &mut Conn, actor: &impl Actor) -> Result<(), Error> {
    queries::tree::guard_together(conn, actor)
}

/// Adds a unit to the tree, with its row of history, in the caller's transaction. Whether he may do so is the
/// operation's matter, and so is the audit row.
///
/// # Errors
/// 422 when a unit of this kind cannot stand there, 409 when the unit above is closed or the code taken.
pub fn insert(conn: &mut Conn, actor: &impl Actor, new: &NewUnit) -> Result<Unit, Error> {
    queries::tree::guard_alone(conn, actor)?;
    let unit = tree::insert(conn, actor, new)?;
    let parent = new
        .parent_id
        .map(|id| queries::find::by_key(conn, actor, id))
        .transpose()?;
    let detail = UnitChangeDetail {
        new_name: Some(unit.name.clone()),
        new_code: unit.code.clone(),
        new_parent_id: parent.map(|parent| parent.public_id),
        ..UnitChangeDetail::default()
    };
    change::record(
        conn,
        actor,
        ChangeKind::Opened,
        unit.opened_on,
        &[(unit.id, detail)],
    )?;
    Ok(unit)
}

/// A unit by its code or id, for an operator's command, which stands above every unit.
///
/// # Errors
/// [`Error::NotFound`], or the database.
pub fn named(conn: &mut Conn, system: &System, named: &str) -> Result<Unit, Error> {
    queries::find::named(conn, system, named)
}

/// Whether there is no unit at all yet: a fresh database.
///
/// # Errors
/// The database.
pub fn is_empty(conn: &mut Conn, system: &System) -> Result<bool, Error> {
    queries::find::is_empty(conn, system)
}

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::list_units::list_units)
        .service(routes::create_unit::create_unit)
        .service(routes::get_unit::get_unit)
        .service(routes::update_unit::update_unit)
        .service(routes::list_unit_changes::list_unit_changes)
        .service(routes::move_unit::move_unit)
        .service(routes::merge_unit::merge_unit)
        .service(routes::split_unit::split_unit)
        .service(routes::close_unit::close_unit);
}
