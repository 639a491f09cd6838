//! SQL of question banks, by what it is about.

pub(super) mod banks;
pub(super) mod drawing;
pub(super) mod questions;
pub(super) mod versions;
