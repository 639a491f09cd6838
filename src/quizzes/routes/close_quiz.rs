use actix_web::post;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::auth::secret::sha256;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch, Once, Path};
use crate::kernel::ids::PublicId;
use crate::quizzes::model::QuizState;
use crate::quizzes::queries::{attempts, quizzes};
use crate::quizzes::rules::refusals::WRONG_STATE;
use crate::quizzes::views::QuizView;

/// Close a quiz
///
/// Nobody begins any more, and attempts that are open end now: what was saved is graded.
#[utoipa::path(
    tag = "quizzes",
    params(
        ("quiz_id" = PublicId, Path, description = "The quiz."),
        ("If-Match" = String, Header, description = "The tag of the version that the caller has looked at."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    responses(
        (status = 200, description = "The quiz after the step.", body = QuizView, headers(("ETag" = String))),
        (status = 409, description = "`wrong_quiz_state`: it is not published.")
    ),
    security(("access_token" = []))
)]
#[post("/quizzes/{quiz_id}/closing")]
pub async fn close_quiz(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    quiz_id: Path<PublicId>,
    if_match: IfMatch,
    once: Once,
) -> Result<Answer, Error> {
    let Path(quiz_id) = quiz_id;
    let actor = grant.clone();
    once.run(&app, &grant, sha256(b""), move |conn| {
        close(conn, &actor, quiz_id, &if_match)
    })
    .await
}

fn close(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    id: PublicId,
    if_match: &IfMatch,
) -> Result<Answer, Error> {
    let quiz = quizzes::find(conn, grant, id)?;
    if_match.check(quiz.revision)?;
    if quiz.state != QuizState::Published {
        return Err(WRONG_STATE.into());
    }
    quizzes::set_state(conn, grant, &quiz, QuizState::Closed)?;
    attempts::end_by(conn, grant, quiz.id, grant.now())?;
    let detail = json!({"quiz_id": id});
    audit::record(
        conn,
        grant,
        &Entry::write("close_quiz", Some(quiz.owner_unit_id), Vec::new(), detail),
    )?;
    let (view, etag) = QuizView::load(conn, grant.viewer(), quiz.id)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
