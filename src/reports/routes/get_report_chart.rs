use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ReadProgress;
use crate::error::Error;
use crate::http::attachment::FileBytes;
use crate::http::{Answer, Path, Query};
use crate::kernel::ids::PublicId;
use crate::reports::ask::{self, Asked};
use crate::reports::rules::svg::svg;
use crate::reports::views::ReportOptions;

/// The chart of a unit's report
///
/// A bar for the unit and for each unit directly below it, as SVG, for light and dark screens; with a title, a description
/// and what each bar says as text. The figures are those of `get_unit_report`.
#[utoipa::path(
    tag = "reports",
    params(
        ("unit_id" = PublicId, Path, description = "The unit."),
        ("assignment_id" = PublicId, Path, description = "The assignment."),
        ReportOptions
    ),
    responses(
        (status = 200, description = "The chart.", content((FileBytes = "image/svg+xml"))),
        (status = 404, description = "There is no such unit, or no such assignment for it."),
        (status = 409, description = "There are too many units directly below.")
    ),
    security(("access_token" = []))
)]
#[get("/units/{unit_id}/reports/{assignment_id}/chart")]
pub async fn get_report_chart(
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
    let memory = app.reports.clone();
    let drawn = app
        .db
        .report(move |conn| {
            let report = ask::unit_report(conn, &grant, &memory, &asked)?;
            Ok(svg(&report.chart()))
        })
        .await?;
    Ok(Answer::bytes("image/svg+xml", drawn.into_bytes()))
}
