use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::files::{self, Disposition};
use crate::http::Path;
use crate::http::attachment::FileBytes;
use crate::kernel::ids::PublicId;
use crate::reading::model::FileRole;
use crate::reading::queries::documents;
use crate::reading::watch;

/// A file of a document
///
/// Of the edition that is shown. Its bytes never change under this address. `Range` asks for a part (one range);
/// `If-Range` with the `ETag` makes sure that it is a part of the same bytes.
///
/// A body shorter than its `Content-Length` is not whole: the line or the storage failed, or the file was found damaged,
/// when the answer had begun. What has arrived is right: ask for the rest with `Range`, or later; a 503 says why it cannot
/// be had.
#[utoipa::path(
    tag = "library",
    params(
        ("document_id" = PublicId, Path, description = "The document."),
        ("file_id" = PublicId, Path, description = "The file, as the document lists it."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` the caller has.")
    ),
    responses(
        (status = 200, description = "The file.", content_type = "*/*", body = FileBytes, headers(("ETag" = String), ("Content-Disposition" = String))),
        (status = 206, description = "The range.", content_type = "*/*", body = FileBytes, headers(("ETag" = String), ("Content-Disposition" = String))),
        (status = 304, description = "The caller has it."),
        (status = 416, description = "The range lies outside the file."),
        (status = 503, description = "`file_damaged`: the stored file is damaged and is not sent until it is repaired; the operator has been told. `busy`: the server is busy, or the storage does not answer; see `Retry-After`.")
    ),
    security(("access_token" = []))
)]
#[get("/library/{document_id}/files/{file_id}")]
pub async fn get_library_file(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    path: Path<(PublicId, PublicId)>,
) -> Result<HttpResponse, Error> {
    let reader = watch::reader(&app, &viewer).await?;
    let Path((document_id, file_id)) = path;
    let (file, role, name) = app
        .db
        .read(move |conn| {
            let (key, role, name) =
                documents::file(conn, &reader, document_id, file_id)?.ok_or(Error::NotFound)?;
            Ok((files::by_key(conn, reader.viewer(), key)?, role, name))
        })
        .await?;
    let disposition = match role {
        FileRole::Signed | FileRole::Audio | FileRole::Video | FileRole::Image => {
            Disposition::Inline
        }
        FileRole::Original | FileRole::Attachment => Disposition::Attachment,
    };
    files::serve(&app, &file, &name, disposition, &request).await
}
