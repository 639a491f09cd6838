//! SQL of study, by what it is about.

pub(super) mod assignments;
pub(super) mod desk;
pub(super) mod excuses;
pub(super) mod library;
pub(super) mod plans;
pub(super) mod requirements;
