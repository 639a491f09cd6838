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
use crate::http::{Answer, Json, Once, present};
use crate::kernel::ids::PublicId;
use crate::questions::queries::banks;
use crate::questions::routes::update_question_bank::described;
use crate::questions::views::QuestionBankView;
use crate::units;

/// A bank to be made.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "owner_unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "name": "Chuyển đổi số trong công tác đảng"
}))]
pub struct CreateQuestionBank {
    /// The unit whose bank it is: who writes quizzes for it may use and change it.
    pub owner_unit_id: PublicId,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 1000))]
    #[schema(nullable = false, min_length = 1, max_length = 1000)]
    pub note: Option<String>,
    /// Code of a topic of `GET /topics`.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 40))]
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 40,
        pattern = "^[a-z0-9_]+$"
    )]
    pub topic: Option<String>,
}

/// Make a bank of questions
///
/// For a unit for which the caller writes quizzes.
#[utoipa::path(
    tag = "questions",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")),
    request_body = CreateQuestionBank,
    responses(
        (status = 201, description = "The new bank.", body = QuestionBankView, headers(("ETag" = String))),
        (status = 404, description = "There is no such unit, or the caller may not know of it.")
    ),
    security(("access_token" = []))
)]
#[post("/question-banks")]
pub async fn create_question_bank(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    once: Once,
    body: Json<CreateQuestionBank>,
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
    body: &CreateQuestionBank,
) -> Result<Answer, Error> {
    let unit = units::locate_for(conn, grant, body.owner_unit_id)?;
    unit.check_open()?;
    let new = described(
        conn,
        grant,
        &body.name,
        body.note.as_deref(),
        body.topic.as_deref(),
    )?;
    let bank = banks::insert(conn, grant, unit.id, &new)?;
    let detail = json!({"bank_id": bank.public_id});
    audit::record(
        conn,
        grant,
        &Entry::write("create_question_bank", Some(unit.id), Vec::new(), detail),
    )?;
    let (view, etag) = QuestionBankView::load(conn, grant.viewer(), &bank)?;
    Ok(Answer::created(format!("/api/v1/question-banks/{}", bank.public_id), &view)?.etag(etag))
}
