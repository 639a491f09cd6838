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
use crate::http::{Answer, IfMatch, Json, Path, present};
use crate::kernel::ids::PublicId;
use crate::library::model::MetadataBody;
use crate::library::model::{DocumentState, Metadata};
use crate::library::publishing::check_links;
use crate::library::queries::{documents, editions};
use crate::library::rules::links::DUPLICATE_IDENTITY;
use crate::library::views::EditionView;
use crate::library::{active_kind, desk};

/// What an edition says from now on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"metadata": {"kind": "nghi_quyet", "title": "Nghị quyết về chuyển đổi số", "symbol": "57-NQ/TU",
    "issuer": "Thành ủy Vĩnh An", "issued_on": "2026-03-12"}}))]
pub struct ReplaceEditionMetadata {
    #[validate(nested)]
    pub metadata: MetadataBody,
    /// What the authors say of this edition: what changed.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 1000))]
    #[schema(nullable = false, min_length = 1, max_length = 1000)]
    pub note: Option<String>,
}

/// Say anew what a draft says about its document
///
/// All of it: what is left out is gone. Readers see it when the edition is published.
#[utoipa::path(
    tag = "documents",
    params(
        ("edition_id" = PublicId, Path, description = "The edition."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed.")
    ),
    request_body = ReplaceEditionMetadata,
    responses(
        (status = 200, description = "The edition after the change.", body = EditionView, headers(("ETag" = String))),
        (status = 403, description = "Not permitted. `not_an_author`: only an author of the document does this."),
        (status = 409, description = "`wrong_edition_state`, or `duplicate_identity`."),
        (status = 422, description = "Values are not valid; `errors` says which. `state_secret_refused`: `secrecy` is not `none`. Of a link: `link_target_unknown` (there is no such published document), `link_target_of_another_unit` (only papers of the unit itself or of units below it are amended, replaced or repealed), `circular_links` (what amends, replaces or repeals would form a circle), `before_target_was_issued` (it would hold before the day on which its target was issued).")
    ),
    security(("access_token" = []))
)]
#[put("/editions/{edition_id}/metadata")]
pub async fn replace_edition_metadata(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    edition_id: Path<PublicId>,
    if_match: IfMatch,
    body: Json<ReplaceEditionMetadata>,
) -> Result<Answer, Error> {
    let Path(edition_id) = edition_id;
    app.db
        .write(move |conn| replace(conn, &grant, edition_id, &if_match, &body.value))
        .await
}

fn replace(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    id: PublicId,
    if_match: &IfMatch,
    body: &ReplaceEditionMetadata,
) -> Result<Answer, Error> {
    let (desk, edition) = desk::draft(conn, grant, id, if_match)?;
    let document = &desk.document;
    let kind = active_kind(conn, grant, &body.metadata.kind, "/metadata/kind")?;
    if kind.genre != document.genre {
        return Err(crate::library::wrong_genre());
    }
    let metadata = Metadata::of(&body.metadata, &kind, grant.now().day())?;
    check_links(
        conn,
        grant,
        document.owner_unit_id,
        Some(document.id),
        &metadata,
    )?;
    if documents::is_identity_taken(conn, grant, Some(document.id), &metadata)? {
        return Err(DUPLICATE_IDENTITY.into());
    }
    if document.state == DocumentState::Draft {
        documents::describe(conn, grant, document.id, &metadata)?;
    }
    editions::describe(conn, grant, edition.id, &metadata, body.note.as_deref())?;
    editions::bump(conn, grant, edition.id)?;
    let detail = json!({"edition_id": edition.public_id});
    audit::record(
        conn,
        grant,
        &Entry::write(
            "replace_edition_metadata",
            Some(document.owner_unit_id),
            Vec::new(),
            detail,
        ),
    )?;
    let edition = editions::by_key(conn, grant, edition.id)?;
    let (view, etag) = EditionView::load(conn, grant, document, &edition)?;
    Ok(Answer::ok(&view)?.etag(etag))
}
