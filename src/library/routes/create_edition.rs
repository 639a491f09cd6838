use actix_web::post;
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
use crate::http::{Answer, Json, Once, Path, present};
use crate::kernel::ids::PublicId;
use crate::library::desk::Desk;
use crate::library::model::{Change, Metadata, Step};
use crate::library::queries::{documents, editions, events};
use crate::library::rules::lifecycle::EDITION_OPEN;
use crate::library::views::EditionView;

/// An edition to be written.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"change": "minor", "note": "Sửa lỗi chính tả ở Điều 2."}))]
pub struct CreateEdition {
    /// After a minor one completions stand; a major one asks to be read again.
    pub change: Change,
    /// What changes.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 1000))]
    #[schema(nullable = false, min_length = 1, max_length = 1000)]
    pub note: Option<String>,
}

/// Begin a new edition
///
/// As a copy of the latest that was published, with its sections and files. A document has one edition at a time that
/// is not out yet.
#[utoipa::path(
    tag = "documents",
    params(
        ("document_id" = PublicId, Path, description = "The document."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = CreateEdition,
    responses(
        (status = 201, description = "The new edition.", body = EditionView, headers(("ETag" = String))),
        (status = 403, description = "Not permitted. `not_an_author`: only an author of the document does this."),
        (status = 409, description = "`edition_open`.")
    ),
    security(("access_token" = []))
)]
#[post("/documents/{document_id}/editions")]
pub async fn create_edition(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    document_id: Path<PublicId>,
    once: Once,
    body: Json<CreateEdition>,
) -> Result<Answer, Error> {
    let Path(document_id) = document_id;
    let Json { value, digest } = body;
    let actor = grant.clone();
    once.run(&app, &grant, digest, move |conn| {
        create(conn, &actor, document_id, &value)
    })
    .await
}

fn create(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    id: PublicId,
    body: &CreateEdition,
) -> Result<Answer, Error> {
    documents::guard(conn, grant)?;
    let desk = Desk::find(conn, grant, id)?;
    desk.check_author()?;
    let document = &desk.document;
    if editions::open_one(conn, grant, document.id)?.is_some() {
        return Err(EDITION_OPEN.into());
    }
    let all = editions::of_document(conn, grant, document.id)?;
    let number = all.last().map_or(1, |last| last.number + 1);
    // Of a document that never came out, the last one that was given up.
    let model = all
        .iter()
        .find(|edition| Some(edition.id) == document.current_edition_id)
        .or(all.last());
    let metadata = match model {
        Some(edition) => Metadata::read(&edition.metadata.0)?,
        None => return Err(Error::internal("a document without editions")),
    };
    let new = editions::insert(
        conn,
        grant,
        document.id,
        number,
        body.change,
        &metadata,
        body.note.as_deref(),
    )?;
    if let Some(model) = model {
        editions::copy_content(conn, grant, model, new)?;
    }
    events::append(conn, grant, document.id, Some(new), Step::Created, None)?;
    documents::bump(conn, grant, document.id)?;
    let edition = editions::by_key(conn, grant, new)?;
    let detail = json!({"document_id": document.public_id, "edition_id": edition.public_id, "change": edition.change});
    audit::record(
        conn,
        grant,
        &Entry::write(
            "create_edition",
            Some(document.owner_unit_id),
            Vec::new(),
            detail,
        ),
    )?;
    let (view, etag) = EditionView::load(conn, grant, document, &edition)?;
    Ok(Answer::created(format!("/api/v1/editions/{}", edition.public_id), &view)?.etag(etag))
}
