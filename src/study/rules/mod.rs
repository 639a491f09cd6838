//! What is right and what is not about assignments and excuses: pure.

pub(super) mod excuses;
pub(super) mod plan;
pub(super) mod said;
