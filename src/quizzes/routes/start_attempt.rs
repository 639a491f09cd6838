use actix_web::post;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::auth::secret::sha256;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Once, Path};
use crate::kernel::ids::PublicId;
use crate::quizzes::closing::{Answers, Closer, How};
use crate::quizzes::drawing;
use crate::quizzes::model::{Attempt, AttemptState, Ended};
use crate::quizzes::queries::attempts::{self, NewAttempt};
use crate::quizzes::queries::{quizzes, taking};
use crate::quizzes::rules::refusals::NO_ATTEMPTS_LEFT;
use crate::quizzes::showing;
use crate::quizzes::views::{AttemptPaperView, etag};

/// Begin an attempt, or go on with the one that is open
///
/// It is opened on the server before any question is shown: what is asked, in which order, until when and what passes is
/// frozen in it. A repeat, also from another device, answers the same open attempt with 200.
#[utoipa::path(
    tag = "quizzes",
    params(
        ("quiz_id" = PublicId, Path, description = "The quiz."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    responses(
        (status = 201, description = "The new attempt.", body = AttemptPaperView, headers(("ETag" = String))),
        (status = 200, description = "The attempt that is open already.", body = AttemptPaperView, headers(("ETag" = String))),
        (status = 409, description = "`quiz_not_open_yet`, `quiz_closed` or `no_attempts_left`.")
    ),
    security(("access_token" = []))
)]
#[post("/me/quizzes/{quiz_id}/attempts")]
pub async fn start_attempt(
    viewer: Viewer,
    app: Data<App>,
    quiz_id: Path<PublicId>,
    once: Once,
) -> Result<Answer, Error> {
    let (Path(quiz_id), closer) = (quiz_id, Closer::of(&app));
    let (audiences, system) = (app.audiences.clone(), app.system("quizzes"));
    let (memory, reads) = (app.questions.clone(), viewer.clone());
    // Drawn before the transaction, so that other writers do not wait for it.
    let (quiz, drawn) = app
        .db
        .read(move |conn| {
            audiences.refresh(conn, &system)?;
            let quiz = taking::find(conn, &audiences.reader(&reads), quiz_id)?;
            let drawn = match quiz.check_open(reads.now()) {
                Ok(()) => Ok(drawing::prepare(conn, &reads, &memory, &quiz)?),
                Err(refused) => Err(refused),
            };
            Ok((quiz.id, drawn))
        })
        .await?;
    let actor = viewer.clone();
    once.run(&app, &viewer, sha256(b""), move |conn| {
        let (attempt, is_new) = match attempts::find_open(conn, &actor, quiz)? {
            Some(open) if !open.is_expired(actor.now()) => (open, false),
            open => {
                let new = drawn.as_ref()?;
                begin(conn, &actor, &closer, open.as_ref(), new)?
            }
        };
        let view = showing::whole(conn, &actor, &closer, &attempt)?;
        let answer = if is_new {
            Answer::created(format!("/api/v1/me/attempts/{}", attempt.public_id), &view)?
        } else {
            Answer::ok(&view)?
        };
        Ok(answer.etag(etag(&attempt)))
    })
    .await
}

/// Opens an attempt; one whose time is over is closed first.
fn begin(
    conn: &mut Conn,
    viewer: &Viewer,
    closer: &Closer,
    expired: Option<&Attempt>,
    new: &NewAttempt,
) -> Result<(Attempt, bool), Error> {
    // As it is now: it may have been closed since the draw. Whoever closes it waits, and then ends this attempt too.
    let quiz = quizzes::by_key_to_stay(conn, viewer, new.quiz_id)?;
    if let Some(expired) = expired {
        let expired = attempts::find_to_write(conn, viewer, expired.public_id)?;
        let how = How {
            ended: Ended::Expired,
            at: expired.expires_at.unwrap_or(viewer.now()),
            upload: None,
        };
        // Another request may have closed it while this one waited for it.
        if expired.state == AttemptState::Open {
            closer.close(conn, viewer, &expired, how, Answers::new())?;
        }
    }
    quiz.check_open(viewer.now())?;
    let number = attempts::last_number(conn, viewer, quiz.id)? + 1;
    if quiz.attempt_limit.is_some_and(|limit| number > limit) {
        return Err(NO_ATTEMPTS_LEFT.into());
    }
    let is_new = attempts::open(conn, viewer, new, number)?;
    let attempt = attempts::find_open(conn, viewer, quiz.id)?.ok_or(Error::Busy)?;
    Ok((attempt, is_new))
}
