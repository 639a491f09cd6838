use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::kernel::ids::PublicId;
use crate::library::queries;
use crate::library::views::DeskDocumentView;

/// A document on the desk
///
/// For its authors and for the publishers of its unit, with all its editions.
#[utoipa::path(
    tag = "documents",
    params(
        ("document_id" = PublicId, Path, description = "The document."),
        ("If-None-Match" = Option<String>, Header, description = "The tag the caller has.")
    ),
    responses(
        (status = 200, description = "The document.", body = DeskDocumentView, headers(("ETag" = String))),
        (status = 304, description = "The caller has the current version.")
    ),
    security(("access_token" = []))
)]
#[get("/documents/{document_id}")]
pub async fn get_document(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    document_id: Path<PublicId>,
    if_none_match: IfNoneMatch,
) -> Result<Answer, Error> {
    let Path(document_id) = document_id;
    let (view, etag) = app
        .db
        .read(move |conn| {
            let document = queries::desk::find(conn, &grant, document_id)?;
            DeskDocumentView::load(conn, grant.viewer(), &document)
        })
        .await?;
    if if_none_match.has(&etag) {
        return Ok(Answer::not_modified(etag));
    }
    Ok(Answer::ok(&view)?.etag(etag))
}
