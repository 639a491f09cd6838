//! Rows of the organisation tree.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::schema::units;
use crate::kernel::ids::PublicId;

/// A unit of the tree.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = units)]
pub struct Unit {
    pub id: i64,
    pub public_id: PublicId,
    pub parent_id: Option<i64>,
    pub kind: String,
    pub name: String,
    pub code: Option<String>,
    pub depth: i32,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub revision: i64,
}
