//! Bodies of question banks.

mod bank;
mod question;
mod transfer;

pub(super) use bank::{QuestionBankListView, QuestionBankView};
pub(super) use question::{
    QuestionListView, QuestionVersionListView, QuestionVersionView, QuestionView,
};
pub use transfer::{QuestionImportView, QuestionKindCountView, QuestionSkippedView};
