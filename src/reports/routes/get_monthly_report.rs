use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ReadProgress;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::reports::monthly;
use crate::reports::rules::months::Month;
use crate::reports::views::MonthlyReportView;

/// What a unit sends up for a month
///
/// The assignments whose deadline in this unit was in the month (in Vietnam), with the figures that were frozen then, and
/// their sum; and those that ran in it and are due later. Up to 100 assignments. Figures only, no names.
#[utoipa::path(
    tag = "reports",
    params(
        ("unit_id" = PublicId, Path, description = "The unit."),
        ("month" = String, Path, description = "The month, `2026-11`.", max_length = 7, pattern = "^[0-9]{4}-[0-9]{2}$")
    ),
    responses(
        (status = 200, description = "The figures.", body = MonthlyReportView),
        (status = 422, description = "That is no month.")
    ),
    security(("access_token" = []))
)]
#[get("/units/{unit_id}/monthly-reports/{month}")]
pub async fn get_monthly_report(
    grant: Grant<ReadProgress>,
    app: Data<App>,
    request: HttpRequest,
    path: Path<(PublicId, String)>,
) -> Result<Answer, Error> {
    let Path((unit_id, month)) = path;
    let month = Month::parse(&month)?;
    let language = Language::of(request.headers());
    let view = app
        .db
        .report(move |conn| monthly::monthly(conn, &grant, unit_id, month, language))
        .await?;
    Answer::ok(&view)
}
