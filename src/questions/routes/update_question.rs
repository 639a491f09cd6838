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
use crate::jobs::{self, NewJob};
use crate::kernel::ids::PublicId;
use crate::kernel::text::nfc;
use crate::questions::REGRADE;
use crate::questions::model::{Question, QuestionBody, Version, VersionChange};
use crate::questions::queries::questions::{self, Filing};
use crate::questions::queries::versions::{self, NewVersion};
use crate::questions::rules::checks::check;
use crate::questions::rules::versions::check_change;
use crate::questions::views::QuestionView;
use crate::questions::writing;

/// What a question says from now on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "change": "minor", "active": true,
    "question": {"kind": "true_false", "text": "Nghị quyết có hiệu lực kể từ ngày ký.", "truth": true}
}))]
pub struct UpdateQuestion {
    pub change: RequestedChange,
    /// Why; kept with the version.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 1000))]
    #[schema(nullable = false, min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
    /// Where it stands in its bank; without it, nowhere.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub category: Option<String>,
    /// Whether it is asked.
    pub active: bool,
    /// An image that the caller has sent in; without it, the picture stays.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub picture_file_id: Option<PublicId>,
    #[validate(nested)]
    pub question: QuestionBody,
}

/// What a new version changes of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestedChange {
    /// Words only: the same choices, the same key. Attempts are not touched.
    Minor,
    /// The key was wrong: the same choices. Attempts that were graded by it are graded again, by a job; a pass stays.
    Key,
    /// Another question in its place: attempts keep the one they asked.
    Content,
}

/// Change a question
///
/// All of it, in the version that the caller has seen. A changed text or key is a new version; the old ones stay.
#[utoipa::path(
    tag = "questions",
    params(
        ("question_id" = PublicId, Path, description = "The question."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed.")
    ),
    request_body = UpdateQuestion,
    responses(
        (status = 200, description = "As it is now.", body = QuestionView, headers(("ETag" = String))),
        (status = 409, description = "`key_changed`, `key_unchanged` or `choices_changed`: the change is not what it is said to be."),
        (status = 503, description = "`file_damaged`: the stored picture is damaged; send it in again. `busy`: the server is busy; see `Retry-After`.")
    ),
    security(("access_token" = []))
)]
#[put("/questions/{question_id}")]
pub async fn update_question(
    grant: Grant<WriteQuizzes>,
    app: Data<App>,
    question_id: Path<PublicId>,
    if_match: IfMatch,
    body: Json<UpdateQuestion>,
) -> Result<Answer, Error> {
    let Path(question_id) = question_id;
    let answer = app
        .db
        .write(move |conn| update(conn, &grant, question_id, &if_match, &body.value))
        .await?;
    app.jobs.wake();
    Ok(answer)
}

fn update(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    id: PublicId,
    if_match: &IfMatch,
    body: &UpdateQuestion,
) -> Result<Answer, Error> {
    // Before anything is read: nobody else changes it, and nothing is graded by the key that goes.
    questions::guard(conn, grant)?;
    let (found, owner_unit_id) = questions::find(conn, grant, id)?;
    if_match.check(found.revision)?;
    let (question, version) = writing::read(conn, grant, found.id)?;
    let filing = Filing {
        category: writing::category(body.category.as_deref()),
        active: body.active,
    };
    questions::file(conn, grant, question.id, &filing)?;
    rewrite(conn, grant, (&question, &version), owner_unit_id, body)?;
    let detail = json!({"question_id": id, "active": body.active});
    audit::record(
        conn,
        grant,
        &Entry::write("update_question", Some(owner_unit_id), Vec::new(), detail),
    )?;
    let (question, version) = writing::read(conn, grant, question.id)?;
    let (view, etag) = QuestionView::of(&question, &version)?;
    Ok(Answer::ok(&view)?.etag(etag))
}

/// A new version, where the question says something else now.
fn rewrite(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    (question, version): (&Question, &Version),
    owner_unit_id: i64,
    body: &UpdateQuestion,
) -> Result<(), Error> {
    let broken = |_| Error::internal("a stored question is broken");
    let (before, key_before) = check(&version.body()?).map_err(broken)?;
    let stored = writing::stored(&body.question)?;
    let (after, key_after) = check(&stored).map_err(broken)?;
    let picture = match body.picture_file_id {
        Some(_) => writing::picture(conn, grant, body.picture_file_id)?,
        None => version.picture_file_id,
    };
    let change = match body.change {
        RequestedChange::Minor => VersionChange::Minor,
        RequestedChange::Key => VersionChange::Key,
        RequestedChange::Content => VersionChange::Content,
    };
    check_change(change, (&before, &key_before), (&after, &key_after))?;
    if before == after && picture == version.picture_file_id {
        return Ok(());
    }
    let number = version.number + 1;
    let reason = body.reason.as_deref().map(nfc);
    let new = NewVersion {
        question_id: question.id,
        number,
        family: if change == VersionChange::Content {
            number
        } else {
            version.family
        },
        change,
        body: &after,
        picture_file_id: picture,
        reason: reason.as_deref(),
    };
    let version_id = versions::insert(conn, grant, &new)?;
    questions::point(conn, grant, question.id, after.kind, version_id)?;
    if change == VersionChange::Key {
        let job = NewJob {
            kind: REGRADE,
            unit_id: Some(owner_unit_id),
            input: json!({"question_id": question.public_id}),
            upload: None,
        };
        jobs::enqueue(conn, grant, &job)?;
    }
    Ok(())
}
