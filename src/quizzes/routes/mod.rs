//! One operation a file: first of those who write quizzes, then of those who take them, then of those who look at figures.

pub mod close_quiz;
pub mod create_quiz;
pub mod delete_quiz;
pub mod get_quiz;
pub mod list_quizzes;
pub mod publish_quiz;
pub mod update_quiz;

pub mod get_attempt;
pub mod get_attempt_picture;
pub mod get_my_quiz;
pub mod list_my_attempts;
pub mod list_my_quizzes;
pub mod save_answer;
pub mod start_attempt;
pub mod submit_attempt;
pub mod upload_attempt;

pub mod get_quiz_statistics;
pub mod list_hard_questions;
