use actix_web::post;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Json, Once, Path, etag as tags, present};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::quizzes::closing::{self, Answers, Closer, GivenAnswer, How};
use crate::quizzes::model::{Attempt, AttemptState, Ended};
use crate::quizzes::queries::{answers, attempts};
use crate::quizzes::rules::refusals::{TIMED, TOO_MANY_UPLOADS, UPLOAD_REUSED, UPLOADS};
use crate::quizzes::showing;
use crate::quizzes::views::{AttemptView, etag};

/// What was answered without a network.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "upload_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e30", "etag": "\"r1\"", "taken_at": "2026-11-23T02:10:00.000Z",
    "answers": [{"place": 1, "answer": {"choice": 2}}]
}))]
pub struct UploadAttempt {
    /// Made by the phone; the same upload again answers its first result.
    pub upload_id: PublicId,
    /// The tag of the attempt as the phone last knew it. Without it the upload must bring all that was saved, as it was saved:
    /// else another device has gone on with the attempt.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    pub etag: Option<String>,
    /// By the phone's clock; kept, never relied upon.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub taken_at: Option<Instant>,
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub answers: Vec<GivenAnswer>,
}

/// Upload an attempt that was taken without a network
///
/// Of an attempt without a time limit that was begun on the server. While it is open, and no other device has gone on with it, the
/// upload ends it and is graded. What comes too late, or after another device has ended it or saved something else, is kept, graded,
/// marked `superseded` and shown among the attempts; it counts for nothing, and its points are told once the attempt has ended.
#[utoipa::path(
    tag = "quizzes",
    params(
        ("attempt_id" = PublicId, Path, description = "The attempt that was begun."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe; `upload_id` does too.")
    ),
    request_body = UploadAttempt,
    responses(
        (status = 200, description = "The attempt, or the superseded upload.", body = AttemptView, headers(("ETag" = String))),
        (status = 409, description = "`attempt_is_timed`, `upload_id_reused` or `too_many_uploads`.")
    ),
    security(("access_token" = []))
)]
#[post("/me/attempts/{attempt_id}/uploads")]
pub async fn upload_attempt(
    viewer: Viewer,
    app: Data<App>,
    attempt_id: Path<PublicId>,
    once: Once,
    body: Json<UploadAttempt>,
) -> Result<Answer, Error> {
    let (Path(id), closer) = (attempt_id, Closer::of(&app));
    let Json { value, digest } = body;
    let actor = viewer.clone();
    once.run(&app, &viewer, digest, move |conn| {
        let kept = upload(conn, &actor, &closer, id, &value)?;
        let attempt = attempts::by_key(conn, &actor, kept)?;
        let view = showing::summary(conn, &actor, &attempt)?;
        Ok(Answer::ok(&view)?.etag(etag(&attempt)))
    })
    .await
}

/// The row key of what the upload became.
fn upload(
    conn: &mut Conn,
    viewer: &Viewer,
    closer: &Closer,
    id: PublicId,
    body: &UploadAttempt,
) -> Result<i64, Error> {
    let attempt = attempts::find_to_write(conn, viewer, id)?;
    if let Some(known) = attempts::by_upload(conn, viewer, body.upload_id)? {
        let is_of_this = known.id == attempt.id || known.of_attempt_id == Some(attempt.id);
        return if is_of_this {
            Ok(known.id)
        } else {
            Err(UPLOAD_REUSED.into())
        };
    }
    let paper = attempt.paper()?;
    if paper.timed {
        return Err(TIMED.into());
    }
    let asked = closer.asked(conn, viewer, &paper)?;
    let given = closing::given(&paper, &asked, &body.answers)?;
    let upload = (body.upload_id, body.taken_at);
    let is_open = attempt.state == AttemptState::Open && !attempt.is_expired(viewer.now());
    if is_open && knows_all(conn, viewer, &attempt, body.etag.as_deref(), &given)? {
        let how = How {
            ended: Ended::Uploaded,
            at: viewer.now(),
            upload: Some(upload),
        };
        closer.close(conn, viewer, &attempt, how, given)?;
        return Ok(attempt.id);
    }
    let of = origin(conn, viewer, attempt)?;
    if attempts::count_superseded(conn, viewer, of.id)? >= UPLOADS {
        return Err(TOO_MANY_UPLOADS.into());
    }
    closer.keep_superseded(conn, viewer, &of, upload, &given)
}

/// Whether the upload was made knowing all that is saved, so that ending the attempt with it mixes nothing.
fn knows_all(
    conn: &mut Conn,
    viewer: &Viewer,
    attempt: &Attempt,
    seen: Option<&str>,
    given: &Answers,
) -> Result<bool, Error> {
    if let Some(seen) = seen {
        return Ok(tags::is_of(seen, attempt.revision));
    }
    let saved = closing::saved(answers::of_attempt(conn, viewer, attempt.id)?)?;
    Ok(saved
        .iter()
        .all(|(place, answer)| given.get(place) == Some(answer)))
}

/// The attempt that was begun, also for an upload to a superseded one.
fn origin(conn: &mut Conn, viewer: &Viewer, attempt: Attempt) -> Result<Attempt, Error> {
    match attempt.of_attempt_id {
        Some(id) => attempts::by_key(conn, viewer, id),
        None => Ok(attempt),
    }
}
