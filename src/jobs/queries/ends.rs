//! How a job ends, and how it goes.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::Value;

use super::files;
use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::{job_files, jobs};
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::jobs::model::{Claim, FileRole, Finished, JobState, SealedFile};
use crate::jobs::rules::{self, ABANDONED, FENCED, KEPT_DAYS, REST_SECONDS, UPLOAD_KEPT_HOURS};
use crate::kernel::instant::Instant;

/// What is set on a job that has failed.
#[derive(AsChangeset)]
#[diesel(table_name = jobs, treat_none_as_null = true)]
pub(super) struct Failed {
    state: &'static str,
    problem_code: Option<String>,
    /// The texts of the problem: a failed job has no result.
    result: Option<JsonDoc>,
    lease_until: Option<Instant>,
    finished_at: Option<Instant>,
    expires_at: Instant,
}

// scope: makes values, asks nothing.
pub(super) fn failed(system: &System, code: &str, texts: Value) -> Failed {
    Failed {
        state: JobState::Failed.code(),
        problem_code: Some(code.to_owned()),
        result: Some(JsonDoc(texts)),
        lease_until: None,
        finished_at: Some(system.now()),
        expires_at: system.now() + Duration::days(KEPT_DAYS),
    }
}

/// Ends a job well. When the handler has done so in its own transaction, there is nothing left to do.
pub(in crate::jobs) fn finish(
    conn: &mut Conn,
    system: &System,
    claim: &Claim,
    finished: &Finished,
) -> Result<(), Error> {
    if end_well(conn, system, claim, &finished.result)?
        && let Some(output) = &finished.output
    {
        let sealed = files::seal(system, claim.public_id, FileRole::Output, output)?;
        files::insert(conn, system, claim.id, FileRole::Output, &sealed)?;
    }
    Ok(())
}

/// The same with a file that was sealed before.
pub(in crate::jobs) fn finish_sealed(
    conn: &mut Conn,
    system: &System,
    claim: &Claim,
    result: &Value,
    output: &SealedFile,
) -> Result<(), Error> {
    if end_well(conn, system, claim, result)? {
        files::insert(conn, system, claim.id, FileRole::Output, output)?;
    }
    Ok(())
}

/// Whether it ends now; `false`: it has, in this attempt.
fn end_well(
    conn: &mut Conn,
    system: &System,
    claim: &Claim,
    result: &Value,
) -> Result<bool, Error> {
    rules::check_result(result)?;
    let held = jobs::table
        .find(claim.id)
        .filter(jobs::attempt.eq(claim.attempt))
        .filter(jobs::state.eq(JobState::Running.code()));
    let changed = diesel::update(held)
        .set((
            jobs::state.eq(JobState::Succeeded.code()),
            jobs::percent.eq(100),
            jobs::result.eq(Some(JsonDoc(result.clone()))),
            jobs::lease_until.eq(None::<Instant>),
            jobs::finished_at.eq(Some(system.now())),
            jobs::expires_at.eq(system.now() + Duration::days(KEPT_DAYS)),
        ))
        .execute(conn)?;
    if changed == 1 {
        return Ok(true);
    }
    let done = jobs::table
        .find(claim.id)
        .filter(jobs::attempt.eq(claim.attempt))
        .filter(jobs::state.eq(JobState::Succeeded.code()));
    if diesel::select(diesel::dsl::exists(done)).get_result(conn)? {
        Ok(false)
    } else {
        Err(FENCED.into())
    }
}

/// Ends a job badly.
pub(in crate::jobs) fn fail(
    conn: &mut Conn,
    system: &System,
    claim: &Claim,
    error: &Error,
) -> Result<(), Error> {
    let (code, texts) = rules::problem_of(error);
    let held = jobs::table
        .find(claim.id)
        .filter(jobs::attempt.eq(claim.attempt))
        .filter(jobs::state.eq(JobState::Running.code()));
    let changed = diesel::update(held)
        .set(failed(system, code, texts))
        .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(FENCED.into())
    }
}

/// Lets go of a job that met a passing obstacle: it is claimed again after a moment.
pub(in crate::jobs) fn rest(conn: &mut Conn, system: &System, claim: &Claim) -> Result<(), Error> {
    let held = jobs::table
        .find(claim.id)
        .filter(jobs::attempt.eq(claim.attempt))
        .filter(jobs::state.eq(JobState::Running.code()));
    let until = system.now() + Duration::seconds(REST_SECONDS);
    let changed = diesel::update(held)
        .set(jobs::lease_until.eq(Some(until)))
        .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(FENCED.into())
    }
}

/// Removes uploads and jobs that were kept long enough; a job that nobody took for as long has failed.
pub(in crate::jobs) fn purge(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    let now = system.now();
    let forgotten = jobs::table
        .filter(jobs::state.eq(JobState::Queued.code()))
        .filter(jobs::expires_at.lt(now));
    let (code, texts) = rules::problem_of(&ABANDONED.into());
    diesel::update(forgotten)
        .set(failed(system, code, texts))
        .execute(conn)?;
    let read = jobs::table
        .filter(jobs::finished_at.lt(Some(now - Duration::hours(UPLOAD_KEPT_HOURS))))
        .select(jobs::id);
    let uploads = job_files::table
        .filter(job_files::role.eq(FileRole::Upload.code()))
        .filter(job_files::job_id.eq_any(read));
    diesel::delete(uploads).execute(conn)?;
    let over = jobs::table
        .filter(jobs::finished_at.is_not_null())
        .filter(jobs::expires_at.lt(now));
    diesel::delete(job_files::table.filter(job_files::job_id.eq_any(over.select(jobs::id))))
        .execute(conn)?;
    Ok(diesel::delete(over).execute(conn)?)
}
