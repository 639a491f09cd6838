use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ReadProgress;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::reports::queries::assignments;
use crate::reports::views::{SnapshotListView, SnapshotView};
use crate::units;

/// Frozen figures of an assignment
///
/// At each deadline the figures are frozen; what happens later does not change them. Reports take the id of one of these.
#[utoipa::path(
    tag = "reports",
    params(
        ("unit_id" = PublicId, Path, description = "The unit."),
        ("assignment_id" = PublicId, Path, description = "The assignment.")
    ),
    responses(
        (status = 200, description = "What was frozen, the newest first.", body = SnapshotListView),
        (status = 404, description = "There is no such unit, or no such assignment for it.")
    ),
    security(("access_token" = []))
)]
#[get("/units/{unit_id}/reports/{assignment_id}/snapshots")]
pub async fn list_report_snapshots(
    grant: Grant<ReadProgress>,
    app: Data<App>,
    path: Path<(PublicId, PublicId)>,
) -> Result<Answer, Error> {
    let Path((unit_id, assignment_id)) = path;
    let snapshots = app
        .db
        .report(move |conn| {
            let unit = units::locate_for(conn, &grant, unit_id)?;
            let assignment = assignments::find(conn, &grant, unit.id, assignment_id)?;
            assignments::snapshots(conn, &grant, assignment.id)
        })
        .await?;
    Answer::ok(&SnapshotListView {
        items: snapshots.into_iter().map(SnapshotView::of).collect(),
    })
}
