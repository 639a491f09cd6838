use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::files::{self, Disposition};
use crate::http::Path;
use crate::http::attachment::FileBytes;
use crate::kernel::ids::PublicId;
use crate::quizzes::closing::Closer;
use crate::quizzes::queries::attempts;

/// The picture of a question in an attempt of mine
///
/// Its bytes never change under this address. A body shorter than its `Content-Length` is not whole: ask for the rest with
/// `Range`, or later.
#[utoipa::path(
    tag = "quizzes",
    params(
        ("attempt_id" = PublicId, Path, description = "The attempt."),
        ("place" = i32, Path, description = "The number of the question.", minimum = 1, maximum = 200),
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
#[get("/me/attempts/{attempt_id}/questions/{place}/picture")]
pub async fn get_attempt_picture(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    path: Path<(PublicId, i32)>,
) -> Result<HttpResponse, Error> {
    let Path((attempt_id, place)) = path;
    let closer = Closer::of(&app);
    let file = app
        .db
        .read(move |conn| {
            let attempt = attempts::find(conn, &viewer, attempt_id)?;
            let asked = closer.asked(conn, &viewer, &attempt.paper()?)?;
            let place = usize::try_from(place)
                .ok()
                .and_then(|place| place.checked_sub(1));
            let picture = place
                .and_then(|place| asked.get(place))
                .and_then(|asked| asked.picture_file_id);
            files::by_key(conn, &viewer, picture.ok_or(Error::NotFound)?)
        })
        .await?;
    files::serve(&app, &file, "picture", Disposition::Inline, &request).await
}
