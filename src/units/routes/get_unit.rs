use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::kernel::ids::PublicId;
use crate::units::locate;
use crate::units::views::UnitView;

/// A unit
///
/// With the units above it, the top unit first.
#[utoipa::path(
    tag = "units",
    params(
        ("unit_id" = PublicId, Path, description = "The unit."),
        ("If-None-Match" = Option<String>, Header, description = "The tag the caller has.")
    ),
    responses(
        (status = 200, description = "The unit.", body = UnitView, headers(("ETag" = String))),
        (status = 304, description = "The caller has the current version.")
    ),
    security(("access_token" = []))
)]
#[get("/units/{unit_id}")]
pub async fn get_unit(
    viewer: Viewer,
    app: Data<App>,
    unit_id: Path<PublicId>,
    if_none_match: IfNoneMatch,
) -> Result<Answer, Error> {
    let Path(unit_id) = unit_id;
    let (view, etag) = app
        .db
        .read(move |conn| {
            let unit = locate(conn, &viewer, unit_id)?;
            UnitView::load(conn, &viewer, &unit)
        })
        .await?;
    if if_none_match.has(&etag) {
        return Ok(Answer::not_modified(etag));
    }
    Ok(Answer::ok(&view)?.etag(etag))
}
