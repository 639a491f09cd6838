//! Database access: one enum over both engines, and two ways in: [`Db::read`] and [`Db::write`].
//!
//! A closure handed to either runs on a thread that owns a connection, never on a web worker. Reading connections
//! cannot write: the engine refuses it. `write` returns only when the change is durable.
//!
//! SQLite has one writer thread that commits in groups (`writer.rs`); PostgreSQL has a pool of writing threads
//! (`lanes.rs`) whose transactions are run again when the engine asks for it.

mod connect;
pub mod dialect;
mod kept;
mod kept_sql;
mod lanes;
mod lock;
pub mod migrate;
mod one_of;
pub mod schema;
pub mod types;
mod writer;

use std::sync::Arc;

use diesel::{PgConnection, SqliteConnection};

pub use connect::{DatabaseUrl, Engine, OpenError};
pub use dialect::Both;
pub use kept::{Kept, Value};
pub use kept_sql::kept_sql;
pub use one_of::OneOf;

use crate::error::Error;

/// A connection to either engine. Queries take `&mut Conn` and are written once.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// How many threads and how long a queue.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// Threads that read; each owns a connection.
    pub readers: usize,
    /// Threads that write on PostgreSQL; SQLite has one.
    pub writers: usize,
    /// Requests that may wait before the next is answered 503.
    pub queue: usize,
    /// A server takes the lock of a SQLite file; a command that works beside a running server does not.
    pub exclusive: bool,
}

impl DbOptions {
    /// For a command that may run beside a server.
    #[must_use]
    pub fn beside() -> Self {
        Self {
            readers: 1,
            writers: 1,
            exclusive: false,
            ..Self::default()
        }
    }
}

impl Default for DbOptions {
    fn default() -> Self {
        Self {
            readers: 4,
            writers: 8,
            queue: 4_096,
            exclusive: true,
        }
    }
}

/// The database, cheap to clone; the last clone that goes stops the threads after the queue is empty.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    url: DatabaseUrl,
    readers: lanes::Lanes,
    reports: Option<lanes::Lanes>,
    writer: Writer,
    _lock: Option<lock::FileLock>,
}

enum Writer {
    Group(writer::GroupWriter),
    Lanes(lanes::Lanes),
}

impl Db {
    /// Opens the database; a server (`exclusive`) migrates it first. Connections are opened at once, so that a wrong address is known now.
    ///
    /// # Errors
    /// One clear line: the database cannot be reached, the folder cannot be written, or a second process holds the file.
    pub fn open(
        url: &DatabaseUrl,
        replica: Option<&DatabaseUrl>,
        options: &DbOptions,
    ) -> Result<Self, migrate::MigrateError> {
        let lock = if options.exclusive {
            lock::FileLock::take(url)?
        } else {
            None
        };
        if options.exclusive {
            // After the lock, so that a second process changes nothing.
            migrate::migrate(url)?;
        }
        let writer = match url.engine() {
            Engine::Sqlite => Writer::Group(writer::GroupWriter::start(url, options.queue)?),
            Engine::Postgres => Writer::Lanes(lanes::Lanes::start(
                "sotay-write",
                url,
                connect::Access::Write,
                options.writers,
                options.queue,
            )?),
        };
        let readers = lanes::Lanes::start(
            "sotay-read",
            url,
            connect::Access::Read,
            options.readers,
            options.queue,
        )?;
        let reports = replica
            .map(|replica| {
                lanes::Lanes::start(
                    "sotay-report",
                    replica,
                    connect::Access::Read,
                    options.readers,
                    options.queue,
                )
            })
            .transpose()?;
        Ok(Self {
            inner: Arc::new(Inner {
                url: url.clone(),
                readers,
                reports,
                writer,
                _lock: lock,
            }),
        })
    }

    /// Runs a query and answers its result. The connection refuses to write.
    ///
    /// # Errors
    /// What the closure answers, or [`Error::Busy`] when too many wait.
    pub async fn read<T, F>(&self, query: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, Error> + Send + 'static,
    {
        self.inner.readers.run(query).await
    }

    /// Like [`Db::read`], for lists and reports that may be seconds old: asks a replica where there is one.
    ///
    /// # Errors
    /// As for [`Db::read`].
    pub async fn report<T, F>(&self, query: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, Error> + Send + 'static,
    {
        self.inner
            .reports
            .as_ref()
            .unwrap_or(&self.inner.readers)
            .run(query)
            .await
    }

    /// Runs a change in one transaction and answers when it is durable. `Err` rolls everything back.
    /// PostgreSQL may ask to run the closure again, so it must not have effects outside the database.
    ///
    /// # Errors
    /// What the closure answers, or [`Error::Busy`] when too many wait.
    pub async fn write<T, F>(&self, change: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, Error> + Send + 'static,
    {
        match &self.inner.writer {
            Writer::Group(writer) => writer.run(writer::Size::Usual, change).await,
            Writer::Lanes(lanes) => lanes.run_transaction(change).await,
        }
    }

    /// As [`Db::write`], for a change of thousands of rows: others are not committed with it.
    ///
    /// # Errors
    /// As for [`Db::write`].
    pub async fn write_much<T, F>(&self, change: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, Error> + Send + 'static,
    {
        match &self.inner.writer {
            Writer::Group(writer) => writer.run(writer::Size::Large, change).await,
            Writer::Lanes(lanes) => lanes.run_transaction(change).await,
        }
    }

    /// Which engine this is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.inner.url.engine()
    }

    /// The address it was opened with.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        &self.inner.url
    }
}
