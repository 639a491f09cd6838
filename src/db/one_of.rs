//! `column IN (…)` of which the engine keeps the compiled statement.
//!
//! Diesel's own `eq_any` with values is compiled anew each time, since it may come in any length. Here the lengths are
//! few (the units of a caller's roles, the standings of a filter), and compiling costs more than the hot list itself.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType};

/// Whether the column has one of the values; none: never.
#[derive(Debug, Clone)]
pub struct OneOf<E: Expression, T> {
    column: E,
    values: Vec<T>,
    of: PhantomData<E::SqlType>,
}

impl<E: Expression, T> OneOf<E, T> {
    #[must_use]
    pub fn new(column: E, values: Vec<T>) -> Self {
        Self {
            column,
            values,
            of: PhantomData,
        }
    }

    /// For values of any number: the last is repeated up to a power of two, so that there are few statements to keep.
    #[must_use]
    pub fn padded(column: E, mut values: Vec<T>) -> Self
    where
        T: Clone,
    {
        if let Some(last) = values.last().cloned() {
            values.resize(values.len().next_power_of_two(), last);
        }
        Self::new(column, values)
    }
}

impl<E: Expression, T> Expression for OneOf<E, T> {
    type SqlType = Bool;
}

impl<E: AppearsOnTable<QS>, T, QS> AppearsOnTable<QS> for OneOf<E, T> {}
impl<E: SelectableExpression<QS>, T, QS> SelectableExpression<QS> for OneOf<E, T> {}

impl<E: Expression, T, GB> ValidGrouping<GB> for OneOf<E, T> {
    type IsAggregate = is_aggregate::No;
}

impl<E: Expression, T> QueryId for OneOf<E, T> {
    type QueryId = ();
    // The number of values is part of the text, so the statement is kept by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<E, T, DB> QueryFragment<DB> for OneOf<E, T>
where
    DB: Backend + HasSqlType<E::SqlType>,
    E: Expression + QueryFragment<DB>,
    T: ToSql<E::SqlType, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.values.is_empty() {
            out.push_sql("(1 = 0)");
            return Ok(());
        }
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        for (index, value) in self.values.iter().enumerate() {
            if index > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<E::SqlType, _>(value)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
