//! SQL of readers. Nothing here is asked without a [`Reader`](crate::audiences::Reader), but what the process itself
//! keeps up with.
//!
//! * `visible.rs`: the condition under which a reader sees a document.
//! * `list.rs`: lists.
//! * `documents.rs`: one document, its parts and its links.
//! * `own.rs`: bookmarks and positions.
//! * `changes.rs`: the feed of changes, for readers and for the process.

pub(super) mod changes;
pub(super) mod documents;
pub(super) mod editions;
pub(super) mod list;
pub(super) mod own;
mod visible;
