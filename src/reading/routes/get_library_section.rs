use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::kernel::ids::PublicId;
use crate::reading::queries::documents;
use crate::reading::views::LibrarySectionView;
use crate::reading::{serve, watch};

/// One section of a document
///
/// As `get_library_document` shows it, for documents that are too long to be read at once.
#[utoipa::path(
    tag = "library",
    params(
        ("document_id" = PublicId, Path, description = "The document."),
        ("anchor" = String, Path, description = "The section's anchor.", max_length = 200),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` the caller has.")
    ),
    responses(
        (status = 200, description = "The section.", body = LibrarySectionView, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed since.")
    ),
    security(("access_token" = []))
)]
#[get("/library/{document_id}/sections/{anchor}")]
pub async fn get_library_section(
    viewer: Viewer,
    app: Data<App>,
    path: Path<(PublicId, String)>,
    known: IfNoneMatch,
) -> Result<Answer, Error> {
    let reader = watch::reader(&app, &viewer).await?;
    let Path((document_id, anchor)) = path;
    let found = app
        .db
        .read(move |conn| documents::section(conn, &reader, document_id, &anchor))
        .await?;
    let view = LibrarySectionView::of(document_id, found.ok_or(Error::NotFound)?);
    serve::tagged(&view, &known)
}
