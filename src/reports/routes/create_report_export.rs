use actix_web::post;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ReadProgress;
use crate::error::Error;
use crate::http::{Answer, Json, Once, Path};
use crate::jobs::{self, JobView, NewJob};
use crate::kernel::ids::PublicId;
use crate::reports::exports;
use crate::reports::jobs::{EXPORT, ExportInput, object};
use crate::reports::views::CreateReportExport;
use crate::units;

/// Export a report
///
/// `cells`: figures, a row for each cell at or below the unit and each assignment (all that run, unless one is named), with
/// a row of sums, all of one moment. Frozen figures come without deadlines: what they were then is not kept. `members`:
/// everybody who is assigned in the cell, by name, only for those whose role is over the cell itself. Rates have one
/// decimal. The job's `result` has `unit_id`, `content`, `format` and `rows`; its file is fetched with `get_job_file`. The
/// export is recorded, and every member named in it can see who exported it.
#[utoipa::path(
    tag = "reports",
    params(
        ("unit_id" = PublicId, Path, description = "The unit."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to repeat.")
    ),
    request_body = CreateReportExport,
    responses(
        (status = 202, description = "The export was taken on; `Location` is its job.", body = JobView),
        (status = 403, description = "Names are not for the caller."),
        (status = 404, description = "There is no such unit, assignment or snapshot.")
    ),
    security(("access_token" = []))
)]
#[post("/units/{unit_id}/report-exports")]
pub async fn create_report_export(
    grant: Grant<ReadProgress>,
    app: Data<App>,
    id: Path<PublicId>,
    once: Once,
    body: Json<CreateReportExport>,
) -> Result<Answer, Error> {
    let (actor, wanted) = (grant.clone(), body.value.clone());
    let answer = once
        .run(&app, &grant, body.digest, move |conn| {
            let unit = units::locate_for(conn, &actor, id.0)?;
            let input = ExportInput {
                unit_id: unit.public_id,
                content: wanted.content,
                format: wanted.format.unwrap_or_default(),
                assignment_id: wanted.assignment_id,
                snapshot_id: wanted.snapshot_id,
            };
            exports::check(conn, &actor, &unit, &input)?;
            let job = NewJob {
                kind: EXPORT,
                unit_id: Some(unit.id),
                input: object(&input)?,
                upload: None,
            };
            let queued: JobView = jobs::enqueue(conn, &actor, &job)?;
            Answer::accepted(queued.location(), &queued)
        })
        .await?;
    app.jobs.wake();
    Ok(answer)
}
