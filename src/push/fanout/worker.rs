//! Workers: one thread a process takes chunks and retries and keeps some of them on their way at a time.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::time::Instant as Moment;

use super::look::{self, Look};
use super::patience::Patience;
use super::take::{self, Taken, Terms};
use crate::app::App;
use crate::error::Error;
use crate::push::queries::claims;

/// Rounds of routine messages on their way at a time; one of urgent ones has a place of its own.
const ROUTINE_ROUNDS: usize = 3;
const URGENT_ROUNDS: usize = 1;
/// How often an idle worker looks.
const IDLE: Duration = Duration::from_millis(250);
/// How often a busy one looks whether a place has come free.
const BUSY: Duration = Duration::from_millis(5);

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
                Ok(runtime) => runtime.block_on(work(worker)),
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
                Taken::Work(work) => worker.run(work, look.parked.clone()).await,
                Taken::Told | Taken::Failed { .. } => {}
            }
            (idle, rounds) = (false, rounds + 1);
        }
        if idle {
            return Ok(rounds);
        }
    }
}

/// What every round is given.
#[derive(Clone)]
pub(super) struct Worker {
    pub app: Data<App>,
    pub stopped: watch::Receiver<bool>,
    /// Rounds wait for their place in the common pace.
    pub paced: bool,
    pub patience: Patience,
}

/// A lane of the loop: its rounds, and whether it rests after something went wrong in it. The other goes on.
struct Lane {
    urgent: bool,
    rounds: usize,
    places: Arc<Semaphore>,
    patience: Patience,
    rests_until: Option<Moment>,
}

impl Lane {
    fn new(urgent: bool, rounds: usize, patience: &Patience) -> Self {
        Self {
            urgent,
            rounds,
            places: Arc::new(Semaphore::new(rounds)),
            patience: patience.clone(),
            rests_until: None,
        }
    }

    fn is_due(&self, look: &Look) -> bool {
        let due = look.lane(self.urgent);
        let rests = self.rests_until.is_some_and(|until| until > Moment::now());
        !rests && (due.chunk || due.retry)
    }
}

async fn work(mut worker: Worker) {
    let mut patience = worker.patience.clone();
    let mut lanes = [
        Lane::new(true, URGENT_ROUNDS, &patience),
        Lane::new(false, ROUTINE_ROUNDS, &patience),
    ];
    let mut is_taken_up = false;
    while !*worker.stopped.borrow() {
        if !is_taken_up {
            is_taken_up = worker.take_up().await.is_ok();
        }
        let pause = match worker.next(&mut lanes).await {
            Ok(pause) => {
                patience.worked();
                pause
            }
            Err(error) => Some(patience.failed(&error, "pushes could not be taken on")),
        };
        let Some(pause) = pause else { continue };
        tokio::select! {
            () = wait(pause) => {}
            _ = worker.stopped.changed() => {}
        }
    }
    for lane in lanes {
        let rounds = u32::try_from(lane.rounds).unwrap_or(1);
        let _ = lane.places.acquire_many(rounds).await; // closed never
    }
}

impl Worker {
    fn new(app: Data<App>, stopped: watch::Receiver<bool>, paced: bool) -> Self {
        Self {
            app,
            stopped,
            paced,
            patience: Patience::default(),
        }
    }

    /// A new server may be able to do what the last one could not.
    async fn take_up(&self) -> Result<(), Error> {
        let system = self.app.system("push");
        let take_up = move |conn: &mut _| claims::take_up(conn, &system);
        let chunks = self.app.db.write(take_up).await?;
        if chunks > 0 {
            tracing::info!(chunks, "what was set aside is tried again");
        }
        Ok(())
    }

    /// Begins a round where there is something to do and a place for it, and answers nothing; else, how long to wait.
    async fn next(&self, lanes: &mut [Lane]) -> Result<Option<Duration>, Error> {
        let look = look::look(&self.app, self.paced).await?;
        let mut busy = false;
        for lane in lanes {
            if !lane.is_due(&look) {
                continue;
            }
            let Ok(place) = Arc::clone(&lane.places).try_acquire_owned() else {
                busy = true;
                continue;
            };
            let taken = match self.take(&look, lane.urgent).await {
                Ok(taken) => taken,
                Err(error) => {
                    let pause = lane.patience.failed(&error, "pushes could not be taken on");
                    lane.rests_until = Some(Moment::now() + pause);
                    continue;
                }
            };
            lane.patience.worked();
            match taken {
                Taken::Nothing => continue,
                Taken::Told | Taken::Failed { .. } => {}
                Taken::Work(work) => {
                    let (worker, parked) = (self.clone(), look.parked.clone());
                    actix_web::rt::spawn(async move {
                        worker.run(work, parked).await;
                        drop(place);
                    });
                }
            }
            return Ok(None);
        }
        Ok(Some(if busy { BUSY } else { IDLE }))
    }

    /// Retries first: they have waited longest.
    async fn take(&self, look: &Look, urgent: bool) -> Result<Taken, Error> {
        let due = look.lane(urgent);
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
        if let Taken::Failed {
            chunk,
            failures,
            is_aside,
            error,
        } = &taken
        {
            let error = error.for_log();
            if *is_aside {
                tracing::error!(
                    chunk,
                    failures,
                    %error,
                    "a chunk of members could not be told and is set aside; a server that starts tries it again"
                );
            } else {
                tracing::warn!(
                    chunk,
                    failures,
                    %error,
                    "a chunk of members could not be told; it is tried again later"
                );
            }
        }
        Ok(taken)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the pause of a loop that looks for what other processes have queued, of a heartbeat, of a second try"
)]
pub(super) async fn wait(pause: Duration) {
    tokio::time::sleep(pause).await;
}
