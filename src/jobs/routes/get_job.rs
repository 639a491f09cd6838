use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::jobs::queries;
use crate::jobs::views::JobView;
use crate::kernel::ids::PublicId;

/// Seconds a caller waits before asking again.
const ASK_AGAIN_SECONDS: &str = "2";

/// Where a job stands
///
/// Only for the member who started it; anybody else gets 404. While `state` is `queued` or `running`, ask again after
/// `Retry-After` seconds. A job that ended is kept for 7 days.
#[utoipa::path(
    tag = "jobs",
    params(
        ("job_id" = PublicId, Path, description = "The job, as `Location` named it."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` the caller has.")
    ),
    responses(
        (status = 200, description = "The job.", body = JobView, headers(("Retry-After" = String), ("ETag" = String))),
        (status = 304, description = "Nothing has changed since.", headers(("Retry-After" = String)))
    ),
    security(("access_token" = []))
)]
#[get("/jobs/{job_id}")]
pub async fn get_job(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    id: Path<PublicId>,
    known: IfNoneMatch,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let row = app
        .db
        .read(move |conn| queries::find_own(conn, &viewer, id.0))
        .await?;
    let etag = row.etag(language);
    let view = JobView::of(row, language);
    let answer = if known.has(&etag) {
        Answer::not_modified(etag)
    } else {
        Answer::ok(&view)?.etag(etag)
    };
    Ok(if view.state.is_over() {
        answer
    } else {
        answer.field("retry-after", ASK_AGAIN_SECONDS)
    })
}
