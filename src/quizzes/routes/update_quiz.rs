use actix_web::put;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch, Json, Path};
use crate::kernel::ids::PublicId;
use crate::quizzes::model::QuizState;
use crate::quizzes::queries::{attempts, quizzes};
use crate::quizzes::rules::refusals::WRONG_STATE;
use crate::quizzes::views::{QuizBody, QuizView};
use crate::quizzes::writing;

/// Change a quiz
///
/// All of it. Of a published quiz new attempts follow what it says now; those that were begun keep their questions, their
/// order, their time and their pass mark, but end with it. A closed one no longer changes, and one whose time is over does not open
/// again.
#[utoipa::path(
    tag = "quizzes",
    params(
        ("quiz_id" = PublicId, Path, description = "The quiz."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed.")
    ),
    request_body = QuizBody,
    responses(
        (status = 200, description = "As it is now.", body = QuizView, headers(("ETag" = String))),
        (status = 409, description = "`wrong_quiz_state`, `quiz_closed`; of a published one `quiz_without_questions` or `draw_larger_than_bank`.")
    ),
    security(("access_token" = []))
)]
#[put("/quizzes/{quiz_id}")]
pub async fn update_quiz(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    quiz_id: Path<PublicId>,
    if_match: IfMatch,
    body: Json<QuizBody>,
) -> Result<Answer, Error> {
    let Path(quiz_id) = quiz_id;
    app.db
        .write(move |conn| update(conn, &grant, quiz_id, &if_match, &body.value))
        .await
}

fn update(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    id: PublicId,
    if_match: &IfMatch,
    body: &QuizBody,
) -> Result<Answer, Error> {
    let quiz = quizzes::find(conn, grant, id)?;
    if_match.check(quiz.revision)?;
    if quiz.state == QuizState::Closed {
        return Err(WRONG_STATE.into());
    }
    let settings = writing::settings(conn, grant, quiz.owner_unit_id, body)?;
    quiz.check_closing(settings.closes_at, grant.now())?;
    let items = writing::items(conn, grant, body)?;
    writing::check_published(conn, grant, &quiz, &items)?;
    quizzes::update(conn, grant, &quiz, &settings)?;
    if let Some(closes_at) = settings.closes_at {
        attempts::end_by(conn, grant, quiz.id, closes_at)?;
    }
    quizzes::replace_items(conn, grant, quiz.id, &items)?;
    let detail = json!({"quiz_id": id});
    audit::record(
        conn,
        grant,
        &Entry::write("update_quiz", Some(quiz.owner_unit_id), Vec::new(), detail),
    )?;
    let (view, etag) = QuizView::load(conn, grant.viewer(), quiz.id)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
