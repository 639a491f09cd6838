use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::kernel::ids::PublicId;
use crate::quizzes::closing::Closer;
use crate::quizzes::queries::attempts;
use crate::quizzes::showing;
use crate::quizzes::views::{AttemptPaperView, paper_etag};

/// An attempt of mine
///
/// With its questions and what was answered: after a phone died, or on another device, it goes on from here. What was
/// right is in it only once the quiz lets it be reviewed, and never while it is open. Attempts of others do not exist.
#[utoipa::path(
    tag = "quizzes",
    params(
        ("attempt_id" = PublicId, Path, description = "The attempt."),
        ("If-None-Match" = Option<String>, Header, description = "The tag the caller has.")
    ),
    responses(
        (status = 200, description = "The attempt.", body = AttemptPaperView, headers(("ETag" = String))),
        (status = 304, description = "The caller has the current version; only `server_time` and `seconds_left` have gone on.")
    ),
    security(("access_token" = []))
)]
#[get("/me/attempts/{attempt_id}")]
pub async fn get_attempt(
    viewer: Viewer,
    app: Data<App>,
    attempt_id: Path<PublicId>,
    if_none_match: IfNoneMatch,
) -> Result<Answer, Error> {
    let (Path(id), closer) = (attempt_id, Closer::of(&app));
    let (view, etag) = app
        .db
        .read(move |conn| {
            let attempt = attempts::find(conn, &viewer, id)?;
            let view = showing::whole(conn, &viewer, &closer, &attempt)?;
            let etag = paper_etag(&attempt, &view)?;
            Ok((view, etag))
        })
        .await?;
    if if_none_match.has(&etag) {
        return Ok(Answer::not_modified(etag));
    }
    Ok(Answer::ok(&view)?.etag(etag))
}
