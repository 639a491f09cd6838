use actix_web::put;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Json, Path};
use crate::kernel::ids::PublicId;
use crate::reading::queries::{documents, own};
use crate::reading::views::PutBookmark;
use crate::reading::{rules, watch};

/// Bookmark a document
///
/// One bookmark a document; another one takes its place. `list_library` shows it.
#[utoipa::path(
    tag = "library",
    params(("document_id" = PublicId, Path, description = "The document.")),
    request_body = PutBookmark,
    responses((status = 204, description = "It is bookmarked.")),
    security(("access_token" = []))
)]
#[put("/library/{document_id}/bookmark")]
pub async fn put_bookmark(
    viewer: Viewer,
    app: Data<App>,
    document_id: Path<PublicId>,
    body: Json<PutBookmark>,
) -> Result<Answer, Error> {
    let reader = watch::reader(&app, &viewer).await?;
    let (Path(id), anchor) = (document_id, body.value.anchor);
    app.db
        .write(move |conn| {
            let (document_id, edition_id) = documents::locate(conn, &reader, id)?;
            if let Some(anchor) = &anchor
                && !own::has_anchor(conn, &reader, edition_id, anchor)?
            {
                return Err(rules::UNKNOWN_ANCHOR.into());
            }
            own::keep_bookmark(conn, &reader, document_id, anchor.as_deref())
        })
        .await?;
    Ok(Answer::no_content())
}
