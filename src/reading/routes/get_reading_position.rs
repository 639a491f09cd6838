use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::reading::queries::{documents, own};
use crate::reading::views::ReadingPositionView;
use crate::reading::watch;

/// Where did I stop?
///
/// The caller's own position in a document, from whichever phone was read last.
#[utoipa::path(
    tag = "library",
    params(("document_id" = PublicId, Path, description = "The document.")),
    responses(
        (status = 200, description = "The position.", body = ReadingPositionView),
        (status = 404, description = "There is no such document, the caller may not know of it, or no position is kept.")
    ),
    security(("access_token" = []))
)]
#[get("/library/{document_id}/position")]
pub async fn get_reading_position(
    viewer: Viewer,
    app: Data<App>,
    document_id: Path<PublicId>,
) -> Result<Answer, Error> {
    let reader = watch::reader(&app, &viewer).await?;
    let Path(id) = document_id;
    let position = app
        .db
        .read(move |conn| {
            let (document_id, _) = documents::locate(conn, &reader, id)?;
            own::position(conn, &reader, document_id)
        })
        .await?;
    let position = position.ok_or(Error::NotFound)?;
    Answer::ok(&ReadingPositionView::of(id, position))
}
