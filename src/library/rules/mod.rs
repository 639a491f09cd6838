//! Rules of the library, all pure.
//!
//! * `metadata.rs`: what may be said about a document.
//! * `lifecycle.rs`: which step follows which, and who may take it.
//! * `force.rs`: whether a paper holds on a day.
//! * `authors.rs`: who may write.
//! * `bulk/`: sheets of documents that are imported and exported.
//! * `catalogue.rs`: kinds and topics.
//! * `files.rs`: what a file may be to its edition.
//! * `links.rs`: what links must not do.

pub(super) mod authors;
pub(super) mod bulk;
pub(super) mod catalogue;
pub(super) mod files;
pub(super) mod force;
pub(super) mod lifecycle;
pub(super) mod links;
pub(super) mod metadata;
