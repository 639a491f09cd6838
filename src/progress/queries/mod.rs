//! SQL of progress, by what it is about.

pub(super) mod cases;
pub(super) mod events;
pub(super) mod own;
pub(super) mod people;
pub(super) mod records;
pub(super) mod snapshots;
pub(super) mod verify;
pub(super) mod write;
