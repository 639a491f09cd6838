//! Banks of questions: their keys and versions, and how an answer is graded.
//!
//! Tables: `question_banks`, `questions`, `question_versions`.
//!
//! Rules:
//! * A bank belongs to a unit; whoever writes quizzes for the unit or one above it may use and change it. Keys never leave
//!   this room but to them, and to a member in his closed attempt.
//! * A question is what its current version says; versions never change. A minor one changes words, a key version corrects
//!   the key for the same choices, another content begins a family of its own. An answer can be graded by every version
//!   of the family in which the question was asked, and is graded by the last one that corrected the key.
//! * Grading counts in thousandths and never rounds up: `rules/grading.rs` says how.
//! * A file of questions is imported whole or not at all; a dry run tells everything that is wrong, line by line.

mod files;
mod memory;
mod model;
mod queries;
mod routes;
mod rules;
mod transfer;
mod views;
mod writing;

pub use memory::Memory;
pub use model::{
    AcceptedBody, AnswerBody, Asked, ChoiceBody, Decimal, ItemBody, Key, Named, NumberBody,
    OptionBody, PromptBody, QuestionBody, QuestionKind, WHOLE,
};

pub use views::{QuestionImportView, QuestionKindCountView, QuestionSkippedView};

use crate::auth::permissions::WriteQuizzes;
use crate::auth::principal::Actor;
use crate::auth::{Grant, System};
use crate::db::{Conn, Db};
use crate::error::Error;
use crate::http::Branches;
use crate::kernel::ids::PublicId;

/// The kind of the job that grades again what a wrong key has graded; its input is `{"question_id": …}`. The room that has
/// the attempts does it.
pub const REGRADE: &str = "regrade_question";

/// Those of the files that questions show.
///
/// # Errors
/// The database.
pub fn files_in_use(conn: &mut Conn, system: &System, ids: &[i64]) -> Result<Vec<i64>, Error> {
    queries::versions::used_files(conn, system, ids)
}

/// Checks a file of questions, for an operator; with `commit` its questions are written, unless anything is wrong.
///
/// # Errors
/// No such bank, a file that cannot be read, a bank that is full, or the database.
pub async fn import(
    db: &Db,
    system: &System,
    bank_id: PublicId,
    is_workbook: bool,
    bytes: Vec<u8>,
    commit: bool,
) -> Result<QuestionImportView, Error> {
    transfer::import(db, system, bank_id, is_workbook, &bytes, commit).await
}

/// Whether an answer is one to this question.
///
/// # Errors
/// 422 at `/answer`.
pub fn check_answer(asked: &Asked, answer: &AnswerBody) -> Result<(), Error> {
    Ok(asked.key.check_answer(answer)?)
}

/// What an answer is worth, from 0 to [`WHOLE`].
#[must_use]
pub fn grade(asked: &Asked, answer: &AnswerBody) -> i32 {
    asked.key.grade(answer)
}

/// An answer that is worth the whole: for a closed attempt whose answers may be reviewed.
#[must_use]
pub fn right_answer(asked: &Asked) -> AnswerBody {
    rules::review::right_answer(&asked.body, &asked.key)
}

/// What the question says to this answer.
#[must_use]
pub fn feedback(asked: &Asked, answer: &AnswerBody) -> Vec<String> {
    rules::review::feedback(&asked.body, &asked.key, answer)
}

/// A question that may be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawable {
    pub question_id: i64,
    pub version_id: i64,
    /// Still asked; the others only where there are too few.
    pub active: bool,
}

/// The questions of a bank (of one category of it), those that are asked first.
///
/// # Errors
/// The database.
pub fn pool(
    conn: &mut Conn,
    actor: &impl Actor,
    bank_id: i64,
    category: Option<&str>,
) -> Result<Vec<Drawable>, Error> {
    let rows = queries::drawing::pool(conn, actor, bank_id, category)?;
    let drawable = rows
        .into_iter()
        .map(|(question_id, version_id, active)| Drawable {
            question_id,
            version_id,
            active,
        });
    Ok(drawable.collect())
}

/// Row keys of questions with those of what they say now.
///
/// # Errors
/// The database.
pub fn current_versions(
    conn: &mut Conn,
    actor: &impl Actor,
    question_ids: Vec<i64>,
) -> Result<Vec<(i64, i64)>, Error> {
    queries::drawing::current(conn, actor, question_ids)
}

/// The row key of a question that the caller may put into a quiz.
///
/// # Errors
/// The database.
pub fn usable_question(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    id: PublicId,
) -> Result<Option<i64>, Error> {
    queries::drawing::question(conn, grant, id)
}

/// The row key of a bank from which a quiz of the caller may draw.
///
/// # Errors
/// [`Error::NotFound`], or the database.
pub fn usable_bank(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    id: PublicId,
) -> Result<i64, Error> {
    Ok(queries::banks::find(conn, grant, id)?.id)
}

/// The row keys of a question and of the version that last corrected its key, for the job that grades again.
///
/// # Errors
/// [`Error::NotFound`]: its key was never corrected; the database.
pub fn last_correction(
    conn: &mut Conn,
    system: &System,
    id: PublicId,
) -> Result<(i64, i64), Error> {
    queries::versions::last_correction(conn, system, id)?.ok_or(Error::NotFound)
}

/// Public ids of questions by row key.
///
/// # Errors
/// The database.
pub fn question_ids(
    conn: &mut Conn,
    actor: &impl Actor,
    keys: Vec<i64>,
) -> Result<Vec<(i64, PublicId)>, Error> {
    queries::drawing::question_ids(conn, actor, keys)
}

/// Public ids of banks by row key.
///
/// # Errors
/// The database.
pub fn bank_ids(
    conn: &mut Conn,
    actor: &impl Actor,
    keys: Vec<i64>,
) -> Result<Vec<(i64, PublicId)>, Error> {
    queries::drawing::bank_ids(conn, actor, keys)
}

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::create_question_bank::create_question_bank)
        .service(routes::get_question_template::get_question_template)
        .service(routes::import_questions::import_questions)
        .service(routes::export_questions::export_questions)
        .service(routes::list_question_banks::list_question_banks)
        .service(routes::get_question_bank::get_question_bank)
        .service(routes::update_question_bank::update_question_bank)
        .service(routes::create_question::create_question)
        .service(routes::list_questions::list_questions)
        .service(routes::get_question::get_question)
        .service(routes::update_question::update_question)
        .service(routes::get_question_picture::get_question_picture)
        .service(routes::list_question_versions::list_question_versions);
}
