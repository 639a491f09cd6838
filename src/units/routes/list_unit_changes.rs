use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Path, Query};
use crate::kernel::ids::PublicId;
use crate::units::locate;
use crate::units::queries::history;
use crate::units::views::{UnitChangePage, UnitChangeView};

/// The history of a unit
///
/// Every change since it came to be, the newest first.
#[utoipa::path(
    tag = "units",
    params(("unit_id" = PublicId, Path, description = "The unit."), PageQuery),
    responses((status = 200, description = "A page of changes.", body = UnitChangePage)),
    security(("access_token" = []))
)]
#[get("/units/{unit_id}/history")]
pub async fn list_unit_changes(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    unit_id: Path<PublicId>,
    query: Query<PageQuery>,
) -> Result<Answer, Error> {
    let (Path(unit_id), Query(query)) = (unit_id, query);
    let page = app
        .db
        .report(move |conn| {
            let limit = query.limit();
            let cursor = Cursor::new(&viewer, "list_unit_changes", &unit_id);
            let before = cursor.decode(query.cursor.as_deref())?;
            let unit = locate(conn, &viewer, unit_id)?;
            let mut rows = history::page(conn, &viewer, unit.id, before, limit + 1)?;
            let next_cursor = cursor.cut(&mut rows, limit, |row| row.0);
            let items = rows
                .into_iter()
                .map(UnitChangeView::of)
                .collect::<Result<_, _>>()?;
            Ok(UnitChangePage { items, next_cursor })
        })
        .await?;
    Ok(Answer::ok(&page)?.next_page(&request, page.next_cursor.as_deref()))
}
