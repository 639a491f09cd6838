use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::kernel::ids::PublicId;
use crate::questions::queries::questions;
use crate::questions::views::QuestionView;
use crate::questions::writing;

/// A question
///
/// With its key, for those who write quizzes for the unit of its bank.
#[utoipa::path(
    tag = "questions",
    params(
        ("question_id" = PublicId, Path, description = "The question."),
        ("If-None-Match" = Option<String>, Header, description = "The tag the caller has.")
    ),
    responses(
        (status = 200, description = "The question.", body = QuestionView, headers(("ETag" = String))),
        (status = 304, description = "The caller has the current version.")
    ),
    security(("access_token" = []))
)]
#[get("/questions/{question_id}")]
pub async fn get_question(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    question_id: Path<PublicId>,
    if_none_match: IfNoneMatch,
) -> Result<Answer, Error> {
    let Path(question_id) = question_id;
    let (view, etag) = app
        .db
        .read(move |conn| {
            let (found, _) = questions::find(conn, &grant, question_id)?;
            let (question, version) = writing::read(conn, &grant, found.id)?;
            QuestionView::of(&question, &version)
        })
        .await?;
    if if_none_match.has(&etag) {
        return Ok(Answer::not_modified(etag));
    }
    Ok(Answer::ok(&view)?.etag(etag))
}
