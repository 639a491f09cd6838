use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::error::Error;
use crate::files::model::UploadState;
use crate::files::views::UploadView;
use crate::files::{complete, queries};
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;

/// How far an upload is
///
/// `offset` is where the next piece begins: ask after a line broke, then go on from there. Only for the member who began
/// it; anybody else gets 404.
#[utoipa::path(
    tag = "files",
    params(("upload_id" = PublicId, Path, description = "The upload.")),
    responses((status = 200, description = "The upload.", body = UploadView, headers(("Upload-Offset" = i64)))),
    security(("access_token" = []))
)]
#[get("/files/uploads/{upload_id}")]
pub async fn get_upload(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    id: Path<PublicId>,
) -> Result<Answer, Error> {
    let (row, file) = app
        .db
        .read(move |conn| {
            let row = queries::find(conn, &grant, id.0)?;
            if row.state == UploadState::Completed {
                let (row, file) = complete::completed(conn, &grant, row)?;
                return Ok((row, Some(file)));
            }
            Ok((row, None))
        })
        .await?;
    let offset = row.received.to_string();
    Ok(Answer::ok(&UploadView::of(row, file.as_ref()))?.field("upload-offset", offset))
}
