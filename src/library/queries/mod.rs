//! SQL of the library, by what it is about.

pub(super) mod authors;
pub(super) mod bulk;
pub(super) mod catalogue;
pub(super) mod changes;
pub(super) mod desk;
pub(super) mod documents;
pub(super) mod editions;
pub(super) mod events;
pub(super) mod files;
pub(super) mod links;
pub(super) mod sections;
pub(super) mod series;
pub(super) mod words;
