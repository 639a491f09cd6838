//! The way in and the lease.

use chrono::Duration;
use diesel::prelude::*;

use super::files;
use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::jobs;
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::first_not_locked;
use crate::jobs::model::{Claim, FileRole, JobRow, JobState, NewJob};
use crate::jobs::rules::{self, ABANDONED, FENCED, KEPT_DAYS, LEASE_SECONDS, RECLAIMS};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

const QUEUED: &str = JobState::Queued.code();
const RUNNING: &str = JobState::Running.code();

#[derive(Queryable)]
struct ClaimRow {
    id: i64,
    public_id: PublicId,
    attempt: i32,
    kind: String,
    owner_id: Option<i64>,
    unit_id: Option<i64>,
    input: JsonDoc,
}

impl From<ClaimRow> for Claim {
    fn from(row: ClaimRow) -> Self {
        Self {
            id: row.id,
            public_id: row.public_id,
            attempt: row.attempt,
            kind: row.kind,
            owner_id: row.owner_id,
            unit_id: row.unit_id,
            input: row.input.0,
        }
    }
}

pub(in crate::jobs) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    job: &NewJob,
    upload_role: FileRole,
) -> Result<JobRow, Error> {
    let now = actor.stamp().now();
    let public_id = PublicId::new(now);
    let id: i64 = diesel::insert_into(jobs::table)
        .values((
            jobs::public_id.eq(public_id),
            jobs::kind.eq(job.kind),
            jobs::state.eq(QUEUED),
            jobs::owner_id.eq(actor.member_id()),
            jobs::unit_id.eq(job.unit_id),
            jobs::input.eq(JsonDoc(job.input.clone())),
            jobs::created_at.eq(now),
            jobs::expires_at.eq(now + Duration::days(KEPT_DAYS)),
        ))
        .returning(jobs::id)
        .get_result(conn)?;
    if let Some(upload) = &job.upload {
        let sealed = files::seal(actor, public_id, upload_role, upload)?;
        files::insert(conn, actor, id, upload_role, &sealed)?;
    }
    Ok(JobRow {
        id,
        public_id,
        kind: job.kind.to_owned(),
        state: QUEUED.to_owned(),
        percent: 0,
        attempt: 0,
        result: None,
        problem_code: None,
        created_at: now,
        started_at: None,
        finished_at: None,
        file: None,
    })
}

/// Whether a claim would find something: asked by reading, so that an idle worker writes nothing.
pub(in crate::jobs) fn has_work(
    conn: &mut Conn,
    system: &System,
    kinds: &[&str],
) -> Result<bool, Error> {
    let waiting = jobs::table
        .filter(jobs::state.eq(QUEUED))
        .filter(jobs::kind.eq_any(kinds));
    if diesel::select(diesel::dsl::exists(waiting)).get_result(conn)? {
        return Ok(true);
    }
    let lost = jobs::table
        .filter(jobs::state.eq(RUNNING))
        .filter(jobs::lease_until.lt(Some(system.now())));
    Ok(diesel::select(diesel::dsl::exists(lost)).get_result(conn)?)
}

/// Takes the oldest job that waits or whose worker died. Workers do not wait for each other: PostgreSQL passes over
/// rows that another one is taking, SQLite has one writer. The update carries the attempt that was read, so that it
/// could not take a job twice even without those locks.
pub(in crate::jobs) fn claim(
    conn: &mut Conn,
    system: &System,
    kinds: &[&str],
) -> Result<Option<Claim>, Error> {
    give_up_lost(conn, system)?;
    let now = system.now();
    let found: Option<(i64, i32, Option<Instant>)> = first_not_locked!(
        conn,
        jobs::table
            .filter(jobs::kind.eq_any(kinds))
            .filter(
                jobs::state
                    .eq(QUEUED)
                    .or(jobs::state.eq(RUNNING).and(jobs::lease_until.lt(Some(now))))
            )
            .order(jobs::id)
            .select((jobs::id, jobs::attempt, jobs::started_at))
    )
    .optional()?;
    let Some((id, attempt, started_at)) = found else {
        return Ok(None);
    };
    let row: Option<ClaimRow> =
        diesel::update(jobs::table.find(id).filter(jobs::attempt.eq(attempt)))
            .set((
                jobs::state.eq(RUNNING),
                jobs::attempt.eq(attempt + 1),
                jobs::lease_until.eq(Some(lease(system))),
                jobs::percent.eq(0),
                jobs::started_at.eq(Some(started_at.unwrap_or(now))),
            ))
            .returning((
                jobs::id,
                jobs::public_id,
                jobs::attempt,
                jobs::kind,
                jobs::owner_id,
                jobs::unit_id,
                jobs::input,
            ))
            .get_result(conn)
            .optional()?;
    Ok(row.map(Claim::from))
}

/// Proves that the attempt still holds the job (the row stays locked until the transaction ends), renews its lease
/// and shows how far it is.
pub(in crate::jobs) fn renew(
    conn: &mut Conn,
    system: &System,
    claim: &Claim,
    percent: Option<u8>,
) -> Result<(), Error> {
    let held = jobs::table
        .find(claim.id)
        .filter(jobs::attempt.eq(claim.attempt))
        .filter(jobs::state.eq(RUNNING));
    let until = jobs::lease_until.eq(Some(lease(system)));
    let changed = match percent {
        Some(percent) => diesel::update(held)
            .set((until, jobs::percent.eq(i32::from(percent))))
            .execute(conn)?,
        None => diesel::update(held).set(until).execute(conn)?,
    };
    if changed == 1 {
        Ok(())
    } else {
        Err(FENCED.into())
    }
}

/// Jobs whose workers died too often have failed.
fn give_up_lost(conn: &mut Conn, system: &System) -> Result<(), Error> {
    let lost = jobs::table
        .filter(jobs::state.eq(RUNNING))
        .filter(jobs::lease_until.lt(Some(system.now())))
        .filter(jobs::attempt.gt(RECLAIMS));
    let (code, texts) = rules::problem_of(&ABANDONED.into());
    diesel::update(lost)
        .set(super::ends::failed(system, code, texts))
        .execute(conn)?;
    Ok(())
}

fn lease(system: &System) -> Instant {
    system.now() + Duration::seconds(LEASE_SECONDS)
}
