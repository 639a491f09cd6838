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
use crate::http::{Answer, Json, Once, present};
use crate::kernel::text::nfc;
use crate::library::model::Genre;
use crate::library::queries::catalogue::{self, Term};
use crate::library::rules::catalogue::{CODE_TAKEN, check_code, check_name};
use crate::library::views::{DocumentKindView, kind_etag};

/// A kind of paper or material to be added.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "thong_cao", "genre": "official", "name": "Nghị quyết", "abbreviation": "NQ", "place": 10, "active": true}))]
pub struct CreateDocumentKind {
    /// Stays as it is.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, pattern = "^[a-z0-9_]+$")]
    pub code: String,
    pub genre: Genre,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// As symbols write it.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 10))]
    #[schema(nullable = false, min_length = 1, max_length = 10)]
    pub abbreviation: Option<String>,
    /// Where it stands in lists, ascending.
    #[validate(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000)]
    pub place: i32,
    /// Whether it may be used anew.
    pub active: bool,
}

/// Add a kind of paper or material
///
/// By those who keep the catalogue.
#[utoipa::path(
    tag = "catalogue",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")),
    request_body = CreateDocumentKind,
    responses(
        (status = 201, description = "The new one.", body = DocumentKindView, headers(("ETag" = String))),
        (status = 409, description = "`code_taken`.")
    ),
    security(("access_token" = []))
)]
#[post("/document-kinds")]
pub async fn create_document_kind(
    grant: Grant<ManageCatalogue>,
    app: Data<App>,
    once: Once,
    body: Json<CreateDocumentKind>,
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
    body: &CreateDocumentKind,
) -> Result<Answer, Error> {
    check_code(&body.code)?;
    let term = Term {
        name: check_name(&body.name)?,
        abbreviation: body.abbreviation.as_deref().map(nfc),
        place: body.place,
        active: body.active,
    };
    if catalogue::kind(conn, grant, &body.code)?.is_some() {
        return Err(CODE_TAKEN.into());
    }
    catalogue::insert_kind(conn, grant, &body.code, body.genre, &term)?;
    let detail = json!({"code": body.code});
    audit::record(
        conn,
        grant,
        &Entry::write("create_document_kind", None, Vec::new(), detail),
    )?;
    let added = catalogue::kind(conn, grant, &body.code)?.ok_or(Error::NotFound)?;
    let etag = kind_etag(&added);
    let location = format!("/api/v1/document-kinds/{}", body.code);
    Ok(Answer::created(location, &DocumentKindView::of(added))?.etag(etag))
}
