//! The condition every scoped query carries.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, HasSqlType};

/// `unit` lies at or below one of `roots`, by the closure table. No roots: never true.
#[derive(Debug, Clone)]
pub struct InSubtree<E> {
    unit: E,
    roots: Vec<i64>,
    upwards: bool,
}

impl<E> InSubtree<E> {
    pub(super) fn at_or_below(unit: E, roots: &[i64]) -> Self {
        Self {
            unit,
            roots: roots.to_vec(),
            upwards: false,
        }
    }

    /// `unit` lies at or above one of `roots`.
    pub(super) fn at_or_above(unit: E, roots: &[i64]) -> Self {
        Self {
            unit,
            roots: roots.to_vec(),
            upwards: true,
        }
    }
}

impl<E: Expression> Expression for InSubtree<E> {
    type SqlType = Bool;
}

impl<E, QS> AppearsOnTable<QS> for InSubtree<E> where E: AppearsOnTable<QS> + Expression {}
impl<E, QS> SelectableExpression<QS> for InSubtree<E> where E: SelectableExpression<QS> + Expression {}

impl<E, GB> ValidGrouping<GB> for InSubtree<E> {
    type IsAggregate = is_aggregate::No;
}

impl<E> QueryId for InSubtree<E> {
    type QueryId = ();
    // The number of roots is part of the text, so the statement is cached by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<E, DB> QueryFragment<DB> for InSubtree<E>
where
    DB: Backend + HasSqlType<BigInt>,
    i64: ToSql<BigInt, DB>,
    E: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let (fixed, free) = if self.upwards {
            ("descendant_id", "ancestor_id")
        } else {
            ("ancestor_id", "descendant_id")
        };
        if self.roots.is_empty() {
            out.push_sql("(1 = 0)");
            return Ok(());
        }
        out.push_sql("EXISTS (SELECT 1 FROM unit_closure WHERE unit_closure.");
        out.push_sql(fixed);
        out.push_sql(" IN (");
        for (index, root) in self.roots.iter().enumerate() {
            if index > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<BigInt, _>(root)?;
        }
        out.push_sql(") AND unit_closure.");
        out.push_sql(free);
        out.push_sql(" = ");
        self.unit.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
