use actix_web::post;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ExportRoster;
use crate::error::Error;
use crate::http::{Answer, Json, Once, Path};
use crate::jobs::{self, JobView, NewJob};
use crate::kernel::ids::PublicId;
use crate::rosters::jobs::{EXPORT, ExportInput, object};
use crate::rosters::views::CreateRosterExport;
use crate::units;

/// Export a roster
///
/// The members of a unit and everything below it, in the Vietnamese order of names, with the columns of
/// `get_roster_template`, so that the file can be imported again and changes nothing. Citizen ids are in it only for those
/// who may see them. The job's `result` has `unit_id`, `format` and `members`; its file is fetched with `get_job_file`.
/// The export is recorded, and every member in it can see who exported it.
#[utoipa::path(
    tag = "rosters",
    params(
        ("unit_id" = PublicId, Path, description = "The unit."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to repeat.")
    ),
    request_body = CreateRosterExport,
    responses((status = 202, description = "The export was taken on; `Location` is its job.", body = JobView)),
    security(("access_token" = []))
)]
#[post("/units/{unit_id}/roster-exports")]
pub async fn create_roster_export(
    grant: Grant<ExportRoster>,
    app: Data<App>,
    id: Path<PublicId>,
    once: Once,
    body: Json<CreateRosterExport>,
) -> Result<Answer, Error> {
    let (actor, format) = (grant.clone(), body.value.format);
    let answer = once
        .run(&app, &grant, body.digest, move |conn| {
            let unit = units::locate_for(conn, &actor, id.0)?;
            let input = object(&ExportInput {
                unit_id: unit.public_id,
                format,
            })?;
            let job = NewJob {
                kind: EXPORT,
                unit_id: Some(unit.id),
                input,
                upload: None,
            };
            let queued: JobView = jobs::enqueue(conn, &actor, &job)?;
            Answer::accepted(queued.location(), &queued)
        })
        .await?;
    app.jobs.wake();
    Ok(answer)
}
