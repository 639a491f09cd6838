//! Rules of search, all pure.
//!
//! * `asked.rs`: what the words of a query are, and which of them carry it.
//! * `steps.rs`: which documents are asked for, the best ones first.
//! * `naming.rs`: which papers it names by their number.
//! * `ranking.rs`: in which order they are shown.
//! * `spots.rs`: where in a section the words stand near one another.
//! * `passages.rs`: what of a document is shown.

pub(super) mod asked;
pub(super) mod naming;
pub(super) mod passages;
pub(super) mod ranking;
pub(super) mod spots;
pub(super) mod steps;
