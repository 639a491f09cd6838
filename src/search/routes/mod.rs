//! Operations of search.

pub mod search_library;
pub mod suggest_library;
