//! Bodies of the library.

mod catalogue;
mod document;
mod edition;
pub(super) mod manuscript;
pub(super) mod metadata;

pub(super) use catalogue::{
    DocumentKindListView, DocumentKindView, TopicListView, TopicView, kind_etag, topic_etag,
};
pub(super) use document::{
    DeskDocumentView, DeskItemView, DeskListView, DocumentEventListView, DocumentEventView,
};
pub(super) use edition::{EditionView, StampView, UnreadFileView};
pub use metadata::{LinkView, MetadataView, TermView};
