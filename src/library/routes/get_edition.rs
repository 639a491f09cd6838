use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::kernel::ids::PublicId;
use crate::library::desk::Desk;
use crate::library::views::EditionView;

/// An edition on the desk
///
/// With all its sections, whatever its state; for the authors of its document and the publishers of its unit.
#[utoipa::path(
    tag = "documents",
    params(
        ("edition_id" = PublicId, Path, description = "The edition."),
        ("If-None-Match" = Option<String>, Header, description = "The tag the caller has.")
    ),
    responses(
        (status = 200, description = "The edition.", body = EditionView, headers(("ETag" = String))),
        (status = 304, description = "The caller has the current version.")
    ),
    security(("access_token" = []))
)]
#[get("/editions/{edition_id}")]
pub async fn get_edition(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    edition_id: Path<PublicId>,
    if_none_match: IfNoneMatch,
) -> Result<Answer, Error> {
    let Path(edition_id) = edition_id;
    let (view, etag) = app
        .db
        .read(move |conn| {
            let (desk, edition) = Desk::find_edition(conn, &grant, edition_id)?;
            EditionView::load(conn, &grant, &desk.document, &edition)
        })
        .await?;
    if if_none_match.has(&etag) {
        return Ok(Answer::not_modified(etag));
    }
    Ok(Answer::ok(&view)?.etag(etag))
}
