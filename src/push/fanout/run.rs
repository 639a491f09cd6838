//! A round from its place in the common pace to what became of it being written down.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant as Moment;

use super::round::{self, Sent, Spread, Stops};
use super::settle::Settled;
use super::worker::{Worker, wait};
use super::{full, settle};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::{DevicePlatform, Held, Work};
use crate::push::queries::{claims, pace, retries};

/// A third of a chunk's lease, a quarter of that of retries.
const CHUNK_BEAT: Duration = Duration::from_secs(5);
const RETRIES_BEAT: Duration = Duration::from_secs(15);
/// Tries to write down what became of a round, where the database is there and refuses. While it is away there is no end to
/// them: nobody else can take what is held here either.
const SETTLE_TRIES: usize = 10;
/// How long a server that stops still tries.
const LAST_TRIES: Duration = Duration::from_secs(10);

impl Worker {
    pub(super) async fn run(&self, work: Work, parked: Vec<(DevicePlatform, Instant)>) {
        let mut patience = self.patience.clone();
        let spread = match self.place(&work).await {
            Ok(spread) => spread,
            Err(error) => {
                // Nothing was sent yet: whoever takes it when its lease has ended begins anew.
                patience.failed(&error, "a place for pushes could not be taken");
                return;
            }
        };
        let (lose, lost) = watch::channel(false);
        let stops = Stops {
            server: self.stopped.clone(),
            lost,
        };
        let beating = async {
            self.beat(&work).await;
            tracing::warn!("pushes that were being sent were taken over by another worker");
            let _ = lose.send(true); // the round may have ended
            std::future::pending::<Infallible>().await
        };
        let sent = tokio::select! {
            sent = round::send(&self.app, &work, parked, spread, stops) => sent,
            never = beating => match never {},
        };
        self.app.push.meters.count(&sent.outcomes);
        if let Some(reason) = sent.signals.stopped {
            tracing::error!(
                reason,
                "the push provider does not take us: nothing is sent until its settings are right; asked again every minute"
            );
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

    /// Renews the lease of what is held; ends when it is lost.
    async fn beat(&self, work: &Work) {
        let ids: Vec<i64> = work.aims.iter().filter_map(|aim| aim.retry_id).collect();
        let mut patience = self.patience.clone();
        let mut held = work.held;
        loop {
            wait(match held {
                Held::Chunk(..) => CHUNK_BEAT,
                Held::Retries(_) => RETRIES_BEAT,
            })
            .await;
            let (system, ids) = (self.app.system("push"), ids.clone());
            let renew = move |conn: &mut Conn| match held {
                Held::Chunk(id, attempt) => {
                    Ok(claims::renew(conn, &system, (id, attempt))?.then_some(held))
                }
                Held::Retries(until) => {
                    Ok(retries::renew(conn, &system, &ids, until)?.map(Held::Retries))
                }
            };
            match self.app.db.write(renew).await {
                Ok(Some(still)) => {
                    patience.worked();
                    held = still;
                }
                Ok(None) => return,
                Err(error) => {
                    patience.failed(&error, "the lease of pushes could not be renewed");
                }
            }
        }
    }

    /// Writes down what became of a round; what is known of it is kept until that is done.
    async fn settle(&self, work: Arc<Work>, sent: Arc<Sent>) {
        let mut patience = self.patience.clone();
        let (mut refusals, mut until) = (0, None);
        loop {
            let error = match self.settle_once(&work, &sent).await {
                Ok(settled) => {
                    patience.worked();
                    return say(settled);
                }
                Err(error) => error,
            };
            refusals += usize::from(!error.is_of_the_moment());
            if *self.stopped.borrow() {
                until.get_or_insert(Moment::now() + LAST_TRIES);
            }
            let pause = patience.failed(&error, "what became of pushes could not be kept");
            if refusals >= SETTLE_TRIES || until.is_some_and(|until| until < Moment::now()) {
                let messages = work.aims.len();
                tracing::error!(messages, error = %error.for_log(), "what became of pushes is given up; they will be sent again");
                return self.give_back(&work).await;
            }
            wait(pause).await;
        }
    }

    async fn settle_once(&self, work: &Arc<Work>, sent: &Arc<Sent>) -> Result<Settled, Error> {
        let system = self.app.system("push");
        let terms = (full(&self.app), self.app.config.push.quiet.span());
        let (work, sent) = (Arc::clone(work), Arc::clone(sent));
        let settle = move |conn: &mut Conn| settle::settle(conn, &system, &work, &sent, terms);
        self.app.db.write(settle).await
    }

    /// So that what cannot be settled does not come back for ever.
    async fn give_back(&self, work: &Work) {
        let Held::Chunk(id, attempt) = work.held else {
            return;
        };
        let system = self.app.system("push");
        let back = move |conn: &mut Conn| claims::set_back(conn, &system, (id, attempt));
        if let Err(error) = self.app.db.write(back).await {
            tracing::error!(error = %error.for_log(), "a chunk of pushes waits for its lease");
        }
    }
}

fn say(settled: Settled) {
    if !settled.is_ours {
        tracing::warn!("a chunk of pushes was taken over by another worker");
    }
    if settled.outage {
        tracing::warn!("the push provider cannot be reached; what could not be sent waits");
    }
}
