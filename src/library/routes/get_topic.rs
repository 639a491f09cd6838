use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::library::queries::catalogue;
use crate::library::views::{TopicView, topic_etag};

/// A topic
///
/// Also one that is no longer used.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("code" = String, Path, description = "Its code.", max_length = 40, pattern = "^[a-z0-9_]+$"),
        ("If-None-Match" = Option<String>, Header, description = "The tag the caller has.")
    ),
    responses(
        (status = 200, description = "As it is now.", body = TopicView, headers(("ETag" = String))),
        (status = 304, description = "The caller has the current version.")
    ),
    security(("access_token" = []))
)]
#[get("/topics/{code}")]
pub async fn get_topic(
    viewer: Viewer,
    app: Data<App>,
    code: Path<String>,
    if_none_match: IfNoneMatch,
) -> Result<Answer, Error> {
    let Path(code) = code;
    let known = app
        .db
        .read(move |conn| catalogue::topic(conn, &viewer, &code))
        .await?
        .ok_or(Error::NotFound)?;
    let etag = topic_etag(&known);
    if if_none_match.has(&etag) {
        return Ok(Answer::not_modified(etag));
    }
    Ok(Answer::ok(&TopicView::of(known))?.etag(etag))
}
