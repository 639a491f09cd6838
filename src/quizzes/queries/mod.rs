//! SQL of quizzes, by what it is about.

pub(super) mod refs;
