//! SQL about people.
//!
//! * `people.rs`: one member: finding, adding, changing.
//! * `roles.rs`: role grants.
//! * `roster.rs`: many people at once.

pub(super) mod people;
pub(super) mod roles;
pub mod roster;
