use actix_web::post;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::error::Error;
use crate::files::complete::complete;
use crate::files::views::UploadView;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;

/// Complete an upload
///
/// Checks size and SHA-256 and finds the type from the bytes: PDF, `.docx`, `.xlsx`, `.pptx`, OpenDocument, EPUB, plain
/// text, JPEG, PNG, GIF, WebP, MP3, M4A, AAC, Ogg, WAV, FLAC, MP4, `QuickTime`, `WebM`. Anything else is refused, whatever its
/// name says (`file_type_not_accepted`, `file_has_macros`, `file_unreadable`, `file_hash_mismatch`), and what arrived of
/// it is removed. The same bytes are kept once, and who sends them in again finds the file he has; others who send in the
/// same have a `file_id` of their own. Completing twice gives the same file.
#[utoipa::path(
    tag = "files",
    params(("upload_id" = PublicId, Path, description = "The upload.")),
    responses(
        (status = 200, description = "The upload with its `file`.", body = UploadView),
        (status = 409, description = "Not all bytes have arrived (`upload_incomplete`)."),
        (status = 413, description = "Larger than files of its kind may be (`file_too_large`)."),
        (status = 422, description = "The file is not taken.")
    ),
    security(("access_token" = []))
)]
#[post("/files/uploads/{upload_id}/completion")]
pub async fn complete_upload(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    id: Path<PublicId>,
) -> Result<Answer, Error> {
    let (upload, file) = complete(app, grant, id.0).await?;
    Answer::ok(&UploadView::of(upload, Some(&file)))
}
