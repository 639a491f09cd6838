//! Rows and words of quizzes.

mod hook;

pub use hook::{AttemptClosed, ClosedAttempt, QuizRef};
