//! Rows and words of quizzes.

mod codes;
mod hook;
mod rows;

pub use codes::{AttemptState, Counts, Ended, QuizState, Review};
pub use hook::{AttemptClosed, ClosedAttempt, QuizRef};
pub use rows::{AskedItem, Attempt, Item, Paper, Quiz, Saved};
