use actix_web::put;
use actix_web::web::Data;

use crate::app::App;
use crate::audiences::Reader;
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Json, Path};
use crate::kernel::ids::PublicId;
use crate::reading::model::{NewPosition, Position};
use crate::reading::queries::{documents, own};
use crate::reading::views::{PutReadingPosition, ReadingPositionView};
use crate::reading::{rules, watch};

/// Keep where I stopped
///
/// The last one by the phone's clock wins: an older one than is kept changes nothing and is answered with the one that
/// is kept.
#[utoipa::path(
    tag = "library",
    params(("document_id" = PublicId, Path, description = "The document.")),
    request_body = PutReadingPosition,
    responses((status = 200, description = "The position that is kept now.", body = ReadingPositionView)),
    security(("access_token" = []))
)]
#[put("/library/{document_id}/position")]
pub async fn put_reading_position(
    viewer: Viewer,
    app: Data<App>,
    document_id: Path<PublicId>,
    body: Json<PutReadingPosition>,
) -> Result<Answer, Error> {
    let reader = watch::reader(&app, &viewer).await?;
    let (Path(id), body) = (document_id, body.value);
    let position = app
        .db
        .write(move |conn| keep(conn, &reader, id, &body))
        .await?;
    Answer::ok(&ReadingPositionView::of(id, position))
}

fn keep(
    conn: &mut Conn,
    reader: &Reader,
    id: PublicId,
    body: &PutReadingPosition,
) -> Result<Position, Error> {
    let (document_id, _) = documents::locate(conn, reader, id)?;
    let edition_id = own::published_edition(conn, reader, document_id, body.edition_id)?
        .ok_or(&rules::UNKNOWN_EDITION)?;
    if let Some(anchor) = &body.anchor
        && !own::has_anchor(conn, reader, edition_id, anchor)?
    {
        return Err(rules::UNKNOWN_ANCHOR.into());
    }
    let position = NewPosition {
        edition_id,
        anchor: body.anchor.clone(),
        permille: body.permille,
        device_at: rules::believed(body.device_at, reader.viewer().now()),
    };
    own::keep_position(conn, reader, document_id, &position)?;
    own::position(conn, reader, document_id)?
        .ok_or_else(|| Error::internal("a position was kept and is not there"))
}
