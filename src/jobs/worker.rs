//! Workers: each has a thread of its own, claims one job at a time and does it. The lease is renewed from the thread
//! that started them, so that a handler that keeps its processor does not lose its job.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use actix_web::web::Data;
use futures_util::FutureExt as _;
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use super::context::JobContext;
use super::model::{Claim, Finished, Registration};
use super::{queries, rules};
use crate::app::App;
use crate::error::Error;

/// How often a worker looks for jobs that another process queued.
const POLL: Duration = Duration::from_secs(1);
/// A third of the lease: two renewals may fail.
const BEAT: Duration = Duration::from_secs(20);
/// How long a stopping process waits for a running job; afterwards its lease runs out and another one takes it.
const STOP_PATIENCE: Duration = Duration::from_secs(20);

/// Running workers; [`Workers::stop`] ends them.
pub struct Workers {
    stop: watch::Sender<bool>,
    ends: Vec<oneshot::Receiver<()>>,
}

impl Workers {
    /// Claims nothing more, and waits a while for what runs.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let deadline = tokio::time::Instant::now() + STOP_PATIENCE;
        for ended in self.ends {
            if tokio::time::timeout_at(deadline, ended).await.is_err() {
                tracing::warn!("a job did not end in time; it will be claimed again");
            }
        }
    }
}

/// Starts workers for these kinds; call it on the server's own runtime.
///
/// # Errors
/// The operating system gives no thread.
pub fn start(app: &Data<App>, kinds: &[Registration], workers: usize) -> Result<Workers, Error> {
    let (stop, stopped) = watch::channel(false);
    let mut ends = Vec::new();
    for _ in 0..workers {
        let (ended, end) = oneshot::channel();
        let worker = Worker {
            app: app.clone(),
            kinds: kinds.to_vec(),
            heart: Handle::current(),
        };
        let stopped = stopped.clone();
        let runtime = || {
            actix_web::rt::Runtime::new()
                .map_err(|error| tracing::error!(%error, "a worker has no runtime"))
        };
        std::thread::Builder::new()
            .name("sotay-job".to_owned())
            .spawn(move || {
                if let Ok(runtime) = runtime() {
                    runtime.block_on(worker.work(stopped));
                }
                let _ = ended.send(()); // the process may be ending
            })
            .map_err(|error| Error::internal(format!("a worker could not be started: {error}")))?;
        ends.push(end);
    }
    Ok(Workers { stop, ends })
}

/// Does what waits, one job after the other, until none is left; answers how many. For commands and tests.
///
/// # Errors
/// The database.
pub async fn drain(app: &Data<App>, kinds: &[Registration]) -> Result<usize, Error> {
    let worker = Worker {
        app: app.clone(),
        kinds: kinds.to_vec(),
        heart: Handle::current(),
    };
    let mut done = 0;
    while let Some(claim) = worker.claim().await? {
        worker.run(claim).await;
        done += 1;
    }
    Ok(done)
}

struct Worker {
    app: Data<App>,
    kinds: Vec<Registration>,
    heart: Handle,
}

/// Ends a task when it goes out of hand.
struct Beat(JoinHandle<()>);

impl Drop for Beat {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Worker {
    async fn work(&self, mut stopped: watch::Receiver<bool>) {
        let mut ticks = tokio::time::interval(POLL);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while !*stopped.borrow() {
            match self.claim().await {
                Ok(Some(claim)) => {
                    self.app.jobs.wake(); // there may be more, for the worker next door
                    self.run(claim).await;
                    continue;
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(error = %error.for_log(), "jobs could not be claimed");
                }
            }
            tokio::select! {
                () = self.app.jobs.woken() => {}
                _ = ticks.tick() => {}
                _ = stopped.changed() => {}
            }
        }
    }

    async fn claim(&self) -> Result<Option<Claim>, Error> {
        let system = self.app.system("jobs");
        let kinds: Vec<&'static str> = self
            .kinds
            .iter()
            .map(|registration| registration.kind)
            .collect();
        let (reader, read_kinds) = (system.clone(), kinds.clone());
        if !self
            .app
            .db
            .read(move |conn| queries::has_work(conn, &reader, &read_kinds))
            .await?
        {
            return Ok(None);
        }
        self.app
            .db
            .write(move |conn| queries::claim(conn, &system, &kinds))
            .await
    }

    async fn run(&self, claim: Claim) {
        let Some(registration) = self
            .kinds
            .iter()
            .find(|registration| registration.kind == claim.kind)
        else {
            return;
        };
        let context = JobContext::new(self.app.clone(), claim.clone());
        let work = AssertUnwindSafe((registration.handler)(&context)).catch_unwind();
        let mut beat = Beat(self.heart.spawn(beat(self.app.clone(), claim.clone())));
        let outcome = tokio::select! {
            outcome = work => outcome.unwrap_or_else(|_| Err(Error::internal("a job panicked"))),
            _ = &mut beat.0 => Err(rules::FENCED.into()),
        };
        drop(beat);
        if let Err(error) = self.end(&claim, outcome).await {
            tracing::error!(job = %claim.public_id, kind = claim.kind, error = %error.for_log(), "the end of a job could not be kept");
        }
    }

    async fn end(&self, claim: &Claim, outcome: Result<Finished, Error>) -> Result<(), Error> {
        let error = match outcome {
            Ok(finished) => {
                let (system, held) = (self.app.system("jobs"), claim.clone());
                match self
                    .app
                    .db
                    .write(move |conn| queries::finish(conn, &system, &held, &finished))
                    .await
                {
                    Ok(()) => return Ok(()),
                    Err(error) => error,
                }
            }
            Err(error) => error,
        };
        tracing::warn!(job = %claim.public_id, kind = claim.kind, attempt = claim.attempt, error = %error.for_log(), "a job was not done");
        let (system, held) = (self.app.system("jobs"), claim.clone());
        if rules::is_passing(&error) && claim.attempt <= rules::RECLAIMS {
            return self
                .app
                .db
                .write(move |conn| queries::rest(conn, &system, &held))
                .await;
        }
        self.app
            .db
            .write(move |conn| queries::fail(conn, &system, &held, &error))
            .await
    }
}

/// Renews the lease until the job ends; ends itself when the lease is lost.
async fn beat(app: Data<App>, claim: Claim) {
    let mut ticks = tokio::time::interval(BEAT);
    ticks.tick().await; // the first is immediate
    loop {
        ticks.tick().await;
        let (system, held) = (app.system("jobs"), claim.clone());
        match app
            .db
            .write(move |conn| queries::renew(conn, &system, &held, None))
            .await
        {
            Err(Error::Rule(rule)) if rule.code == rules::FENCED.code => return,
            Err(error) => {
                tracing::warn!(job = %claim.public_id, error = %error.for_log(), "a lease could not be renewed");
            }
            Ok(()) => {}
        }
    }
}
