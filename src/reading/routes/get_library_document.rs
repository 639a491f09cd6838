use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{IfNoneMatch, Path};
use crate::kernel::ids::PublicId;
use crate::reading::hot::Part;
use crate::reading::views::LibraryDocumentView;
use crate::reading::{serve, watch};

/// A document whole
///
/// The edition that is shown, with its sections, files and the editions that were published: the same for everybody who
/// may read it. `ETag` differs by content coding; `If-None-Match` takes any of them. What the caller keeps of it and
/// what it is linked with are operations of their own.
#[utoipa::path(
    tag = "library",
    params(
        ("document_id" = PublicId, Path, description = "The document."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` the caller has, in any coding.")
    ),
    responses(
        (status = 200, description = "The document.", body = LibraryDocumentView, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed since.")
    ),
    security(("access_token" = []))
)]
#[get("/library/{document_id}")]
pub async fn get_library_document(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    document_id: Path<PublicId>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Error> {
    let reader = watch::reader(&app, &viewer).await?;
    let Path(document_id) = document_id;
    serve::serve(&app, &request, &reader, document_id, Part::Document, &known).await
}
