//! Workers: one thread a process takes chunks and retries and keeps some of them on their way at a time.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};
use tokio::time::Instant as Moment;

use super::look::{self, Look};
use super::round::{self, Sent, Spread};
use super::take::{self, Taken, Terms};
use super::{full, settle};
use crate::app::App;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::{DevicePlatform, Work};
use crate::push::queries::{chunks, pace};

/// Rounds of routine messages on their way at a time; one of urgent ones has a place of its own.
const ROUTINE_ROUNDS: usize = 3;
const URGENT_ROUNDS: usize = 1;
/// How often an idle worker looks.
const IDLE: Duration = Duration::from_millis(250);
/// How often a busy one looks whether a place has come free.
const BUSY: Duration = Duration::from_millis(5);
/// A third of a chunk's lease.
const BEAT: Duration = Duration::from_secs(5);
/// Tries to write down what became of a round.
const SETTLE_TRIES: usize = 10;

/// The running worker; [`Senders::stop`] ends it.
pub struct Senders {
    stop: watch::Sender<bool>,
    ended: oneshot::Receiver<()>,
}

impl Senders {
    /// Takes nothing more on, waits for what is being sent, and gives the rest back.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.ended.await;
    }
}

/// Starts it.
///
/// # Errors
/// The operating system gives no thread.
pub fn start(app: &Data<App>) -> Result<Senders, Error> {
    let (stop, stopped) = watch::channel(false);
    let (ended, end) = oneshot::channel();
    let worker = Worker::new(app.clone(), stopped, true);
    std::thread::Builder::new()
        .name("sotay-push".to_owned())
        .spawn(move || {
            match actix_web::rt::Runtime::new() {
                Ok(runtime) => runtime.block_on(worker.work()),
                Err(error) => tracing::error!(%error, "pushing has no runtime"),
            }
            let _ = ended.send(()); // the process may be ending
        })
        .map_err(|error| Error::internal(format!("pushing could not be started: {error}")))?;
    Ok(Senders { stop, ended: end })
}

/// Does what is due now, to its end and at no set pace; answers how many rounds that were. For commands and tests.
///
/// # Errors
/// The database.
pub async fn drain(app: &Data<App>) -> Result<usize, Error> {
    let (_stop, stopped) = watch::channel(false);
    let worker = Worker::new(app.clone(), stopped, false);
    let mut rounds = 0;
    loop {
        let look = look::look(&worker.app, worker.paced).await?;
        let mut idle = true;
        for lane in [true, false] {
            match worker.take(&look, lane).await? {
                Taken::Nothing => continue,
                Taken::Told => {}
                Taken::Work(work) => worker.run(work, look.parked.clone()).await,
            }
            (idle, rounds) = (false, rounds + 1);
        }
        if idle {
            return Ok(rounds);
        }
    }
}

#[derive(Clone)]
struct Worker {
    app: Data<App>,
    stopped: watch::Receiver<bool>,
    paced: bool,
    urgent: Arc<Semaphore>,
    routine: Arc<Semaphore>,
}

impl Worker {
    fn new(app: Data<App>, stopped: watch::Receiver<bool>, paced: bool) -> Self {
        Self {
            app,
            stopped,
            paced,
            urgent: Arc::new(Semaphore::new(URGENT_ROUNDS)),
            routine: Arc::new(Semaphore::new(ROUTINE_ROUNDS)),
        }
    }

    async fn work(mut self) {
        while !*self.stopped.borrow() {
            let pause = match self.next().await {
                Ok(None) => continue,
                Ok(Some(pause)) => pause,
                Err(error) => {
                    tracing::error!(error = %error.for_log(), "pushes could not be taken on");
                    IDLE
                }
            };
            tokio::select! {
                () = wait(pause) => {}
                _ = self.stopped.changed() => {}
            }
        }
        let all = [
            (&self.urgent, URGENT_ROUNDS),
            (&self.routine, ROUTINE_ROUNDS),
        ];
        for (lane, rounds) in all {
            let rounds = u32::try_from(rounds).unwrap_or(1);
            let _ = lane.acquire_many(rounds).await; // closed never
        }
    }

    /// Begins a round where there is something to do and a place for it; else, how long to wait.
    async fn next(&self) -> Result<Option<Duration>, Error> {
        let look = look::look(&self.app, self.paced).await?;
        let mut busy = false;
        for urgent in [true, false] {
            let due = if urgent { look.urgent } else { look.routine };
            if !due.chunk && !due.retry {
                continue;
            }
            let lane = if urgent { &self.urgent } else { &self.routine };
            let Ok(place) = Arc::clone(lane).try_acquire_owned() else {
                busy = true;
                continue;
            };
            match self.take(&look, urgent).await? {
                Taken::Nothing => {}
                Taken::Told => return Ok(None),
                Taken::Work(work) => {
                    self.begin(work, look.parked, place);
                    return Ok(None);
                }
            }
        }
        Ok(Some(if busy { BUSY } else { IDLE }))
    }

