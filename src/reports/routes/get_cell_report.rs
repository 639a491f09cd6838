use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::audit::Entry;
use crate::auth::Grant;
use crate::auth::permissions::ReadProgress;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Path, Query};
use crate::kernel::ids::PublicId;
use crate::reports::ask::{self, Asked};
use crate::reports::views::{CellReportView, SnapshotOption};

/// The secretary's screen: an assignment in a cell
///
/// How many have finished and who has not, under each requirement, with a text to be copied and where to go on. Names are
/// given to those whose role is over the cell itself, and each look at them is noted; who reads the cell from above sees
/// figures. Of a unit with cells below it, only those who belong to it directly.
#[utoipa::path(
    tag = "reports",
    params(
        ("unit_id" = PublicId, Path, description = "The cell."),
        ("assignment_id" = PublicId, Path, description = "The assignment."),
        SnapshotOption
    ),
    responses(
        (status = 200, description = "The report.", body = CellReportView),
        (status = 404, description = "There is no such unit, or no such assignment for it."),
        (status = 409, description = "No members belong to this unit itself.")
    ),
    security(("access_token" = []))
)]
#[get("/units/{unit_id}/reports/{assignment_id}/cell")]
pub async fn get_cell_report(
    grant: Grant<ReadProgress>,
    app: Data<App>,
    request: HttpRequest,
    path: Path<(PublicId, PublicId)>,
    options: Query<SnapshotOption>,
) -> Result<Answer, Error> {
    let Path((unit_id, assignment_id)) = path;
    let asked = Asked {
        unit: unit_id,
        assignment: assignment_id,
        requirement: None,
        snapshot: options.snapshot_id,
    };
    let reader = grant.clone();
    let report = app
        .db
        .report(move |conn| ask::cell_report(conn, &reader, &asked))
        .await?;
    let people = report.missing.iter().flatten();
    let subjects = people.map(|person| person.id).collect();
    let entry = Entry::view("get_cell_report", Some(report.ground.unit.id), subjects);
    app.views.note(&app, &grant, entry).await?;
    let language = Language::of(request.headers());
    Answer::ok(&CellReportView::of(report, &grant, language))
}
