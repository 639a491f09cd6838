use actix_web::delete;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::reading::queries::{documents, own};
use crate::reading::watch;

/// Remove the bookmark of a document
///
/// Also answered when there is none.
#[utoipa::path(
    tag = "library",
    params(("document_id" = PublicId, Path, description = "The document.")),
    responses((status = 204, description = "It is not bookmarked.")),
    security(("access_token" = []))
)]
#[delete("/library/{document_id}/bookmark")]
pub async fn delete_bookmark(
    viewer: Viewer,
    app: Data<App>,
    document_id: Path<PublicId>,
) -> Result<Answer, Error> {
    let reader = watch::reader(&app, &viewer).await?;
    let Path(id) = document_id;
    app.db
        .write(move |conn| {
            let (document_id, _) = documents::locate(conn, &reader, id)?;
            own::drop_bookmark(conn, &reader, document_id)
        })
        .await?;
    Ok(Answer::no_content())
}
