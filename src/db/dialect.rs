//! The two small tools that close the gap between the engines.
//!
//! * [`Both`] runs a query on the connection enum that both engines understand but the enum's derive does not
//!   list (single-row upsert, `UNION`, `CAST`, `FILTER`).
//! * [`on_each!`](crate::on_each) type-checks an expression once per engine, for what cannot be one type (batch inserts).

use diesel::connection::{AnsiTransactionManager, TransactionManager as _};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;
use diesel::{QueryResult, RunQueryDsl};

use super::{Conn, MultiBackend};

/// Hands a query to whichever engine the connection has; needs an implementation for each.
#[derive(Debug, Clone, Copy)]
pub struct Both<T>(pub T);

impl<T> QueryFragment<MultiBackend> for Both<T>
where
    T: QueryFragment<diesel::pg::Pg> + QueryFragment<diesel::sqlite::Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(&self.0, pass)
    }
}

impl<T: QueryId> QueryId for Both<T> {
    type QueryId = T::QueryId;
    const HAS_STATIC_QUERY_ID: bool = T::HAS_STATIC_QUERY_ID;
}

impl<T: Query> Query for Both<T> {
    type SqlType = T::SqlType;
}

impl<T> RunQueryDsl<Conn> for Both<T> {}

/// Evaluates an expression with the engine's own connection type, once per engine.
///
/// ```ignore
/// on_each!(conn, |c| diesel::insert_into(units::table).values(&rows).execute(c))
/// ```
#[macro_export]
macro_rules! on_each {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::db::Conn::Postgres($c) => $body,
            $crate::db::Conn::Sqlite($c) => $body,
        }
    };
}

/// Rows of a batch insert that stay below PostgreSQL's 65,535 binds a statement, for rows of up to 32 columns.
pub const BATCH_ROWS: usize = 2_000;

/// The first row of a query that this transaction is about to change, passing over rows that another transaction is
/// changing: `FOR UPDATE SKIP LOCKED` on PostgreSQL; SQLite has one writer, so no row is ever being changed by another.
#[macro_export]
macro_rules! first_not_locked {
    ($conn:expr, $query:expr) => {
        match $conn {
            $crate::db::Conn::Postgres(c) => $query.for_update().skip_locked().first(c),
            $crate::db::Conn::Sqlite(c) => $query.first(c),
        }
    };
}

/// What writers of several tables agree on before they read, until their transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// The organisation tree.
    Tree = 1,
    /// What readers are shown: its changes are numbered in the order of their commits.
    Library = 2,
    /// Keys of questions: an attempt is graded by those that hold, or is graded again.
    Keys = 3,
    /// The keys that sign access tokens: processes that start together make one first key.
    SigningKeys = 4,
    /// What runs for whom: whoever changes a member looks at all that runs, or what begins to run looks at him.
    Study = 5,
}

/// Takes a guard for a change that nobody may read past or change beside. PostgreSQL only: SQLite has one writer.
///
/// # Errors
/// The database, also when the guard is not given in time.
pub fn guard_alone(conn: &mut Conn, guard: Guard) -> QueryResult<()> {
    take_guard(conn, guard, "SELECT pg_advisory_xact_lock($1)")
}

/// Takes a guard together with others who only need what it guards to stay as it is.
///
/// # Errors
/// As for [`guard_alone`].
pub fn guard_together(conn: &mut Conn, guard: Guard) -> QueryResult<()> {
    take_guard(conn, guard, "SELECT pg_advisory_xact_lock_shared($1)")
}

/// Whether what is read here may be rolled back yet, and its row keys given again: by SQLite's writer, whose group is one
/// transaction. PostgreSQL shows nothing of others before it is committed, and gives no key twice.
pub fn may_be_undone(conn: &mut Conn) -> bool {
    match conn {
        Conn::Postgres(_) => false,
        Conn::Sqlite(conn) => AnsiTransactionManager::transaction_manager_status_mut(conn)
            .transaction_depth()
            .map_or(true, |depth| depth.is_some()),
    }
}

fn take_guard(conn: &mut Conn, guard: Guard, statement: &str) -> QueryResult<()> {
    if let Conn::Postgres(conn) = conn {
        diesel::sql_query(statement)
            .bind::<BigInt, _>(guard as i64)
            .execute(conn)?;
    }
    Ok(())
}
