//! Addresses and how a connection is set up for reading or writing.

use std::fmt;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};

use super::Conn;

/// Which database engine an address means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A parsed `DATABASE_URL`: `postgres://…` or a SQLite file (`sqlite://path` or a plain path).
/// Neither `Debug` nor `Display` shows a password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    engine: Engine,
    address: String,
}

/// Why the database could not be opened: one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("DATABASE_URL is neither postgres://… nor the path of a SQLite file")]
    UnknownScheme,
    #[error("the database at {address} cannot be reached: {reason}")]
    Unreachable { address: String, reason: String },
    #[error("the database file {} cannot be opened for writing: {reason}", path.display())]
    Unwritable { path: PathBuf, reason: String },
    #[error("the database file {} is in use by another process; one process serves a SQLite file (use PostgreSQL for several)", path.display())]
    InUse { path: PathBuf },
    #[error(
        "this binary was built without TLS for PostgreSQL; build it with `--features postgres-tls` or drop sslmode from DATABASE_URL"
    )]
    TlsNotBuilt,
    #[error("a database thread could not be started: {0}")]
    Thread(std::io::Error),
}

/// What a connection may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

impl DatabaseUrl {
    /// Parses an address.
    ///
    /// # Errors
    /// [`OpenError::UnknownScheme`], or [`OpenError::TlsNotBuilt`] when the address asks for TLS that this build lacks.
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let wants_tls = [
                "sslmode=require",
                "sslmode=verify-ca",
                "sslmode=verify-full",
            ];
            if cfg!(not(feature = "postgres-tls"))
                && wants_tls.iter().any(|mode| text.contains(mode))
            {
                return Err(OpenError::TlsNotBuilt);
            }
            return Ok(Self {
                engine: Engine::Postgres,
                address: text.to_owned(),
            });
        }
        let path = text
            .strip_prefix("sqlite://")
            .or_else(|| text.strip_prefix("sqlite:"))
            .unwrap_or(text);
        if path.is_empty() || path.contains("://") || path == ":memory:" {
            return Err(OpenError::UnknownScheme);
        }
        Ok(Self {
            engine: Engine::Sqlite,
            address: path.to_owned(),
        })
    }

    /// The SQLite file at `path`.
    #[must_use]
    pub fn sqlite(path: &Path) -> Self {
        Self {
            engine: Engine::Sqlite,
            address: path.to_string_lossy().into_owned(),
        }
    }

    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The file, where the engine is SQLite.
    #[must_use]
    pub fn sqlite_path(&self) -> Option<&Path> {
        (self.engine == Engine::Sqlite).then(|| Path::new(&self.address))
    }

    /// Opens a connection set up for `access`.
    pub(super) fn connect(&self, access: Access) -> Result<Conn, OpenError> {
        match self.engine {
            Engine::Sqlite => self.connect_sqlite(access),
            Engine::Postgres => self.connect_postgres(access),
        }
    }

    fn connect_sqlite(&self, access: Access) -> Result<Conn, OpenError> {
        let unwritable = |reason: String| OpenError::Unwritable {
            path: PathBuf::from(&self.address),
            reason,
        };
        let mut conn = SqliteConnection::establish(&self.address)
            .map_err(|error| unwritable(error.to_string()))?;
        // FULL: a commit is on the disk when it is answered, also after a power cut. Nothing is mapped: each connection's mapping
        // would count as memory of the process, and helps only with the beginning of a large file.
        let common = "PRAGMA busy_timeout = 30000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
                      PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;";
        let own = match access {
            Access::Write => {
                "PRAGMA journal_mode = WAL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 1000;"
            }
            Access::Read => "PRAGMA cache_size = -24576; PRAGMA query_only = ON;",
        };
        conn.batch_execute(common)
            .map_err(|error| unwritable(error.to_string()))?;
        conn.batch_execute(own)
            .map_err(|error| unwritable(error.to_string()))?;
        Ok(Conn::Sqlite(conn))
    }

    fn connect_postgres(&self, access: Access) -> Result<Conn, OpenError> {
        let unreachable = |reason: String| OpenError::Unreachable {
            address: self.to_string(),
            reason: one_line(&reason),
        };
        let mut conn = PgConnection::establish(&self.address)
            .map_err(|error| unreachable(error.to_string()))?;
        let own = match access {
            Access::Write => "SET synchronous_commit = on; SET lock_timeout = '10s';",
            Access::Read => {
                "SET default_transaction_read_only = on; SET statement_timeout = '60s';"
            }
        };
        conn.batch_execute("SET TIME ZONE 'UTC'; SET client_min_messages = warning;")
            .and_then(|()| conn.batch_execute(own))
            .map_err(|error| unreachable(error.to_string()))?;
        Ok(Conn::Postgres(conn))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.engine {
            Engine::Sqlite => f.write_str(&self.address),
            Engine::Postgres => {
                let rest = self.address.split_once("://").map_or("", |(_, rest)| rest);
                let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                write!(f, "postgres://{}", host.split(['?']).next().unwrap_or(""))
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}
