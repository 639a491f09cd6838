//! Rows about people.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::Role;
use crate::db::schema::{members, role_grants};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::kernel::person::{CardNumber, CitizenId, Email, FullName, Phone, Sex, Standing};

/// A unit beside a person: public id, name, kind.
pub(super) type UnitName = (PublicId, String, String);

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

/// A role as lists show it.
#[derive(Debug, Clone)]
pub(super) struct RoleRecord {
    pub grant: RoleGrant,
    pub unit: UnitName,
}

/// A role to be given.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewRole {
    pub member_id: i64,
    pub role: Role,
    pub unit_id: i64,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
}

/// What a caller may see of a member beyond his name and standing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    /// Phone and e-mail.
    pub contacts: bool,
    /// Citizen id.
    pub identity: bool,
    /// Why standings and memberships changed.
    pub reasons: bool,
}

/// What surrounds a member's record: how much of it this caller sees, where the member is found.
#[derive(Clone)]
pub(super) struct Sight {
    pub shown: Shown,
    pub unit: UnitName,
    pub has_account: bool,
}

/// A membership as history shows it.
#[derive(Clone, Queryable)]
pub(super) struct Membership {
    pub id: i64,
    pub public_id: PublicId,
    pub unit_id: i64,
    pub unit: UnitName,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
    pub reason: Option<String>,
}

/// A standing as history shows it.
#[derive(Clone, Queryable)]
pub(super) struct StandingRecord {
    pub public_id: PublicId,
    /// A code of [`Standing`].
    pub standing: String,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
    pub reason: Option<String>,
}

/// A member in a list.
#[derive(Clone, Queryable)]
pub(super) struct Listed {
    pub id: i64,
    pub public_id: PublicId,
    pub full_name: String,
    pub standing: String,
    pub phone: Option<String>,
    pub unit: UnitName,
    pub has_account: bool,
}
