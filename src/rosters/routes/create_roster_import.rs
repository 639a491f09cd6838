use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, post};
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::ImportRoster;
use crate::auth::secret::sha256;
use crate::error::Error;
use crate::http::attachment::FileBytes;
use crate::http::{Answer, Once, Path, Query};
use crate::jobs::{self, FileContent, JobView, NewJob};
use crate::kernel::ids::PublicId;
use crate::rosters::jobs::{IMPORT, ImportInput, object};
use crate::rosters::views::ImportOptions;
use crate::units;

/// Bytes of a file: a roster of 200,000 people has about 15 million.
const FILE_BYTES: usize = 20 * 1024 * 1024;

/// What browsers and programs say of a roster file; its content decides.
const MEDIA_TYPES: [&str; 4] = [
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "text/csv",
    "application/octet-stream",
];

/// Check a roster file
///
/// A dry run: nothing is written. The body is the file itself, `.xlsx` or CSV (UTF-8, UTF-16LE, Windows-1258; separated by
/// commas, semicolons or tabs), at most 20 MiB and 200,000 people. Its columns are those of `get_roster_template`.
///
/// A file that is no roster fails the job with `roster_empty_file`, `roster_header_only`, `roster_wrong_header`,
/// `roster_unreadable`, `roster_too_large` or `roster_legacy_encoding`. Otherwise the job's `result` has `import_id` (for
/// `commit_roster_import`), `unit_id`, `mode`, `committed`, `requires_confirmation`, and:
/// * `counts`: `rows`, `valid`, `errors` (rows with something wrong), `new`, `changed`, `unchanged`, `removed`, `repaired`
///   (rows in which a number or name was put right) and `members_before`;
/// * `errors`: the first 1,000 of `error_total`: `row`, `column`, `header`, `code` and `detail` in `vi` and `en`, with every
///   reason for every row; `notes`: the first 300 of `note_total`, what was put right, likewise;
/// * `duplicates`: the first 200 of `duplicate_total`: rows that share name and birth date with `other_row` or with the
///   member `member_id`, under another card number;
/// * `ignored_columns`: `header` and `reason` (`unknown`, or `not_imported` for ethnicity and religion).
///
/// The values of the sheet are not repeated. An empty cell leaves what is known of a member as it is;
/// `Chưa xếp chi bộ` where his unit should stand leaves a member who belongs to none without one.
#[utoipa::path(
    tag = "rosters",
    params(
        ("unit_id" = PublicId, Path, description = "The unit whose roster it is."),
        ImportOptions,
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to repeat.")
    ),
    request_body(
        description = "The file.",
        content(
            (FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (FileBytes = "text/csv"),
            (FileBytes = "application/octet-stream")
        )
    ),
    responses((status = 202, description = "The dry run was taken on; `Location` is its job.", body = JobView)),
    security(("access_token" = []))
)]
#[post("/units/{unit_id}/roster-imports")]
pub async fn create_roster_import(
    grant: Grant<ImportRoster>,
    app: Data<App>,
    request: HttpRequest,
    id: Path<PublicId>,
    options: Query<ImportOptions>,
    once: Once,
    payload: Payload,
) -> Result<Answer, Error> {
    let reader = grant.clone();
    let unit = app
        .db
        .read(move |conn| units::locate_for(conn, &reader, id.0))
        .await?;
    unit.check_open()?;
    let media_type = media_type(&request)?;
    // Not before the caller is known to be permitted.
    let bytes = file(payload).await?;
    let mode = options.mode.unwrap_or_default();
    let input = ImportInput {
        unit_id: unit.public_id,
        mode,
    };
    let input = object(&input)?;
    let digest = sha256(&[&sha256(&bytes), input.to_string().as_bytes()].concat());
    let job = NewJob {
        kind: IMPORT,
        unit_id: Some(unit.id),
        input,
        upload: Some(FileContent {
            file_name: options
                .file_name
                .clone()
                .unwrap_or_else(|| "roster".to_owned()),
            media_type: media_type.to_owned(),
            bytes: bytes.to_vec(),
        }),
    };
    let actor = grant.clone();
    let answer = once
        .run(&app, &grant, digest, move |conn| {
            let queued = jobs::enqueue_keeping_upload(conn, &actor, &job)?;
            let detail = json!({"import_id": queued.job_id, "mode": mode});
            audit::record(
                conn,
                &actor,
                &Entry::write(IMPORT, job.unit_id, Vec::new(), detail),
            )?;
            Answer::accepted(queued.location(), &queued)
        })
        .await?;
    app.jobs.wake();
    Ok(answer)
}

fn media_type(request: &HttpRequest) -> Result<&'static str, Error> {
    let stated = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let stated = stated.split(';').next().unwrap_or_default().trim();
    let known = MEDIA_TYPES
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(stated));
    known.ok_or(Error::UnsupportedMediaType)
}

async fn file(payload: Payload) -> Result<Bytes, Error> {
    let read = payload
        .to_bytes_limited(FILE_BYTES)
        .await
        .map_err(|_| Error::TooLarge)?;
    read.map_err(|_| Error::Malformed(None))
}
