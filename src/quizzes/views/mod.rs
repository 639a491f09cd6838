//! Bodies of quizzes.

mod attempt;
mod paper;
mod quiz;
mod statistics;
mod taking;

pub(super) use attempt::{AttemptListView, AttemptSaveView, AttemptView, etag};
pub(super) use paper::{AttemptPaperView, RegradeView, asked_views, paper_etag};
pub use quiz::{QuizBody, QuizItemBody};
pub(super) use quiz::{QuizListView, QuizRowView, QuizView};
pub(super) use statistics::{
    HardQuestionListView, HardQuestionView, QuestionFiguresView, QuizStatisticsView,
};
pub(super) use taking::{MyQuizListView, MyQuizView};
