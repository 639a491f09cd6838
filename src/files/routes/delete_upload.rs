use actix_web::delete;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::error::Error;
use crate::files::queries;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;

/// Give up an upload
///
/// What has arrived is removed. The file of a completed upload stays.
#[utoipa::path(
    tag = "files",
    params(("upload_id" = PublicId, Path, description = "The upload.")),
    responses((status = 204, description = "It is gone.")),
    security(("access_token" = []))
)]
#[delete("/files/uploads/{upload_id}")]
pub async fn delete_upload(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    id: Path<PublicId>,
) -> Result<Answer, Error> {
    app.db
        .write(move |conn| {
            let upload = queries::find(conn, &grant, id.0)?;
            queries::remove(conn, &grant, &upload)?;
            let detail = json!({"upload_id": upload.public_id});
            let entry = Entry::write("delete_upload", Some(upload.unit_id), Vec::new(), detail);
            audit::record(conn, &grant, &entry)
        })
        .await?;
    // What is left when this fails is found by the upkeep.
    let _ = app.files.storage.delete_upload(id.0).await;
    Ok(Answer::no_content())
}
