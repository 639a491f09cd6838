use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ReadProgress;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Path, Query};
use crate::kernel::ids::PublicId;
use crate::reports::ask::{self, Asked};
use crate::reports::views::{ReportOptions, UnitReportView};

/// An assignment in a unit, by the units below it
///
/// Figures of the unit and of each unit directly below, which are asked for in the same way, level by level. A unit's
/// figures are the sums of those of its cells. Figures only, no names.
#[utoipa::path(
    tag = "reports",
    params(
        ("unit_id" = PublicId, Path, description = "The unit."),
        ("assignment_id" = PublicId, Path, description = "The assignment."),
        ReportOptions
    ),
    responses(
        (status = 200, description = "The report.", body = UnitReportView),
        (status = 404, description = "There is no such unit, or no such assignment for it."),
        (status = 409, description = "There are too many units directly below.")
    ),
    security(("access_token" = []))
)]
#[get("/units/{unit_id}/reports/{assignment_id}")]
pub async fn get_unit_report(
    grant: Grant<ReadProgress>,
    app: Data<App>,
    request: HttpRequest,
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
    let report = app
        .db
        .report(move |conn| ask::unit_report(conn, &grant, &memory, &asked))
        .await?;
    let language = Language::of(request.headers());
    Answer::ok(&UnitReportView::of(&report, language))
}
