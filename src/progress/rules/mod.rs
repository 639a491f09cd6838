//! What follows from what: pure.

pub(super) mod completion;
pub(super) mod events;
pub(super) mod figures;
pub(super) mod words;
