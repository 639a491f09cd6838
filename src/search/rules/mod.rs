//! Rules of search, all pure.
//!
//! * `asked.rs`: what the words of a query are, and which of them carry it.
//! * `steps.rs`: which documents are asked for, the best ones first.
//! * `ranking.rs`: in which order they are shown.
//! * `passages.rs`: where in a document the words stand, and what of it is shown.

pub(super) mod asked;
pub(super) mod passages;
pub(super) mod ranking;
pub(super) mod steps;
