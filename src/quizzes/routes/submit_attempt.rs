use actix_web::post;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch, Json, Once, Path};
use crate::kernel::ids::PublicId;
use crate::quizzes::closing::{self, Answers, Closer, GivenAnswer, How};
use crate::quizzes::model::{AttemptState, Ended};
use crate::quizzes::queries::attempts;
use crate::quizzes::rules::refusals::{ATTEMPT_CLOSED, ATTEMPT_EXPIRED};
use crate::quizzes::showing;
use crate::quizzes::views::{AttemptView, etag};

/// The end of an attempt.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"answers": [{"place": 10, "answer": {"choice": 2}}]}))]
pub struct SubmitAttempt {
    /// Answers that were not saved yet, or are others than those saved; the rest stays as it was saved.
    #[serde(default)]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub answers: Vec<GivenAnswer>,
}

/// Submit an attempt
///
/// It is closed and graded. `If-Match` is the tag of the attempt as this device knows it, as for `save_answer`: a device that has
/// not seen what another one saved is told so (412), and what the two answered is never mixed. A repeat answers the first result,
/// whatever it brings. An attempt whose time was over was graded with what had been saved: submitting it answers `attempt_expired`.
#[utoipa::path(
    tag = "quizzes",
    params(
        ("attempt_id" = PublicId, Path, description = "The attempt."),
        ("If-Match" = String, Header, description = "The tag of the attempt as the device knows it."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = SubmitAttempt,
    responses(
        (status = 200, description = "The result.", body = AttemptView, headers(("ETag" = String))),
        (status = 409, description = "`attempt_expired`, or `attempt_closed` of an upload that counts for nothing.")
    ),
    security(("access_token" = []))
)]
#[post("/me/attempts/{attempt_id}/submission")]
pub async fn submit_attempt(
    viewer: Viewer,
    app: Data<App>,
    attempt_id: Path<PublicId>,
    if_match: IfMatch,
    once: Once,
    body: Json<SubmitAttempt>,
) -> Result<Answer, Error> {
    let (Path(id), closer) = (attempt_id, Closer::of(&app));
    let Json { value, digest } = body;
    let actor = viewer.clone();
    once.run(&app, &viewer, digest, move |conn| {
        submit(conn, &actor, &closer, id, (&if_match, &value.answers))
    })
    .await
}

fn submit(
    conn: &mut Conn,
    viewer: &Viewer,
    closer: &Closer,
    id: PublicId,
    (if_match, given): (&IfMatch, &[GivenAnswer]),
) -> Result<Answer, Error> {
    let attempt = attempts::find_to_write(conn, viewer, id)?;
    match (attempt.state, attempt.ended) {
        (AttemptState::Open, _) if attempt.is_expired(viewer.now()) => {
            return Err(ATTEMPT_EXPIRED.into());
        }
        (AttemptState::Open, _) => {
            if_match.check(attempt.revision)?;
            let answers = if given.is_empty() {
                Answers::new()
            } else {
                let paper = attempt.paper()?;
                let asked = closer.asked(conn, viewer, &paper)?;
                closing::given(&paper, &asked, given)?
            };
            let how = How {
                ended: Ended::Submitted,
                at: viewer.now(),
                upload: None,
            };
            closer.close(conn, viewer, &attempt, how, answers)?;
        }
        (AttemptState::Closed, Some(Ended::Expired)) => return Err(ATTEMPT_EXPIRED.into()),
        (AttemptState::Closed, _) => {}
        (AttemptState::Superseded, _) => return Err(ATTEMPT_CLOSED.into()),
    }
    let (attempt, view) = showing::reread(conn, viewer, &attempt)?;
    Ok(Answer::ok(&view)?.etag(etag(&attempt)))
}
