use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::kernel::ids::PublicId;
use crate::quizzes::queries::quizzes;
use crate::quizzes::views::QuizView;

/// A quiz, for those who write it
///
/// Who takes it has `get_my_quiz`.
#[utoipa::path(
    tag = "quizzes",
    params(
        ("quiz_id" = PublicId, Path, description = "The quiz."),
        ("If-None-Match" = Option<String>, Header, description = "The tag the caller has.")
    ),
    responses(
        (status = 200, description = "The quiz.", body = QuizView, headers(("ETag" = String))),
        (status = 304, description = "The caller has the current version.")
    ),
    security(("access_token" = []))
)]
#[get("/quizzes/{quiz_id}")]
pub async fn get_quiz(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    quiz_id: Path<PublicId>,
    if_none_match: IfNoneMatch,
) -> Result<Answer, Error> {
    let Path(quiz_id) = quiz_id;
    let (view, etag) = app
        .db
        .read(move |conn| {
            let quiz = quizzes::find(conn, &grant, quiz_id)?;
            QuizView::load(conn, grant.viewer(), quiz.id)
        })
        .await?;
    if if_none_match.has(&etag) {
        return Ok(Answer::not_modified(etag));
    }
    Ok(Answer::ok(&view)?.etag(etag))
}
