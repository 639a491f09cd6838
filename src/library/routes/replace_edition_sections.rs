use actix_web::put;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch, JsonUpTo, Path};
use crate::kernel::ids::PublicId;
use crate::library::desk;
use crate::library::drafting::{self, Content};
use crate::library::queries::editions;
use crate::library::views::EditionView;
use crate::library::views::manuscript::SectionBody;

/// Bytes of a body: 2 MB of content, and what JSON adds.
const BODY_BYTES: usize = 5 * 1024 * 1024;

/// The sections of an edition from now on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"sections": [
    {"level": 1, "kind": "article", "number": "1", "title": "Phạm vi", "html": "<p>Nghị quyết này áp dụng cho các chi bộ.</p>"}
]}))]
pub struct ReplaceEditionSections {
    /// In reading order; none: the edition is only its files.
    #[validate(length(max = 2000), nested)]
    #[schema(max_items = 2000)]
    sections: Vec<SectionBody>,
}

/// Write a draft anew
///
/// All its sections. HTML is cleaned: scripts, styles, pictures and addresses of trackers do not stay. Anchors follow from
/// kind and number, so they stay when sections are added. At most 2 MB. The first page is looked through for stamps of
/// secrecy.
#[utoipa::path(
    tag = "documents",
    params(
        ("edition_id" = PublicId, Path, description = "The edition."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed.")
    ),
    request_body = ReplaceEditionSections,
    responses(
        (status = 200, description = "The edition after the change.", body = EditionView, headers(("ETag" = String))),
        (status = 403, description = "Not permitted. `not_an_author`: only an author of the document does this."),
        (status = 409, description = "`wrong_edition_state`.")
    ),
    security(("access_token" = []))
)]
#[put("/editions/{edition_id}/sections")]
pub async fn replace_edition_sections(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    edition_id: Path<PublicId>,
    if_match: IfMatch,
    body: JsonUpTo<ReplaceEditionSections, BODY_BYTES>,
) -> Result<Answer, Error> {
    let Path(edition_id) = edition_id;
    // Cleaning takes as long as the text is: not on a worker that others wait for.
    let ready = actix_web::web::block(move || ready(&body.value))
        .await
        .map_err(|_| Error::Busy)??;
    app.db
        .write(move |conn| replace(conn, &grant, edition_id, &if_match, &ready))
        .await
}

fn ready(body: &ReplaceEditionSections) -> Result<Content, Error> {
    Content::of(body.sections.iter().map(SectionBody::draft).collect())
}

fn replace(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    id: PublicId,
    if_match: &IfMatch,
    ready: &Content,
) -> Result<Answer, Error> {
    let (desk, edition) = desk::draft(conn, grant, id, if_match)?;
    let count = drafting::write(conn, grant, &edition, ready)?;
    let detail = json!({"edition_id": edition.public_id, "sections": count});
    let unit = Some(desk.document.owner_unit_id);
    audit::record(
        conn,
        grant,
        &Entry::write("replace_edition_sections", unit, Vec::new(), detail),
    )?;
    let edition = editions::by_key(conn, grant, edition.id)?;
    let (view, etag) = EditionView::load(conn, grant, &desk.document, &edition)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
