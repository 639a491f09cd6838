use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ReadProgress;
use crate::error::Error;
use crate::http::attachment::{self, FileBytes};
use crate::http::{Answer, Path, Query};
use crate::kernel::ids::PublicId;
use crate::reports::ask::{self, Asked};
use crate::reports::print;
use crate::reports::views::ReportOptions;

/// A unit's report to be printed
///
/// The figures of `get_unit_report` as a PDF on A4 in Vietnamese: the sum, the chart and a table of the units directly
/// below. No names of members.
#[utoipa::path(
    tag = "reports",
    params(
        ("unit_id" = PublicId, Path, description = "The unit."),
        ("assignment_id" = PublicId, Path, description = "The assignment."),
        ReportOptions
    ),
    responses(
        (
            status = 200,
            description = "The file.",
            headers(("Content-Disposition" = String)),
            content((FileBytes = "application/pdf"))
        ),
        (status = 404, description = "There is no such unit, or no such assignment for it."),
        (status = 409, description = "There are too many units directly below.")
    ),
    security(("access_token" = []))
)]
#[get("/units/{unit_id}/reports/{assignment_id}/summary")]
pub async fn get_report_summary(
    grant: Grant<ReadProgress>,
    app: Data<App>,
    path: Path<(PublicId, PublicId)>,
    options: Query<ReportOptions>,
) -> Result<Answer, Error> {
    let Path((unit_id, assignment_id)) = path;
    let asked = Asked {
        unit: unit_id,
        assignment: assignment_id,
        requirement: options.requirement_id,
        snapshot: options.snapshot_id,
    };
    let (reader, memory) = (grant.clone(), app.reports.clone());
    let report = app
        .db
        .report(move |conn| ask::unit_report(conn, &reader, &memory, &asked))
        .await?;
    let file_name = format!("Báo cáo học tập - {}.pdf", report.ground.unit.name);
    // Laying out keeps the processor: not for a web worker.
    let bytes = actix_web::rt::task::spawn_blocking(move || print::pdf(&report.summary()))
        .await
        .map_err(|_| Error::internal("printing a report panicked"))??;
    Ok(Answer::bytes("application/pdf", bytes)
        .field("content-disposition", attachment::disposition(&file_name)))
}
