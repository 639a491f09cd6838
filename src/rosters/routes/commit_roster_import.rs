use actix_web::post;
use actix_web::web::Data;
use chrono::Duration;
use serde::Deserialize as _;
use serde_json::Value;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ImportRoster;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Json, Once, Path};
use crate::jobs::{self, EarlierJob, JobView, NewJob};
use crate::kernel::ids::PublicId;
use crate::rosters::jobs::{COMMIT, CommitInput, IMPORT, object};
use crate::rosters::rules::limits::{self, COMMITTED, EXPIRED, IMPORT_DAYS, NOT_READY};
use crate::rosters::views::{CommitRosterImport, ImportResult};
use crate::units;

/// Write what a dry run found
///
/// Everything is checked again and written in one transaction: people added and changed, transfers between cells and
/// standings with their history from today on, and with mode `replace` the removals. The job's `result` has the shape of
/// that of the dry run, with `committed: true`.
///
/// Refused with `roster_has_errors` while rows have errors, with `roster_removals_unconfirmed` when more than 10 % of the
/// members would go and `confirm_removals` is not `true`, with `roster_import_expired` after 7 days, and with
/// `roster_import_committed` the second time. The job fails with `roster_changed` when the roster has changed meanwhile so
/// that the counts differ: then check the file again.
#[utoipa::path(
    tag = "rosters",
    params(
        ("import_id" = PublicId, Path, description = "The dry run: its job."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to repeat.")
    ),
    request_body = CommitRosterImport,
    responses((status = 202, description = "The commit was taken on; `Location` is its job.", body = JobView)),
    security(("access_token" = []))
)]
#[post("/roster-imports/{import_id}/commit")]
pub async fn commit_roster_import(
    grant: Grant<ImportRoster>,
    app: Data<App>,
    id: Path<PublicId>,
    once: Once,
    body: Json<CommitRosterImport>,
) -> Result<Answer, Error> {
    let (actor, confirmed) = (grant.clone(), body.value.confirm_removals.unwrap_or(false));
    let answer = once
        .run(&app, &grant, body.digest, move |conn| {
            queue(conn, &actor, id.0, confirmed)
        })
        .await?;
    app.jobs.wake();
    Ok(answer)
}

fn queue(
    conn: &mut Conn,
    grant: &Grant<ImportRoster>,
    import_id: PublicId,
    confirmed: bool,
) -> Result<Answer, Error> {
    let import = jobs::earlier(conn, grant, IMPORT, import_id)?.ok_or(Error::NotFound)?;
    let result = result_of(&import)?;
    let unit = units::locate_for(conn, grant, result.unit_id)?;
    let commits = jobs::earlier_inputs(conn, grant, COMMIT)?;
    if commits.iter().any(|input| is_of(input, import_id)) {
        return Err(COMMITTED.into());
    }
    if grant.now() - import.created_at > Duration::days(IMPORT_DAYS) {
        return Err(EXPIRED.into());
    }
    limits::may_commit(&result.counts, confirmed)?;
    let input = object(&CommitInput {
        import_id,
        confirm_removals: confirmed,
    })?;
    let job = NewJob {
        kind: COMMIT,
        unit_id: Some(unit.id),
        input,
        upload: None,
    };
    let queued: JobView = jobs::enqueue(conn, grant, &job)?;
    Answer::accepted(queued.location(), &queued)
}

fn result_of(import: &EarlierJob) -> Result<ImportResult, Error> {
    let result = import.result.as_ref().ok_or(NOT_READY)?;
    ImportResult::deserialize(result)
        .map_err(|error| Error::internal(format!("the result of a dry run: {error}")))
}

/// Whether a commit that has not failed is of this import.
fn is_of(input: &Value, import_id: PublicId) -> bool {
    CommitInput::deserialize(input).is_ok_and(|input| input.import_id == import_id)
}
