use actix_web::post;
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
use crate::http::{Answer, Json, Once};
use crate::library::queries::catalogue::{self, Term};
use crate::library::rules::catalogue::{CODE_TAKEN, check_code, check_name};
use crate::library::views::{TopicView, topic_etag};

/// A topic to be added.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "chuyen_doi_so", "name": "Chuyển đổi số", "place": 10, "active": true}))]
pub struct CreateTopic {
    /// Stays as it is.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, pattern = "^[a-z0-9_]+$")]
    pub code: String,
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

/// Add a topic
///
/// By those who keep the catalogue.
#[utoipa::path(
    tag = "catalogue",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")),
    request_body = CreateTopic,
    responses(
        (status = 201, description = "The new one.", body = TopicView, headers(("ETag" = String))),
        (status = 409, description = "`code_taken`.")
    ),
    security(("access_token" = []))
)]
#[post("/topics")]
pub async fn create_topic(
    grant: Grant<ManageCatalogue>,
    app: Data<App>,
    once: Once,
    body: Json<CreateTopic>,
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
    grant: &Grant<ManageCatalogue>,
    body: &CreateTopic,
) -> Result<Answer, Error> {
    check_code(&body.code)?;
    let term = Term {
        name: check_name(&body.name)?,
        abbreviation: None,
        place: body.place,
        active: body.active,
    };
    if catalogue::topic(conn, grant, &body.code)?.is_some() {
        return Err(CODE_TAKEN.into());
    }
    catalogue::insert_topic(conn, grant, &body.code, &term)?;
    let detail = json!({"code": body.code});
    audit::record(
        conn,
        grant,
        &Entry::write("create_topic", None, Vec::new(), detail),
    )?;
    let added = catalogue::topic(conn, grant, &body.code)?.ok_or(Error::NotFound)?;
    let etag = topic_etag(&added);
    let location = format!("/api/v1/topics/{}", body.code);
    Ok(Answer::created(location, &TopicView::of(added))?.etag(etag))
}
