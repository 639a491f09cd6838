//! SQL of the organisation tree.

pub(super) mod drift;
pub(super) mod find;
pub(super) mod history;
pub(super) mod list;
pub(super) mod rows;
pub(super) mod tree;
