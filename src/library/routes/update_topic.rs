use actix_web::put;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::ManageCatalogue;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch, Json, Path};

use crate::library::queries::catalogue::{self, Term};
use crate::library::rules::catalogue::check_name;
use crate::library::views::{TopicView, topic_etag};

/// What it is called and where it stands from now on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Chuyển đổi số", "place": 10, "active": true}))]
pub struct UpdateTopic {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Where it stands in lists, ascending.
    #[validate(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000)]
    pub place: i32,
    /// Whether it may be used anew.
    pub active: bool,
}

/// Change a topic
///
/// All of it but its code; what is no longer active stays with the documents that have it.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("code" = String, Path, description = "Its code.", max_length = 40, pattern = "^[a-z0-9_]+$"),
        ("If-Match" = String, Header, description = "The tag of the version that is changed, or `*`.")
    ),
    request_body = UpdateTopic,
    responses((status = 200, description = "As it is now.", body = TopicView, headers(("ETag" = String)))),
    security(("access_token" = []))
)]
#[put("/topics/{code}")]
pub async fn update_topic(
    grant: Grant<ManageCatalogue>,
    app: Data<App>,
    code: Path<String>,
    if_match: IfMatch,
    body: Json<UpdateTopic>,
) -> Result<Answer, Error> {
    let Path(code) = code;
    let answer = app
        .db
        .write(move |conn| update(conn, &grant, &code, &if_match, &body.value))
        .await?;
    app.library_changed().await;
    Ok(answer)
}

fn update(
    conn: &mut Conn,
    grant: &Grant<ManageCatalogue>,
    code: &str,
    if_match: &IfMatch,
    body: &UpdateTopic,
) -> Result<Answer, Error> {
    let known = catalogue::topic(conn, grant, code)?.ok_or(Error::NotFound)?;
    if_match.check(known.revision)?;
    let term = Term {
        name: check_name(&body.name)?,
        abbreviation: None,
        place: body.place,
        active: body.active,
    };
    catalogue::update_topic(conn, grant, &known, &term)?;
    let detail = json!({"code": code});
    audit::record(
        conn,
        grant,
        &Entry::write("update_topic", None, Vec::new(), detail),
    )?;
    let changed = catalogue::topic(conn, grant, code)?.ok_or(Error::NotFound)?;
    let etag = topic_etag(&changed);
    Ok(Answer::ok(&TopicView::of(changed))?.etag(etag))
}
