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
use crate::http::{Answer, IfMatch, Json, Path, present};
use crate::kernel::text::nfc;
use crate::library::queries::catalogue::{self, Term};
use crate::library::rules::catalogue::check_name;
use crate::library::views::{DocumentKindView, kind_etag};

/// What it is called and where it stands from now on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Nghị quyết", "abbreviation": "NQ", "place": 10, "active": true}))]
pub struct UpdateDocumentKind {
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

/// Change a kind of paper or material
///
/// All of it but its code; what is no longer active stays with the documents that have it. Papers that were published
/// before are found by the new name once the operator has run `sotay rebuild-search`.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("code" = String, Path, description = "Its code.", max_length = 40, pattern = "^[a-z0-9_]+$"),
        ("If-Match" = String, Header, description = "The tag of the version that is changed, or `*`.")
    ),
    request_body = UpdateDocumentKind,
    responses((status = 200, description = "As it is now.", body = DocumentKindView, headers(("ETag" = String)))),
    security(("access_token" = []))
)]
#[put("/document-kinds/{code}")]
pub async fn update_document_kind(
    grant: Grant<ManageCatalogue>,
    app: Data<App>,
    code: Path<String>,
    if_match: IfMatch,
    body: Json<UpdateDocumentKind>,
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
    body: &UpdateDocumentKind,
) -> Result<Answer, Error> {
    let known = catalogue::kind(conn, grant, code)?.ok_or(Error::NotFound)?;
    if_match.check(known.revision)?;
    let term = Term {
        name: check_name(&body.name)?,
        abbreviation: body.abbreviation.as_deref().map(nfc),
        place: body.place,
        active: body.active,
    };
    catalogue::update_kind(conn, grant, &known, &term)?;
    let detail = json!({"code": code});
    audit::record(
        conn,
        grant,
        &Entry::write("update_document_kind", None, Vec::new(), detail),
    )?;
    let changed = catalogue::kind(conn, grant, code)?.ok_or(Error::NotFound)?;
    let etag = kind_etag(&changed);
    Ok(Answer::ok(&DocumentKindView::of(changed))?.etag(etag))
}
