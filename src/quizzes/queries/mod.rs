//! SQL of quizzes, by what it is about.

pub(super) mod answers;
pub(super) mod attempts;
pub(super) mod quizzes;
pub(super) mod refs;
pub(super) mod regrading;
pub(super) mod statistics;
pub(super) mod taking;
