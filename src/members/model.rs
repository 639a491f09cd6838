//! Rows about people.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::schema::members;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// A person.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = members)]
pub struct Member {
    pub id: i64,
    pub public_id: PublicId,
    pub full_name: String,
    pub name_sort: Vec<u8>,
    pub card_number: Option<String>,
    pub citizen_id: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub sex: Option<String>,
    pub joined_on: Option<NaiveDate>,
    pub official_on: Option<NaiveDate>,
    pub home_unit_id: i64,
    pub standing: String,
    pub revision: i64,
    pub updated_at: Instant,
}

impl std::fmt::Debug for Member {
    /// Only the keys: a record must not get into a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Member({}, {})", self.id, self.public_id)
    }
}
