//! Rules of question banks, all pure.
//!
//! * `checks.rs`: what a question must say; its texts in NFC, and its key.
//! * `grading.rs`: whether an answer fits a question, and what it is worth.
//! * `review.rs`: what is said to who has answered.
//! * `versions.rs`: what a new version may change.
//! * `gift.rs`, `gift_text.rs`, `gift_answers.rs`, `gift_write.rs`: Moodle's text format.
//! * `sheet.rs`, `sheet_fill.rs`: the columns of the spreadsheet.
//! * `refusals.rs`: what is refused.

pub(super) mod checks;
mod faults;
pub(super) mod gift;
mod gift_answers;
mod gift_text;
pub(super) mod gift_write;
pub(super) mod grading;
pub(super) mod refusals;
pub(super) mod review;
pub(super) mod sheet;
mod sheet_fill;
pub(super) mod versions;
