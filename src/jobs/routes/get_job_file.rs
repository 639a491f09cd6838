use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::attachment::{self, FileBytes};
use crate::http::{Answer, IfNoneMatch, Path};
use crate::jobs::model::JobState;
use crate::jobs::{queries, rules};
use crate::kernel::ids::PublicId;

/// The file that a job made
///
/// For example an export. Only for the member who started the job, for 7 days after it ended; `Content-Disposition`
/// carries its name (RFC 6266).
#[utoipa::path(
    tag = "jobs",
    params(
        ("job_id" = PublicId, Path, description = "The job."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` the caller has.")
    ),
    responses(
        (
            status = 200,
            description = "The file. Any type but the two spreadsheet formats is answered as `application/octet-stream`.",
            headers(("Content-Disposition" = String), ("ETag" = String)),
            content(
                (FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                (FileBytes = "text/csv"),
                (FileBytes = "application/octet-stream")
            )
        ),
        (status = 304, description = "The caller has the file."),
        (status = 409, description = "The job has not ended yet (`job_not_finished`).")
    ),
    security(("access_token" = []))
)]
#[get("/jobs/{job_id}/file")]
pub async fn get_job_file(
    viewer: Viewer,
    app: Data<App>,
    id: Path<PublicId>,
    known: IfNoneMatch,
) -> Result<Answer, Error> {
    let etag = format!("\"{}\"", id.0); // a job makes its file once
    let current = etag.clone();
    let file = app
        .db
        .read(move |conn| {
            let job = queries::find_own(conn, &viewer, id.0)?;
            match (JobState::from_code(&job.state), job.file) {
                (Some(JobState::Queued | JobState::Running), _) => Err(rules::NOT_FINISHED.into()),
                (_, None) => Err(Error::NotFound),
                (_, Some(_)) if known.has(&current) => Ok(None),
                (_, Some(_)) => queries::open_own_output(conn, &viewer, id.0)?
                    .map(Some)
                    .ok_or(Error::NotFound),
            }
        })
        .await?;
    let Some(file) = file else {
        return Ok(Answer::not_modified(etag));
    };
    let disposition = attachment::disposition(&file.file_name);
    Ok(Answer::bytes(rules::sent_as(&file.media_type), file.bytes)
        .field("content-disposition", disposition)
        .etag(etag))
}
