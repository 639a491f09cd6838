use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::kernel::ids::PublicId;
use crate::questions::queries::banks;
use crate::questions::views::QuestionBankView;

/// A bank
///
/// For those who write quizzes for its unit.
#[utoipa::path(
    tag = "questions",
    params(
        ("bank_id" = PublicId, Path, description = "The bank."),
        ("If-None-Match" = Option<String>, Header, description = "The tag the caller has.")
    ),
    responses(
        (status = 200, description = "The bank.", body = QuestionBankView, headers(("ETag" = String))),
        (status = 304, description = "The caller has the current version.")
    ),
    security(("access_token" = []))
)]
#[get("/question-banks/{bank_id}")]
pub async fn get_question_bank(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    bank_id: Path<PublicId>,
    if_none_match: IfNoneMatch,
) -> Result<Answer, Error> {
    let Path(bank_id) = bank_id;
    let (view, etag) = app
        .db
        .read(move |conn| {
            let bank = banks::find(conn, &grant, bank_id)?;
            QuestionBankView::load(conn, grant.viewer(), &bank)
        })
        .await?;
    if if_none_match.has(&etag) {
        return Ok(Answer::not_modified(etag));
    }
    Ok(Answer::ok(&view)?.etag(etag))
}
