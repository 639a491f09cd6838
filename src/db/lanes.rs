//! A fixed set of threads, each with a connection of its own, and one bounded queue before them.
//! There is no check-out to wait for and no blocking on a web worker; a broken connection is opened again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TrySendError};
use diesel::Connection;
use diesel::connection::TransactionManager;
use tokio::sync::oneshot;

use super::Conn;
use super::connect::{Access, DatabaseUrl, OpenError};
use crate::error::Error;

/// How often PostgreSQL may ask to run a transaction again before the caller is told that the server is busy.
const TRANSACTION_TRIES: usize = 6;

type Job = Box<dyn FnOnce(&mut Lane) + Send>;

pub(super) struct Lanes {
    sender: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

/// A thread's connection, opened again after it broke.
struct Lane {
    url: DatabaseUrl,
    access: Access,
    conn: Option<Conn>,
    /// The database could not be reached: of all threads the first that notices says so, and the first that is back.
    away: Arc<AtomicBool>,
}

impl Lanes {
    pub(super) fn start(
        name: &str,
        url: &DatabaseUrl,
        access: Access,
        threads: usize,
        queue: usize,
    ) -> Result<Self, OpenError> {
        let (sender, receiver) = crossbeam_channel::bounded::<Job>(queue);
        let mut lanes = Self {
            sender: Some(sender),
            threads: Vec::new(),
        };
        let away = Arc::new(AtomicBool::new(false));
        for _ in 0..threads.max(1) {
            let mut lane = Lane {
                url: url.clone(),
                access,
                conn: Some(url.connect(access)?),
                away: Arc::clone(&away),
            };
            let receiver: Receiver<Job> = receiver.clone();
            let thread = std::thread::Builder::new()
                .name(name.to_owned())
                .spawn(move || {
                    for job in receiver {
                        if catch_unwind(AssertUnwindSafe(|| job(&mut lane))).is_err() {
                            lane.conn = None; // its state is unknown
                        }
                    }
                })
                .map_err(OpenError::Thread)?;
            lanes.threads.push(thread);
        }
        Ok(lanes)
    }

    pub(super) async fn run<T, F>(&self, query: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, Error> + Send + 'static,
    {
        self.submit(move |lane| {
            let conn = lane.conn()?;
            let result = query(conn);
            lane.drop_if_broken(result.as_ref().err());
            result
        })
        .await
    }

    pub(super) async fn run_transaction<T, F>(&self, change: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, Error> + Send + 'static,
    {
        self.submit(move |lane| {
            let mut last = Error::Busy;
            for _ in 0..TRANSACTION_TRIES {
                let result = lane.conn()?.transaction(|conn| change(conn));
                lane.drop_if_broken(result.as_ref().err());
                match result {
                    Err(error) if error.asks_to_run_again() => last = error,
                    other => return other,
                }
            }
            tracing::warn!(error = %last, "a transaction was run again too often");
            Err(Error::Busy)
        })
        .await
    }

    async fn submit<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Lane) -> Result<T, Error> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |lane| {
            let _ = answer.send(work(lane)); // the caller may have hung up
        });
        match self.sender.as_ref().map(|sender| sender.try_send(job)) {
            Some(Ok(())) => answered
                .await
                .unwrap_or_else(|_| Err(Error::internal("a database thread panicked"))),
            Some(Err(TrySendError::Full(_))) => Err(Error::Busy),
            Some(Err(TrySendError::Disconnected(_))) | None => {
                Err(Error::internal("the database is closed"))
            }
        }
    }
}

impl Drop for Lanes {
    fn drop(&mut self) {
        self.sender = None; // the threads finish the queue, then end
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Lane {
    fn conn(&mut self) -> Result<&mut Conn, Error> {
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.connect()?,
        };
        Ok(self.conn.insert(conn))
    }

    fn connect(&self) -> Result<Conn, Error> {
        match self.url.connect(self.access) {
            Ok(conn) => {
                if self.away.swap(false, Ordering::Relaxed) {
                    tracing::info!("the database is reached again");
                }
                Ok(conn)
            }
            Err(error) => {
                if !self.away.swap(true, Ordering::Relaxed) {
                    tracing::error!(%error, "the database cannot be reached; said once, tried again at each request");
                }
                Err(Error::Unavailable)
            }
        }
    }

    fn drop_if_broken(&mut self, error: Option<&Error>) {
        let broken = error.is_some_and(Error::is_lost_connection)
            || self.conn.as_mut().is_some_and(
                <Conn as Connection>::TransactionManager::is_broken_transaction_manager,
            );
        if broken {
            self.conn = None;
        }
    }
}
