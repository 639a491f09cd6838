use actix_web::put;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch, Json, Path, present};
use crate::kernel::ids::PublicId;
use crate::questions::{self, AnswerBody};
use crate::quizzes::closing::{self, Closer};
use crate::quizzes::model::{Attempt, AttemptState};
use crate::quizzes::queries::{answers, attempts};
use crate::quizzes::rules::refusals::{ATTEMPT_CLOSED, ATTEMPT_EXPIRED};
use crate::quizzes::views::{AttemptSaveView, etag};

/// What is answered to a question.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"answer": {"choice": 2}}))]
pub struct SaveAnswer {
    /// Without it, nothing any more.
    #[serde(default, deserialize_with = "present")]
    #[validate(nested)]
    #[schema(nullable = false)]
    pub answer: Option<AnswerBody>,
}

/// Save an answer
///
/// It survives whatever happens to the phone. `If-Match` is the tag of the attempt as this device knows it: a second device
/// that has not seen what the first one saved is told so (412) and reads the attempt again, so that two can never be mixed. The very same
/// answer again is saved already, whatever the tag.
#[utoipa::path(
    tag = "quizzes",
    params(
        ("attempt_id" = PublicId, Path, description = "The attempt."),
        ("place" = i32, Path, description = "The number of the question.", minimum = 1, maximum = 200),
        ("If-Match" = String, Header, description = "The tag of the attempt as the device knows it.")
    ),
    request_body = SaveAnswer,
    responses(
        (status = 200, description = "It is saved.", body = AttemptSaveView, headers(("ETag" = String))),
        (status = 409, description = "`attempt_closed` or `attempt_expired`.")
    ),
    security(("access_token" = []))
)]
#[put("/me/attempts/{attempt_id}/answers/{place}")]
pub async fn save_answer(
    viewer: Viewer,
    app: Data<App>,
    path: Path<(PublicId, i32)>,
    if_match: IfMatch,
    body: Json<SaveAnswer>,
) -> Result<Answer, Error> {
    let (Path((attempt_id, place)), closer) = (path, Closer::of(&app));
    let now = viewer.now();
    let attempt = app
        .db
        .write(move |conn| {
            let answer = body.value.answer.as_ref();
            save(
                conn,
                &viewer,
                &closer,
                (attempt_id, place),
                &if_match,
                answer,
            )
        })
        .await?;
    let view = AttemptSaveView {
        saved_at: now,
        seconds_left: attempt.seconds_left(now),
    };
    Ok(Answer::ok(&view)?.etag(etag(&attempt)))
}

fn save(
    conn: &mut Conn,
    viewer: &Viewer,
    closer: &Closer,
    (attempt_id, place): (PublicId, i32),
    if_match: &IfMatch,
    answer: Option<&AnswerBody>,
) -> Result<Attempt, Error> {
    let mut attempt = attempts::find_to_write(conn, viewer, attempt_id)?;
    if attempt.state != AttemptState::Open {
        return Err(ATTEMPT_CLOSED.into());
    }
    if attempt.is_expired(viewer.now()) {
        return Err(ATTEMPT_EXPIRED.into());
    }
    let paper = attempt.paper()?;
    let asked = closer.asked(conn, viewer, &paper)?;
    let index = usize::try_from(place).unwrap_or(0).checked_sub(1);
    let question = index.and_then(|index| Some((paper.asked.get(index)?, asked.get(index)?)));
    let (item, question) = question.ok_or(Error::NotFound)?;
    let answer = answer.map(|answer| item.meant(answer));
    if let Some(answer) = &answer {
        questions::check_answer(question, answer)?;
    }
    let known = answers::one(conn, viewer, attempt.id, place)?;
    let stored = answer.as_ref().map(closing::stored).transpose()?;
    if known == stored {
        return Ok(attempt);
    }
    if_match.check(attempt.revision)?;
    answers::save(conn, viewer, attempt.id, place, item, stored.as_ref())?;
    attempts::bump(conn, viewer, &attempt)?;
    attempt.revision += 1;
    Ok(attempt)
}
