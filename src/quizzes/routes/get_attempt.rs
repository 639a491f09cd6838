use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::quizzes::closing::Closer;
use crate::quizzes::queries::attempts;
use crate::quizzes::showing;
use crate::quizzes::views::{AttemptPaperView, etag};

/// An attempt of mine
///
/// With its questions and what was answered: after a phone died, or on another device, it goes on from here. What was
/// right is in it only once the quiz lets it be reviewed, and never while it is open. Attempts of others do not exist.
#[utoipa::path(
    tag = "quizzes",
    params(("attempt_id" = PublicId, Path, description = "The attempt.")),
    responses((status = 200, description = "The attempt.", body = AttemptPaperView, headers(("ETag" = String)))),
    security(("access_token" = []))
)]
#[get("/me/attempts/{attempt_id}")]
pub async fn get_attempt(
    viewer: Viewer,
    app: Data<App>,
    attempt_id: Path<PublicId>,
) -> Result<Answer, Error> {
    let (Path(id), closer) = (attempt_id, Closer::of(&app));
    let (view, etag) = app
        .db
        .read(move |conn| {
            let attempt = attempts::find(conn, &viewer, id)?;
            let view = showing::whole(conn, &viewer, &closer, &attempt)?;
            Ok((view, etag(&attempt)))
        })
        .await?;
    Ok(Answer::ok(&view)?.etag(etag))
}
