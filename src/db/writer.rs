//! SQLite's one writer thread, with group commit: take a change, open a transaction, run it, take up to 512 more that
//! wait, each in a savepoint, commit once, and only then answer each. A change that fails rolls back alone; a panic does
//! not stop the thread. One disk flush then serves many requests.
//!
//! The first change of a group needs no savepoint: when it fails, there is nothing else to keep. That matters for large
//! ones, which come first in a group of their own: within a savepoint SQLite keeps a list of all that was changed since,
//! and walks it after every row.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TrySendError};
use diesel::connection::{
    AnsiTransactionManager, SimpleConnection, TransactionDepthChange, TransactionManager,
    TransactionManagerStatus,
};
use tokio::sync::oneshot;

use super::connect::{Access, DatabaseUrl, OpenError};
use super::{Conn, Kept};
use crate::error::Error;

const GROUP: usize = 512;

type Answer = Box<dyn FnOnce(bool) + Send>;
type Run = Box<dyn FnOnce(&mut Conn) -> Outcome + Send>;

/// How much a change writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    Usual,
    /// Thousands of rows.
    Large,
}

struct Change {
    size: Size,
    run: Run,
}

/// What a change left behind: whether what it wrote is kept, and how to answer once the group is durable.
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
                    let mut next = Some(first);
                    while let Some(first) = next {
                        next = commit_group(&mut conn, first, &receiver);
                    }
                }
            })
            .map_err(OpenError::Thread)?;
        Ok(Self {
            sender: Some(sender),
            thread: Some(thread),
        })
    }

    pub(super) async fn run<T, F>(&self, size: Size, change: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, Error> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let run: Run = Box::new(move |conn| {
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
        let change = Change { size, run };
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

/// Answers the change that was taken but must be the first of a group.
fn commit_group(conn: &mut Conn, first: Change, queue: &Receiver<Change>) -> Option<Change> {
    if let Err(error) = conn.batch_execute("BEGIN IMMEDIATE") {
        // Dropping the change tells its caller that the database is unavailable.
        tracing::error!(%error, "the database refuses to begin a transaction");
        return None;
    }
    let size = first.size;
    let outcome = run(conn, first);
    let mut group = Group {
        healthy: outcome.keep,
        answers: vec![outcome.answer],
    };
    let waiting = (size == Size::Usual)
        .then(|| group.take_others(conn, queue))
        .flatten();
    group.end(conn);
    waiting
}

struct Group {
    /// Whether the transaction may be committed.
    healthy: bool,
    answers: Vec<Answer>,
}

impl Group {
    /// Runs what waits, up to a large change, which is answered.
    fn take_others(&mut self, conn: &mut Conn, queue: &Receiver<Change>) -> Option<Change> {
        while self.healthy && self.answers.len() < GROUP {
            let change = queue.try_recv().ok()?;
            if change.size == Size::Large {
                return Some(change);
            }
            match run_in_savepoint(conn, change) {
                Ok(answer) => self.answers.push(answer),
                Err(answer) => {
                    self.answers.extend(answer);
                    self.healthy = false;
                }
            }
        }
        None
    }

    fn end(self, conn: &mut Conn) {
        let durable = self.healthy
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
        for answer in self.answers {
            answer(durable);
        }
    }
}

fn run(conn: &mut Conn, change: Change) -> Outcome {
    tell_diesel(conn, true);
    let outcome = (change.run)(conn);
    tell_diesel(conn, false);
    outcome
}

/// `Err` means that the transaction itself is no longer sound.
fn run_in_savepoint(conn: &mut Conn, change: Change) -> Result<Answer, Option<Answer>> {
    if let Err(error) = Kept::new("SAVEPOINT change").execute(conn) {
        tracing::error!(%error, "a savepoint could not be opened");
        return Err(None);
    }
    let outcome = run(conn, change);
    let end = if outcome.keep {
        Kept::new("RELEASE change").execute(conn).map(|_| ())
    } else {
        conn.batch_execute("ROLLBACK TO change; RELEASE change")
    };
    match end {
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
