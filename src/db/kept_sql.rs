//! `sql_query` of which the engine keeps the compiled statement.
//!
//! Diesel compiles the text of its own `sql_query` anew each time it is run, since it may be any. Where one request runs
//! many such statements and their texts are few, compiling costs more than running.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::expression::expression_types::Untyped;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;
use diesel::{QueryResult, QueryableByName, RunQueryDsl};
use diesel::{pg::Pg, sqlite::Sqlite};

use super::Conn;
use crate::on_each;

/// A statement whose text is one of few: values must be bound, never written into it.
#[derive(Debug, Clone)]
pub struct KeptSql(String);

/// The same with a value; values are bound in the order of their numbers.
#[derive(Debug, Clone)]
pub struct Bound<Q, T, V> {
    query: Q,
    value: V,
    of: PhantomData<T>,
}

/// A statement as text, with `$1`, `$2` … where values stand.
#[must_use]
pub fn kept_sql(text: String) -> KeptSql {
    KeptSql(text)
}

impl KeptSql {
    #[must_use]
    pub fn bind<T, V>(self, value: V) -> Bound<Self, T, V> {
        Bound::new(self, value)
    }
}

impl<Q, T, V> Bound<Q, T, V> {
    fn new(query: Q, value: V) -> Self {
        Self {
            query,
            value,
            of: PhantomData,
        }
    }

    #[must_use]
    pub fn bind<U, W>(self, value: W) -> Bound<Self, U, W> {
        Bound::new(self, value)
    }
}

/// On the engine itself: through the enum over both, Diesel writes the text of a statement several times a run.
impl<Q, T, V> Bound<Q, T, V>
where
    Self: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    /// The rows it finds.
    ///
    /// # Errors
    /// The database.
    pub fn load<R>(self, conn: &mut Conn) -> QueryResult<Vec<R>>
    where
        R: QueryableByName<Pg> + QueryableByName<Sqlite> + 'static,
    {
        on_each!(conn, |c| RunQueryDsl::load(self, c))
    }

    /// The one row that it finds.
    ///
    /// # Errors
    /// The database; there is none.
    pub fn get_result<R>(self, conn: &mut Conn) -> QueryResult<R>
    where
        R: QueryableByName<Pg> + QueryableByName<Sqlite> + 'static,
    {
        on_each!(conn, |c| RunQueryDsl::get_result(self, c))
    }
}

impl<DB: Backend> QueryFragment<DB> for KeptSql {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(&self.0);
        Ok(())
    }
}

impl<DB, Q, T, V> QueryFragment<DB> for Bound<Q, T, V>
where
    DB: Backend + HasSqlType<T>,
    Q: QueryFragment<DB>,
    V: ToSql<T, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.query.walk_ast(out.reborrow())?;
        out.push_bind_param_value_only(&self.value)
    }
}

/// Kept by their text.
impl QueryId for KeptSql {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q, T, V> QueryId for Bound<Q, T, V> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q, T, V> Query for Bound<Q, T, V> {
    type SqlType = Untyped;
}

impl<C, Q, T, V> RunQueryDsl<C> for Bound<Q, T, V> {}
