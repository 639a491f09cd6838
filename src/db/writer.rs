//! SQLite's one writer thread, with group commit: take a change, open a transaction, run it in a savepoint, take
//! up to 512 more that wait, commit once, and only then answer each. A change that fails rolls back alone; a panic
//! does not stop the thread. One disk flush then serves many requests.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TrySendError};
use diesel::connection::{
    AnsiTransactionManager, SimpleConnection, TransactionDepthChange, TransactionManager,
    TransactionManagerStatus,
};
use tokio::sync::oneshot;

use super::Conn;
use super::connect::{Access, DatabaseUrl, OpenError};
use crate::error::Error;

const GROUP: usize = 512;

type Answer = Box<dyn FnOnce(bool) + Send>;
type Change = Box<dyn FnOnce(&mut Conn) -> Outcome + Send>;

/// What a change left behind: keep its savepoint or not, and how to answer once the group is durable.
struct Outcome {
    keep: bool,
    answer: Answer,
}

pub(super) struct GroupWriter {
    sender: Option<Sender<Change>>,
    thread: Option<JoinHandle<()>>,
}

impl GroupWriter {
    pub(super) fn start(url: &DatabaseUrl, queue: usize) -> Result<Self, OpenError> {
        let mut conn = url.connect(Access::Write)?;
        let (sender, receiver) = crossbeam_channel::bounded::<Change>(queue);
        let thread = std::thread::Builder::new()
            .name("sotay-writer".to_owned())
            .spawn(move || {
                while let Ok(first) = receiver.recv() {
                    commit_group(&mut conn, first, &receiver);
                }
            })
            .map_err(OpenError::Thread)?;
        Ok(Self {
            sender: Some(sender),
            thread: Some(thread),
        })
    }

    pub(super) async fn run<T, F>(&self, change: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, Error> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let change: Change = Box::new(move |conn| {
            let result = catch_unwind(AssertUnwindSafe(|| change(conn)))
                .unwrap_or_else(|_| Err(Error::internal("a change panicked")));
            Outcome {
                keep: result.is_ok(),
                answer: Box::new(move |durable| {
                    let result = if durable || result.is_err() {
                        result
                    } else {
                        Err(Error::Unavailable)
                    };
                    let _ = answer.send(result); // the caller may have hung up
                }),
            }
        });
        match self.sender.as_ref().map(|sender| sender.try_send(change)) {
            Some(Ok(())) => answered.await.unwrap_or_else(|_| Err(Error::Unavailable)),
            Some(Err(TrySendError::Full(_))) => Err(Error::Busy),
            Some(Err(TrySendError::Disconnected(_))) | None => {
                Err(Error::internal("the database is closed"))
            }
        }
    }
}

impl Drop for GroupWriter {
    fn drop(&mut self) {
        self.sender = None; // the thread finishes the queue, then ends
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn commit_group(conn: &mut Conn, first: Change, queue: &Receiver<Change>) {
    if let Err(error) = conn.batch_execute("BEGIN IMMEDIATE") {
        // Dropping the change tells its caller that the database is unavailable.
        tracing::error!(%error, "the database refuses to begin a transaction");
        return;
    }
    let mut answers = Vec::new();
    let mut healthy = true;
    let mut next = Some(first);
    while let Some(change) = next {
        match run_in_savepoint(conn, change) {
            Ok(answer) => answers.push(answer),
            Err(answer) => {
                answers.extend(answer);
                healthy = false;
            }
        }
        next = (healthy && answers.len() < GROUP)
            .then(|| queue.try_recv().ok())
            .flatten();
    }
    let durable = healthy
        && conn
            .batch_execute("COMMIT")
            .map_err(|error| tracing::error!(%error, "a group could not be committed"))
            .is_ok();
    if !durable {
        // After some errors (disk full) SQLite has rolled back already; then this says so and nothing is lost.
        if let Err(error) = conn.batch_execute("ROLLBACK") {
            tracing::warn!(%error, "rolling back a group");
        }
    }
    for answer in answers {
        answer(durable);
    }
}

/// `Err` means that the transaction itself is no longer sound.
fn run_in_savepoint(conn: &mut Conn, change: Change) -> Result<Answer, Option<Answer>> {
    if let Err(error) = conn.batch_execute("SAVEPOINT change") {
        tracing::error!(%error, "a savepoint could not be opened");
        return Err(None);
    }
    tell_diesel(conn, true);
    let outcome = change(conn);
    tell_diesel(conn, false);
    let end = if outcome.keep {
        "RELEASE change"
    } else {
        "ROLLBACK TO change; RELEASE change"
    };
    match conn.batch_execute(end) {
        Ok(()) => Ok(outcome.answer),
        Err(error) => {
            tracing::error!(%error, "a savepoint could not be closed");
            Err(Some(outcome.answer))
        }
    }
}

/// The group's transaction is begun and ended by hand. A change must know of it, since Diesel wraps a batch insert in
/// a transaction, which within another one has to be a savepoint. Set anew for each change, so that one that panicked
/// inside such a savepoint leaves nothing behind.
fn tell_diesel(conn: &mut Conn, in_transaction: bool) {
    let Conn::Sqlite(conn) = conn else { return };
    let status = AnsiTransactionManager::transaction_manager_status_mut(conn);
    *status = TransactionManagerStatus::default();
    if in_transaction
        && let TransactionManagerStatus::Valid(status) = status
        && let Err(error) = status.change_transaction_depth(TransactionDepthChange::IncreaseDepth)
    {
        tracing::error!(%error, "the transaction could not be made known");
    }
}
