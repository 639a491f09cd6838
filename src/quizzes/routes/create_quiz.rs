use actix_web::post;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteQuizzes;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Json, Once};
use crate::kernel::ids::PublicId;
use crate::quizzes::queries::quizzes;
use crate::quizzes::views::{QuizBody, QuizView};
use crate::quizzes::writing;
use crate::units;

/// A quiz to be written.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "owner_unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00",
    "quiz": {
        "title": "Kiểm tra sau học tập Nghị quyết 57", "audience": {"everyone": true}, "items": [],
        "shuffle_questions": true, "shuffle_choices": true, "pass_permille": 800, "counts": "best", "review": "after_attempt"
    }
}))]
pub struct CreateQuiz {
    /// The unit whose quiz it is: who writes quizzes for it may change it.
    pub owner_unit_id: PublicId,
    #[validate(nested)]
    pub quiz: QuizBody,
}

/// Write a quiz
///
/// As a draft: its questions come from banks of units for which the caller writes quizzes.
#[utoipa::path(
    tag = "quizzes",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")),
    request_body = CreateQuiz,
    responses(
        (status = 201, description = "The new quiz.", body = QuizView, headers(("ETag" = String))),
        (status = 404, description = "There is no such unit, or the caller may not know of it.")
    ),
    security(("access_token" = []))
)]
#[post("/quizzes")]
pub async fn create_quiz(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    once: Once,
    body: Json<CreateQuiz>,
) -> Result<Answer, Error> {
    let Json { value, digest } = body;
    let actor = grant.clone();
    once.run(&app, &grant, digest, move |conn| {
        create(conn, &actor, &value)
    })
    .await
}

fn create(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    body: &CreateQuiz,
) -> Result<Answer, Error> {
    let unit = units::locate_for(conn, grant, body.owner_unit_id)?;
    unit.check_open()?;
    let settings = writing::settings(conn, grant, unit.id, &body.quiz)?;
    let items = writing::items(conn, grant, &body.quiz)?;
    let id = quizzes::insert(conn, grant, unit.id, &settings)?;
    quizzes::replace_items(conn, grant, id, &items)?;
    let (view, etag) = QuizView::load(conn, grant.viewer(), id)?;
    let detail = json!({"quiz_id": view.quiz_id});
    audit::record(
        conn,
        grant,
        &Entry::write("create_quiz", Some(unit.id), Vec::new(), detail),
    )?;
    Ok(Answer::created(format!("/api/v1/quizzes/{}", view.quiz_id), &view)?.etag(etag))
}
