use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ReadProgress;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::reports::matrix;
use crate::reports::views::ReportMatrixView;

/// All running assignments of a unit, by the units below it
///
/// One table: an assignment a row, a unit directly below a column. Up to 100 assignments, those due first first; those that
/// concern nobody in the unit are not in it. Figures only, no names.
#[utoipa::path(
    tag = "reports",
    params(("unit_id" = PublicId, Path, description = "The unit.")),
    responses(
        (status = 200, description = "The table.", body = ReportMatrixView),
        (status = 409, description = "There are too many units directly below.")
    ),
    security(("access_token" = []))
)]
#[get("/units/{unit_id}/report-matrix")]
pub async fn get_report_matrix(
    grant: Grant<ReadProgress>,
    app: Data<App>,
    request: HttpRequest,
    unit_id: Path<PublicId>,
) -> Result<Answer, Error> {
    let (Path(unit_id), memory) = (unit_id, app.reports.clone());
    let language = Language::of(request.headers());
    let view = app
        .db
        .report(move |conn| matrix::matrix(conn, &grant, &memory, unit_id, language))
        .await?;
    Answer::ok(&view)
}
