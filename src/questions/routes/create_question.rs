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
use crate::http::{Answer, Json, Once, Path, present};
use crate::kernel::ids::PublicId;
use crate::questions::model::QuestionBody;
use crate::questions::queries::banks;
use crate::questions::views::QuestionView;
use crate::questions::writing::{self, NewQuestion};

/// A question to be written.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "category": "Chương 1",
    "question": {"kind": "single_choice", "text": "Nghị quyết có hiệu lực từ ngày nào?",
        "choices": [{"text": "Từ ngày ký", "weight": 1000}, {"text": "Từ ngày 01/01", "weight": 0, "feedback": "Xem lại Điều 2."}]}
}))]
pub struct CreateQuestion {
    /// Where it stands in its bank: draws may ask for a category.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub category: Option<String>,
    /// An image that the caller has sent in.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub picture_file_id: Option<PublicId>,
    #[validate(nested)]
    pub question: QuestionBody,
}

/// Write a question
///
/// A key that cannot be right is refused with all that is wrong with it: `no_right_answer`, `too_few`, `weights_not_whole`,
/// `places_not_whole`, `no_such_option`, `not_a_number`, `only_signs`, `repeated`, `blank`, `not_for_this_kind`.
///
/// What answers are worth, in thousandths: single choice, short answer and numeric the weight of what fits; multiple
/// choice the sum of the weights, not below 0, and the whole for all right choices and no others; matching and ordering
/// the share that is right, rounded down; true or false all or nothing.
#[utoipa::path(
    tag = "questions",
    params(
        ("bank_id" = PublicId, Path, description = "The bank."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = CreateQuestion,
    responses(
        (status = 201, description = "The new question.", body = QuestionView, headers(("ETag" = String))),
        (status = 409, description = "`bank_full`."),
        (status = 503, description = "`file_damaged`: the stored picture is damaged; send it in again. `busy`: the server is busy; see `Retry-After`.")
    ),
    security(("access_token" = []))
)]
#[post("/question-banks/{bank_id}/questions")]
pub async fn create_question(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    bank_id: Path<PublicId>,
    once: Once,
    body: Json<CreateQuestion>,
) -> Result<Answer, Error> {
    let (Path(bank_id), Json { value, digest }) = (bank_id, body);
    let actor = grant.clone();
    once.run(&app, &grant, digest, move |conn| {
        create(conn, &actor, bank_id, &value)
    })
    .await
}

fn create(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    bank_id: PublicId,
    body: &CreateQuestion,
) -> Result<Answer, Error> {
    let bank = banks::find(conn, grant, bank_id)?;
    let new = NewQuestion {
        category: writing::category(body.category.as_deref()),
        body: writing::stored(&body.question)?,
        picture_file_id: writing::picture(conn, grant, body.picture_file_id)?,
    };
    let added = writing::add(conn, grant, &bank, &[new])?;
    let id = added
        .first()
        .copied()
        .ok_or_else(|| Error::internal("no question was added"))?;
    let (question, version) = writing::read(conn, grant, id)?;
    let (unit, detail) = (
        Some(bank.owner_unit_id),
        json!({"question_id": question.public_id}),
    );
    audit::record(
        conn,
        grant,
        &Entry::write("create_question", unit, Vec::new(), detail),
    )?;
    let (view, etag) = QuestionView::of(&question, &version)?;
    Ok(Answer::created(format!("/api/v1/questions/{}", question.public_id), &view)?.etag(etag))
}
