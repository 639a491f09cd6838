//! Bodies of question banks.

mod bank;
mod question;

pub(super) use bank::{QuestionBankListView, QuestionBankView};
pub(super) use question::{
    QuestionListView, QuestionVersionListView, QuestionVersionView, QuestionView,
};
