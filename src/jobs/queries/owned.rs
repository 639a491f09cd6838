//! Jobs as their owner reads them.

use diesel::prelude::*;
use diesel::sql_types::{Binary, Nullable};

use super::files::{self, MaybeFile};
use crate::auth::Viewer;
use crate::db::Conn;
use crate::db::schema::{job_files, jobs};
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::jobs::model::{FileRole, JobRow};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

diesel::define_sql_function! {
    /// Bytes of a value; neither engine reads the value for it.
    fn length(content: Nullable<Binary>) -> Nullable<Integer>;
}

#[derive(Queryable)]
struct Row {
    id: i64,
    public_id: PublicId,
    kind: String,
    state: String,
    percent: i32,
    attempt: i32,
    result: Option<JsonDoc>,
    problem_code: Option<String>,
    created_at: Instant,
    started_at: Option<Instant>,
    finished_at: Option<Instant>,
    file: MaybeFile,
}

impl From<Row> for JobRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            public_id: row.public_id,
            kind: row.kind,
            state: row.state,
            percent: row.percent,
            attempt: row.attempt,
            result: row.result.map(|doc| doc.0),
            problem_code: row.problem_code,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            file: files::file_row(row.file),
        }
    }
}

/// The caller's jobs that are not over or still kept, with their outputs.
macro_rules! own_jobs {
    ($viewer:expr) => {
        jobs::table
            .left_join(
                job_files::table.on(job_files::job_id
                    .eq(jobs::id)
                    .and(job_files::role.eq(FileRole::Output.code()))),
            )
            .filter(jobs::owner_id.eq(Some($viewer.member_id())))
            .filter(
                jobs::finished_at
                    .is_null()
                    .or(jobs::expires_at.gt($viewer.now())),
            )
            .select((
                jobs::id,
                jobs::public_id,
                jobs::kind,
                jobs::state,
                jobs::percent,
                jobs::attempt,
                jobs::result,
                jobs::problem_code,
                jobs::created_at,
                jobs::started_at,
                jobs::finished_at,
                (
                    job_files::file_name.nullable(),
                    job_files::media_type.nullable(),
                    length(job_files::sealed_content.nullable()),
                ),
            ))
    };
}

pub(in crate::jobs) fn find_own(
    conn: &mut Conn,
    viewer: &Viewer,
    id: PublicId,
) -> Result<JobRow, Error> {
    let row: Option<Row> = own_jobs!(viewer)
        .filter(jobs::public_id.eq(id))
        .first(conn)
        .optional()?;
    row.map(JobRow::from).ok_or(Error::NotFound)
}

/// Newest first, after the job with the key `after`.
pub(in crate::jobs) fn list_own(
    conn: &mut Conn,
    viewer: &Viewer,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<JobRow>, Error> {
    let rows: Vec<Row> = own_jobs!(viewer)
        .filter(jobs::id.lt(after.unwrap_or(i64::MAX)))
        .order(jobs::id.desc())
        .limit(limit)
        .load(conn)?;
    Ok(rows.into_iter().map(JobRow::from).collect())
}
