//! Brings a database to this binary's schema, and knows when it is older or newer.

use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Conn;
use super::connect::{Access, DatabaseUrl, OpenError};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Taken while migrating PostgreSQL, so that several processes that start at once do not collide.
const MIGRATION_LOCK: i64 = 0x5074_6179;

/// Why a database could not be migrated: one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(
        "the database has migration {version}, which this binary does not know: it was written by a newer version"
    )]
    Newer { version: String },
    #[error("a migration failed: {0}")]
    Failed(String),
}

/// Where a database stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaState {
    Current,
    Behind,
}

/// Applies what is missing; answers the names of what was applied.
///
/// # Errors
/// [`MigrateError::Newer`] before anything is touched, or what the engine says.
pub fn migrate(url: &DatabaseUrl) -> Result<Vec<String>, MigrateError> {
    let mut conn = url.connect(Access::Write)?;
    match &mut conn {
        Conn::Sqlite(conn) => apply::<Sqlite, _, _>(conn, SQLITE),
        Conn::Postgres(conn) => {
            conn.batch_execute(&format!(
                "SET lock_timeout = 0; SELECT pg_advisory_lock({MIGRATION_LOCK})"
            ))
            .map_err(failed)?;
            let applied = apply::<Pg, _, _>(conn, POSTGRES);
            conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))
                .map_err(failed)?;
            applied
        }
    }
}

/// Undoes every migration; used to prove that each can be undone.
///
/// # Errors
/// What the engine says.
pub fn revert_all(url: &DatabaseUrl) -> Result<(), MigrateError> {
    match &mut url.connect(Access::Write)? {
        Conn::Sqlite(conn) => conn.revert_all_migrations(SQLITE).map(drop).map_err(failed),
        Conn::Postgres(conn) => conn
            .revert_all_migrations(POSTGRES)
            .map(drop)
            .map_err(failed),
    }
}

/// Compares the database with this binary.
///
/// # Errors
/// [`MigrateError::Newer`], or what the engine says.
pub fn state(conn: &mut Conn) -> Result<SchemaState, MigrateError> {
    #[derive(diesel::QueryableByName)]
    struct Applied {
        #[diesel(sql_type = diesel::sql_types::Text)]
        version: String,
    }
    // Not through the harness: it would create its table, which a reading connection refuses.
    let applied: Vec<Applied> = diesel::sql_query("SELECT version FROM __diesel_schema_migrations")
        .load(conn)
        .map_err(failed)?;
    let applied: Vec<MigrationVersion<'_>> =
        applied.into_iter().map(|row| row.version.into()).collect();
    let known = match conn {
        Conn::Sqlite(_) => refuse_newer::<Sqlite, _>(&applied, &SQLITE)?,
        Conn::Postgres(_) => refuse_newer::<Pg, _>(&applied, &POSTGRES)?,
    };
    Ok(if applied.len() == known {
        SchemaState::Current
    } else {
        SchemaState::Behind
    })
}

fn apply<DB, C, S>(conn: &mut C, source: S) -> Result<Vec<String>, MigrateError>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    S: MigrationSource<DB>,
{
    refuse_newer(&conn.applied_migrations().map_err(failed)?, &source)?;
    let applied = conn.run_pending_migrations(source).map_err(failed)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

/// Answers how many migrations this binary knows.
fn refuse_newer<DB, S>(applied: &[MigrationVersion<'_>], source: &S) -> Result<usize, MigrateError>
where
    DB: diesel::backend::Backend,
    S: MigrationSource<DB>,
{
    let known: Vec<Box<dyn Migration<DB>>> = source.migrations().map_err(failed)?;
    let versions: Vec<MigrationVersion<'_>> = known
        .iter()
        .map(|migration| migration.name().version())
        .collect();
    match applied.iter().find(|version| !versions.contains(version)) {
        Some(version) => Err(MigrateError::Newer {
            version: version.to_string(),
        }),
        None => Ok(known.len()),
    }
}

fn failed(error: impl ToString) -> MigrateError {
    MigrateError::Failed(
        error
            .to_string()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    )
}
