//! One operation a file.

pub mod create_question;
pub mod create_question_bank;
pub mod export_questions;
pub mod get_question;
pub mod get_question_bank;
pub mod get_question_picture;
pub mod get_question_template;
pub mod import_questions;
pub mod list_question_banks;
pub mod list_question_versions;
pub mod list_questions;
pub mod update_question;
pub mod update_question_bank;
