//! Rows about people.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::Role;
use crate::db::schema::{members, role_grants};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::kernel::person::{CardNumber, CitizenId, Email, FullName, Phone, Sex, Standing};

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

/// A person to be taken into the roster, with the first row of each history.
#[derive(Clone)]
pub struct NewMember {
    pub full_name: FullName,
    pub card_number: Option<CardNumber>,
    pub citizen_id: Option<CitizenId>,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub birth_date: Option<NaiveDate>,
    pub sex: Option<Sex>,
    pub joined_on: Option<NaiveDate>,
    pub official_on: Option<NaiveDate>,
    /// The cell or group (row key); of a member who has gone, the last one.
    pub unit_id: i64,
    pub standing: Standing,
    pub standing_from: NaiveDate,
    pub membership_from: NaiveDate,
}

impl std::fmt::Debug for NewMember {
    /// Only the keys: a record must not get into a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewMember(unit {})", self.unit_id)
    }
}

/// A role of a member over a unit, from a day to a day (`to_on`: the first day without it).
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = role_grants)]
pub struct RoleGrant {
    pub id: i64,
    pub public_id: PublicId,
    pub member_id: i64,
    /// A code of [`Role`].
    pub role: String,
    pub unit_id: i64,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
    pub granted_at: Instant,
}

/// A role to be given.
#[derive(Debug, Clone, Copy)]
pub struct NewRole {
    pub member_id: i64,
    pub role: Role,
    pub unit_id: i64,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
}
