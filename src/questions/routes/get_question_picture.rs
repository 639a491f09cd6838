use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::error::Error;
use crate::files::{self, Disposition};
use crate::http::Path;
use crate::http::attachment::FileBytes;
use crate::kernel::ids::PublicId;
use crate::questions::queries::questions;
use crate::questions::writing;

/// The picture of a question
///
/// For those who write it; who is asked it has `get_attempt_picture`. A body shorter than its `Content-Length` is not whole:
/// ask for the rest with `Range`, or later.
#[utoipa::path(
    tag = "questions",
    params(
        ("question_id" = PublicId, Path, description = "The question."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` the caller has.")
    ),
    responses(
        (status = 200, description = "The picture.", content_type = "*/*", body = FileBytes, headers(("ETag" = String), ("Content-Disposition" = String))),
        (status = 206, description = "The range.", content_type = "*/*", body = FileBytes, headers(("ETag" = String), ("Content-Disposition" = String))),
        (status = 304, description = "The caller has it."),
        (status = 416, description = "The range lies outside the file."),
        (status = 503, description = "`file_damaged`: the stored file is damaged and is not sent until it is repaired; the operator has been told. `busy`: the server is busy, or the storage does not answer; see `Retry-After`.")
    ),
    security(("access_token" = []))
)]
#[get("/questions/{question_id}/picture")]
pub async fn get_question_picture(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    request: HttpRequest,
    question_id: Path<PublicId>,
) -> Result<HttpResponse, Error> {
    let Path(question_id) = question_id;
    let file = app
        .db
        .read(move |conn| {
            let (found, _) = questions::find(conn, &grant, question_id)?;
            let (_, version) = writing::read(conn, &grant, found.id)?;
            let key = version.picture_file_id.ok_or(Error::NotFound)?;
            files::by_key(conn, &grant, key)
        })
        .await?;
    files::serve(&app, &file, "picture", Disposition::Inline, &request).await
}
