//! SQL about people.
//!
//! * `people.rs`: one member: finding, adding, changing.
//! * `roles.rs`: role grants.

pub(super) mod people;
pub(super) mod roles;