    fn begin(
        &self,
        work: Work,
        parked: Vec<(DevicePlatform, Instant)>,
        place: OwnedSemaphorePermit,
    ) {
        let worker = self.clone();
        actix_web::rt::spawn(async move {
            worker.run(work, parked).await;
            drop(place);
        });
    }

    /// Retries first: they have waited longest.
    async fn take(&self, look: &Look, urgent: bool) -> Result<Taken, Error> {
        let due = if urgent { look.urgent } else { look.routine };
        let terms = Terms {
            urgent,
            paused_until: look.paused_until,
            quiet: self.app.config.push.quiet.span(),
            is_on: self.app.push.provider.is_on(),
        };
        let mut taken = Taken::Nothing;
        if due.retry && terms.may_retry(self.app.clock.now()) {
            let system = self.app.system("push");
            let claim = move |conn: &mut _| take::retries(conn, &system, terms);
            taken = self.app.db.write(claim).await?;
        }
        if due.chunk && matches!(taken, Taken::Nothing) {
            let system = self.app.system("push");
            let claim = move |conn: &mut _| take::chunk(conn, &system, terms);
            taken = self.app.db.write(claim).await?;
        }
        Ok(taken)
    }

    async fn run(&self, work: Work, parked: Vec<(DevicePlatform, Instant)>) {
        let spread = match self.place(&work).await {
            Ok(spread) => spread,
            Err(error) => {
                return tracing::error!(error = %error.for_log(), "a place for pushes could not be taken; they wait for their lease");
            }
        };
        let sending = round::send(&self.app, &work, parked, spread, self.stopped.clone());
        let sent = tokio::select! {
            sent = sending => sent,
            () = self.beat(&work) => {
                tracing::warn!("a chunk of pushes was taken over by another worker");
                return;
            }
        };
        self.app.push.meters.count(&sent.outcomes);
        if let Some(reason) = sent.signals.stopped {
            tracing::error!(
                reason,
                "the push provider does not take us: nothing is sent until its settings are right; asked again every minute"
            );
        } else if sent.signals.outage {
            tracing::warn!("the push provider cannot be reached; what could not be sent waits");
        }
        self.settle(Arc::new(work), Arc::new(sent)).await;
    }

    async fn place(&self, work: &Work) -> Result<Option<Spread>, Error> {
        if !self.paced || work.aims.is_empty() {
            return Ok(None);
        }
        let (system, full) = (self.app.system("push"), full(&self.app));
        let (urgent, count) = (work.urgent, work.aims.len());
        let slot = self
            .app
            .db
            .write(move |conn| pace::reserve(conn, &system, urgent, full, count))
            .await?;
        let begins = (slot.begins - self.app.clock.now())
            .to_std()
            .unwrap_or_default();
        Ok(Some(Spread {
            begins: Moment::now() + begins,
            lasts: (slot.ends - slot.begins).to_std().unwrap_or_default(),
        }))
    }

    /// Renews the lease of a chunk; ends when it is lost.
    async fn beat(&self, work: &Work) {
        let Some(held) = work.chunk else {
            return std::future::pending().await;
        };
        loop {
            wait(BEAT).await;
            let system = self.app.system("push");
            let renewed = self
                .app
                .db
                .write(move |conn| chunks::renew(conn, &system, held))
                .await;
            match renewed {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(error = %error.for_log(), "the lease of pushes could not be renewed");
                }
            }
        }
    }

    async fn settle(&self, work: Arc<Work>, sent: Arc<Sent>) {
        for _ in 0..SETTLE_TRIES {
            let system = self.app.system("push");
            let terms = (full(&self.app), self.app.config.push.quiet.span());
            let (work, sent) = (Arc::clone(&work), Arc::clone(&sent));
            let settled = self
                .app
                .db
                .write(move |conn| settle::settle(conn, &system, &work, &sent, terms))
                .await;
            match settled {
                Ok(true) => return,
                Ok(false) => {
                    tracing::warn!("a chunk of pushes was taken over by another worker");
                    return;
                }
                Err(error) => {
                    tracing::error!(error = %error.for_log(), "what became of pushes could not be kept");
                    wait(IDLE).await;
                }
            }
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the pause of a loop that looks for what other processes have queued, of a heartbeat, of a second try"
)]
async fn wait(pause: Duration) {
    tokio::time::sleep(pause).await;
}
