//! SQL about people.
//!
//! * `people.rs`: single members: finding, changing.
//! * `adding.rs`: taking people into the roster.
//! * `history.rs`: memberships and standings.
//! * `moving.rs`: many members at once: merged, split and closed units.
//! * `roles.rs`: role grants.
//! * `list.rs`: lists and searches.
//! * `own.rs`: a member's own record.
//! * `roster.rs`: many people at once.

pub(super) mod adding;
pub(super) mod history;
pub(super) mod list;
pub(super) mod moving;
pub(super) mod own;
pub(super) mod people;
pub(super) mod roles;
pub mod roster;
