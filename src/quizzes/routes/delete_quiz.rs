use actix_web::delete;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch, Path};
use crate::kernel::ids::PublicId;
use crate::quizzes::model::QuizState;
use crate::quizzes::queries::quizzes;
use crate::quizzes::rules::refusals::WRONG_STATE;

/// Delete a draft of a quiz
///
/// Only a draft: nobody has taken it. One that was published is closed instead, and its attempts stay.
#[utoipa::path(
    tag = "quizzes",
    params(
        ("quiz_id" = PublicId, Path, description = "The quiz."),
        ("If-Match" = String, Header, description = "The tag of the version that the caller has looked at.")
    ),
    responses(
        (status = 204, description = "It is gone."),
        (status = 409, description = "`wrong_quiz_state`: it is no draft.")
    ),
    security(("access_token" = []))
)]
#[delete("/quizzes/{quiz_id}")]
pub async fn delete_quiz(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    quiz_id: Path<PublicId>,
    if_match: IfMatch,
) -> Result<Answer, Error> {
    let Path(quiz_id) = quiz_id;
    app.db
        .write(move |conn| delete(conn, &grant, quiz_id, &if_match))
        .await?;
    Ok(Answer::no_content())
}

fn delete(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    id: PublicId,
    if_match: &IfMatch,
) -> Result<(), Error> {
    let quiz = quizzes::find(conn, grant, id)?;
    if_match.check(quiz.revision)?;
    if quiz.state != QuizState::Draft {
        return Err(WRONG_STATE.into());
    }
    quizzes::delete(conn, grant, &quiz)?;
    let detail = json!({"quiz_id": id, "title": quiz.title});
    audit::record(
        conn,
        grant,
        &Entry::write("delete_quiz", Some(quiz.owner_unit_id), Vec::new(), detail),
    )
}
