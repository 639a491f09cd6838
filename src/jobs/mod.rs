//! Long work: what takes longer than a request may. A request queues a job in its own transaction and answers 202;
//! a worker of this or another process claims it, reports progress and leaves a result and perhaps a file, which the
//! owner fetches.
//!
//! Tables: `jobs`, `job_files` (uploads and outputs, sealed with the deployment's secret).
//!
//! Rules:
//! * A job belongs to the member who asked for it; for everybody else it does not exist.
//! * A worker holds a job under a lease of [`LEASE_SECONDS`] and an attempt number. Every change it makes carries that
//!   number, so that a worker that lost its lease (a stopped machine that woke up) changes nothing: it is fenced.
//! * A job whose lease ran out is claimed again at most [`RECLAIMS`] times, then it has failed (`job_abandoned`).
//! * A handler acts for the owner with the rights he has while it runs ([`JobContext::grant`]), not those he had when
//!   he asked.
//! * Uploads go [`UPLOAD_KEPT_HOURS`] hours after the end, the job and its output after [`KEPT_DAYS`] days. An upload on
//!   which another job builds ([`enqueue_keeping_upload`]) stays as long as the job.
//!
//! For a room that has long work:
//! ```ignore
//! let job = jobs::enqueue(conn, &grant, &NewJob { kind: "import_roster", .. })?; // in the request's transaction
//! Answer::accepted(job.location(), &job)                                         // 202
//! app.jobs.wake();                                                               // after the transaction
//! ```
//! and its handler in `wiring.rs`: `Registration { kind: "import_roster", handler: |context| Box::pin(import(context)) }`.
//! A handler keeps the processor only on a thread of its own (`actix_web::web::block`) or in a database closure.

mod context;
mod model;
mod queries;
mod queue;
pub mod routes;
mod rules;
mod views;
mod worker;

use serde_json::Value;

pub use context::{Fence, JobContext};
pub use model::{
    EarlierJob, FileContent, Finished, Handler, JobState, NewJob, Registration, SealedFile,
};
pub use queue::Queue;
pub use rules::{FILE_BYTES, KEPT_DAYS, LEASE_SECONDS, RECLAIMS, RESULT_BYTES, UPLOAD_KEPT_HOURS};
pub use views::JobView;
pub use worker::{Workers, drain, start};

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::http::Branches;
use crate::kernel::ids::PublicId;
use model::FileRole;

/// Queues work for the actor, in the caller's transaction; answers the body of the 202. After the transaction the
/// caller wakes the workers with `app.jobs.wake()`.
///
/// # Errors
/// [`Error::TooLarge`] for an upload above [`FILE_BYTES`], or the database.
pub fn enqueue(conn: &mut Conn, actor: &impl Actor, job: &NewJob) -> Result<JobView, Error> {
    queries::insert(conn, actor, job, FileRole::Upload).map(JobView::queued)
}

/// As [`enqueue`], for a job on which another one builds: its upload is kept as long as the job, or until
/// [`drop_upload`].
///
/// # Errors
/// As for [`enqueue`].
pub fn enqueue_keeping_upload(
    conn: &mut Conn,
    actor: &impl Actor,
    job: &NewJob,
) -> Result<JobView, Error> {
    queries::insert(conn, actor, job, FileRole::KeptUpload).map(JobView::queued)
}

/// A job of this kind that the actor started, with its result; `None`: there is none.
///
/// # Errors
/// The database.
pub fn earlier(
    conn: &mut Conn,
    actor: &impl Actor,
    kind: &str,
    id: PublicId,
) -> Result<Option<EarlierJob>, Error> {
    queries::earlier(conn, actor, kind, id)
}

/// The inputs of the jobs of this kind that the actor started and that have not failed.
///
/// # Errors
/// The database.
pub fn earlier_inputs(
    conn: &mut Conn,
    actor: &impl Actor,
    kind: &str,
) -> Result<Vec<Value>, Error> {
    queries::earlier_inputs(conn, actor, kind)
}

/// The upload of a job that the actor started with [`enqueue_keeping_upload`].
///
/// # Errors
/// The database, or a file that was sealed with another secret.
pub fn kept_upload(
    conn: &mut Conn,
    actor: &impl Actor,
    id: PublicId,
) -> Result<Option<FileContent>, Error> {
    queries::kept_upload(conn, actor, id)
}

/// Removes that upload: nobody needs it any more.
///
/// # Errors
/// The database.
pub fn drop_upload(conn: &mut Conn, actor: &impl Actor, id: PublicId) -> Result<(), Error> {
    queries::drop_upload(conn, actor, id)
}

/// Removes what has been kept long enough, and fails jobs that nobody took for as long.
///
/// # Errors
/// The database.
pub fn purge(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    queries::purge(conn, system)
}

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::list_my_jobs::list_my_jobs)
        .service(routes::get_job_file::get_job_file)
        .service(routes::get_job::get_job);
}
