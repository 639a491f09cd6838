use actix_web::put;
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
use crate::http::{Answer, IfMatch, Json, Path, present};
use crate::kernel::ids::PublicId;
use crate::kernel::text::{nfc, search_key};
use crate::questions::queries::banks::{self, NewBank};
use crate::questions::rules::refusals::{NAME_BLANK, TOPIC_UNKNOWN};
use crate::questions::views::QuestionBankView;

/// What is said of a bank from now on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Chuyển đổi số trong công tác đảng", "note": "Dùng cho đợt học tập quý IV."}))]
pub struct UpdateQuestionBank {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Without it, none.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 1000))]
    #[schema(nullable = false, min_length = 1, max_length = 1000)]
    pub note: Option<String>,
    /// Code of a topic of `GET /topics`; without it, none.
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

/// Change a bank
///
/// Its name, note and topic, all of them.
#[utoipa::path(
    tag = "questions",
    params(
        ("bank_id" = PublicId, Path, description = "The bank."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed.")
    ),
    request_body = UpdateQuestionBank,
    responses((status = 200, description = "As it is now.", body = QuestionBankView, headers(("ETag" = String)))),
    security(("access_token" = []))
)]
#[put("/question-banks/{bank_id}")]
pub async fn update_question_bank(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    bank_id: Path<PublicId>,
    if_match: IfMatch,
    body: Json<UpdateQuestionBank>,
) -> Result<Answer, Error> {
    let Path(bank_id) = bank_id;
    app.db
        .write(move |conn| update(conn, &grant, bank_id, &if_match, &body.value))
        .await
}

fn update(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    id: PublicId,
    if_match: &IfMatch,
    body: &UpdateQuestionBank,
) -> Result<Answer, Error> {
    let bank = banks::find(conn, grant, id)?;
    if_match.check(bank.revision)?;
    let new = described(
        conn,
        grant,
        &body.name,
        body.note.as_deref(),
        body.topic.as_deref(),
    )?;
    let bank = banks::update(conn, grant, &bank, &new)?;
    let (unit, detail) = (Some(bank.owner_unit_id), json!({"bank_id": id}));
    audit::record(
        conn,
        grant,
        &Entry::write("update_question_bank", unit, Vec::new(), detail),
    )?;
    let (view, etag) = QuestionBankView::load(conn, grant.viewer(), &bank)?;
    Ok(Answer::ok(&view)?.etag(etag))
}

/// What a caller says of a bank, checked.
pub(in crate::questions) fn described(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    name: &str,
    note: Option<&str>,
    topic: Option<&str>,
) -> Result<NewBank, Error> {
    let name = nfc(name);
    if search_key(&name).is_empty() {
        return Err(NAME_BLANK.into());
    }
    let topic_id = match topic {
        Some(code) => Some(banks::topic(conn, grant, code)?.ok_or(TOPIC_UNKNOWN)?),
        None => None,
    };
    Ok(NewBank {
        name,
        note: note.map(nfc).filter(|note| !note.is_empty()),
        topic_id,
    })
}
