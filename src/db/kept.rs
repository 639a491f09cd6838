//! SQL written by hand, of which the engine keeps the compiled statement.
//!
//! Diesel's `sql_query` is compiled anew each time. What is written here is kept by its text, which must therefore come in
//! few forms; [`Kept::once`] is for texts that do not.

use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{
    BigInt, Bool, Date, HasSqlType, Integer, Nullable, SingleValue, SqlType, Text, Untyped,
};
use diesel::{QueryResult, QueryableByName, RunQueryDsl};
use diesel::{pg::Pg, sqlite::Sqlite};

use super::Conn;
use super::types::{InstantSql, PublicIdSql};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::on_each;

/// A statement with its values in place. The same on both engines: no `$1`, the value stands where it is pushed.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    pieces: Vec<Piece>,
    once: bool,
}

#[derive(Debug, Clone)]
enum Piece {
    Sql(&'static str),
    Value(Value),
}

/// A value of a column.
#[derive(Debug, Clone)]
pub enum Value {
    BigInt(i64),
    Integer(Option<i32>),
    Bool(bool),
    Text(Option<String>),
    Code(&'static str),
    Day(Option<NaiveDate>),
    Instant(Instant),
    MaybeInstant(Option<Instant>),
    Id(PublicId),
}

impl Kept {
    #[must_use]
    pub fn new(sql: &'static str) -> Self {
        Self {
            pieces: vec![Piece::Sql(sql)],
            once: false,
        }
    }

    /// Not kept: there are too many forms of it.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }

    #[must_use]
    pub fn sql(mut self, sql: &'static str) -> Self {
        self.pieces.push(Piece::Sql(sql));
        self
    }

    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.pieces.push(Piece::Value(value.into()));
        self
    }

    /// Row keys with commas between them; none: a key that no row has.
    #[must_use]
    pub fn keys(mut self, keys: &[i64]) -> Self {
        for (index, key) in keys.iter().enumerate() {
            if index > 0 {
                self = self.sql(", ");
            }
            self = self.bind(*key);
        }
        if keys.is_empty() { self.sql("0") } else { self }
    }

    /// A row of `VALUES`; `first` says that no other stands before it.
    #[must_use]
    pub fn row(mut self, first: bool, values: impl IntoIterator<Item = Value>) -> Self {
        self = self.sql(if first { "(" } else { ", (" });
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self = self.sql(", ");
            }
            self = self.bind(value);
        }
        self.sql(")")
    }

    /// Runs it on the engine itself: through the enum over both, Diesel writes the text of a statement several times a run.
    ///
    /// # Errors
    /// The database.
    pub fn execute(self, conn: &mut Conn) -> QueryResult<usize> {
        on_each!(conn, |c| RunQueryDsl::execute(self, c))
    }

    /// The rows it finds; see [`Kept::execute`].
    ///
    /// # Errors
    /// The database.
    pub fn load<R>(self, conn: &mut Conn) -> QueryResult<Vec<R>>
    where
        R: QueryableByName<Pg> + QueryableByName<Sqlite> + 'static,
    {
        on_each!(conn, |c| RunQueryDsl::load(self, c))
    }
}

macro_rules! values {
    ($($rust:ty => $variant:ident),* $(,)?) => {$(
        impl From<$rust> for Value {
            fn from(value: $rust) -> Self {
                Self::$variant(value)
            }
        }
    )*};
}

values! {
    i64 => BigInt,
    Option<i32> => Integer,
    bool => Bool,
    Option<String> => Text,
    &'static str => Code,
    Option<NaiveDate> => Day,
    Instant => Instant,
    Option<Instant> => MaybeInstant,
    PublicId => Id,
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Integer(Some(value))
    }
}

impl From<NaiveDate> for Value {
    fn from(value: NaiveDate) -> Self {
        Self::Day(Some(value))
    }
}

impl QueryId for Kept {
    type QueryId = ();
    // Kept by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Kept {
    type SqlType = Untyped;
}

impl<C> RunQueryDsl<C> for Kept {}

/// Pushes a value that may be missing.
#[allow(
    clippy::ref_option,
    reason = "what is bound is borrowed as it lies there"
)]
fn push<'b, DB, ST, T>(out: &mut AstPass<'_, 'b, DB>, value: &'b Option<T>) -> QueryResult<()>
where
    DB: Backend + HasSqlType<ST> + HasSqlType<Nullable<ST>>,
    ST: SqlType + SingleValue,
    Option<T>: ToSql<Nullable<ST>, DB>,
    Nullable<ST>: SqlType,
{
    out.push_bind_param::<Nullable<ST>, _>(value)
}

impl<DB> QueryFragment<DB> for Kept
where
    DB: Backend
        + HasSqlType<BigInt>
        + HasSqlType<Integer>
        + HasSqlType<Bool>
        + HasSqlType<Text>
        + HasSqlType<Date>
        + HasSqlType<InstantSql>
        + HasSqlType<PublicIdSql>,
    i64: ToSql<BigInt, DB>,
    Option<i32>: ToSql<Nullable<Integer>, DB>,
    bool: ToSql<Bool, DB>,
    str: ToSql<Text, DB>,
    Option<String>: ToSql<Nullable<Text>, DB>,
    Option<NaiveDate>: ToSql<Nullable<Date>, DB>,
    Instant: ToSql<InstantSql, DB>,
    Option<Instant>: ToSql<Nullable<InstantSql>, DB>,
    PublicId: ToSql<PublicIdSql, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.once {
            out.unsafe_to_cache_prepared();
        }
        for piece in &self.pieces {
            let value = match piece {
                Piece::Sql(sql) => {
                    out.push_sql(sql);
                    continue;
                }
                Piece::Value(value) => value,
            };
            match value {
                Value::BigInt(value) => out.push_bind_param::<BigInt, _>(value)?,
                Value::Integer(value) => push::<DB, Integer, _>(&mut out, value)?,
                Value::Bool(value) => out.push_bind_param::<Bool, _>(value)?,
                Value::Text(value) => push::<DB, Text, _>(&mut out, value)?,
                Value::Code(value) => out.push_bind_param::<Text, str>(value)?,
                Value::Day(value) => push::<DB, Date, _>(&mut out, value)?,
                Value::Instant(value) => out.push_bind_param::<InstantSql, _>(value)?,
                Value::MaybeInstant(value) => push::<DB, InstantSql, _>(&mut out, value)?,
                Value::Id(value) => out.push_bind_param::<PublicIdSql, _>(value)?,
            }
        }
        Ok(())
    }
}
