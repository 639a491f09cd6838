//! Jobs on which other jobs build: what an earlier one was asked and came to, and the file it kept.

use diesel::prelude::*;
use serde_json::Value;

use super::files;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{job_files, jobs};
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::jobs::model::{EarlierJob, FileContent, FileRole, JobState};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

#[derive(Queryable)]
struct Row {
    public_id: PublicId,
    state: String,
    input: JsonDoc,
    result: Option<JsonDoc>,
    created_at: Instant,
}

impl From<Row> for EarlierJob {
    fn from(row: Row) -> Self {
        let state = JobState::from_code(&row.state).unwrap_or(JobState::Failed);
        let result = row.result.filter(|_| state == JobState::Succeeded);
        Self {
            public_id: row.public_id,
            state,
            input: row.input.0,
            result: result.map(|doc| doc.0),
            created_at: row.created_at,
        }
    }
}

/// A job of this kind that the actor started, with its result.
pub(in crate::jobs) fn earlier(
    conn: &mut Conn,
    actor: &impl Actor,
    kind: &str,
    id: PublicId,
) -> Result<Option<EarlierJob>, Error> {
    let row: Option<Row> = jobs::table
        .filter(jobs::public_id.eq(id))
        .filter(jobs::owner_id.eq(actor.member_id()))
        .filter(jobs::owner_id.is_not_null())
        .filter(jobs::kind.eq(kind))
        .select((
            jobs::public_id,
            jobs::state,
            jobs::input,
            jobs::result,
            jobs::created_at,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(EarlierJob::from))
}

/// The inputs of the jobs of one kind that the actor started and that have not failed.
pub(in crate::jobs) fn earlier_inputs(
    conn: &mut Conn,
    actor: &impl Actor,
    kind: &str,
) -> Result<Vec<Value>, Error> {
    let inputs: Vec<JsonDoc> = jobs::table
        .filter(jobs::owner_id.eq(actor.member_id()))
        .filter(jobs::owner_id.is_not_null())
        .filter(jobs::kind.eq(kind))
        .filter(jobs::state.ne(JobState::Failed.code()))
        .select(jobs::input)
        .load(conn)?;
    Ok(inputs.into_iter().map(|doc| doc.0).collect())
}

fn own_key(conn: &mut Conn, actor: &impl Actor, id: PublicId) -> Result<Option<i64>, Error> {
    Ok(jobs::table
        .filter(jobs::public_id.eq(id))
        .filter(jobs::owner_id.eq(actor.member_id()))
        .filter(jobs::owner_id.is_not_null())
        .select(jobs::id)
        .first(conn)
        .optional()?)
}

/// The file that the actor's own job kept.
pub(in crate::jobs) fn kept_upload(
    conn: &mut Conn,
    actor: &impl Actor,
    id: PublicId,
) -> Result<Option<FileContent>, Error> {
    own_key(conn, actor, id)?.map_or(Ok(None), |key| {
        files::open_file(conn, actor, key, id, FileRole::KeptUpload)
    })
}

/// Removes the file that the actor's own job kept.
pub(in crate::jobs) fn drop_upload(
    conn: &mut Conn,
    actor: &impl Actor,
    id: PublicId,
) -> Result<(), Error> {
    if let Some(key) = own_key(conn, actor, id)? {
        diesel::delete(job_files::table.find((key, FileRole::KeptUpload.code()))).execute(conn)?;
    }
    Ok(())
}
