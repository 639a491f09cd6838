//! Rules of the library, all pure.
//!
//! * `metadata.rs`: what may be said about a document.
//! * `lifecycle.rs`: which step follows which, and who may take it.
//! * `force.rs`: whether a paper holds on a day.

pub(super) mod force;
pub(super) mod lifecycle;
pub(super) mod metadata;
