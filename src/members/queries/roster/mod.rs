//! SQL about many people at once, for the import and export of rosters: whole units are read into memory, changes are
//! written in few statements. The caller has located the unit with the permission it needs.

mod changes;

pub use changes::apply;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::deserialize::{self, FromSql, Queryable};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{members, memberships, unit_closure};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::person::{Sex, Standing};

/// Values of one `IN` list.
const LISTED: usize = 10_000;

/// A member as a roster has him.
#[derive(Clone, PartialEq, Eq, Queryable)]
pub struct RosterMember {
    pub id: i64,
    pub public_id: PublicId,
    pub full_name: String,
    pub card_number: Option<String>,
    pub citizen_id: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub birth_date: Option<NaiveDate>,
    #[diesel(deserialize_as = StoredSex)]
    pub sex: Option<Sex>,
    pub joined_on: Option<NaiveDate>,
    pub official_on: Option<NaiveDate>,
    pub home_unit_id: i64,
    #[diesel(deserialize_as = StoredStanding)]
    pub standing: Standing,
    pub revision: i64,
    /// The unit of the open membership.
    pub cell_id: Option<i64>,
}

impl std::fmt::Debug for RosterMember {
    /// Only the keys: a record must not get into a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RosterMember({}, {})", self.id, self.public_id)
    }
}

/// The mail addresses of those of these members who have one.
pub fn addresses(
    conn: &mut Conn,
    _: &impl Actor,
    ids: &[i64],
) -> Result<HashMap<i64, String>, Error> {
    let mut found = HashMap::new();
    for some in ids.chunks(LISTED) {
        let rows: Vec<(i64, Option<String>)> = members::table
            .filter(members::id.eq_any(some))
            .filter(members::email.is_not_null())
            .select((members::id, members::email))
            .load(conn)?;
        let known = rows
            .into_iter()
            .filter_map(|(id, address)| Some((id, address?)));
        found.extend(known);
    }
    Ok(found)
}

/// What becomes of a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    Stays,
    /// It ends and another begins in this unit (row key).
    MovesTo(i64),
    Ends,
}

/// A member as he is to be. `after.revision` is the one he has now.
#[derive(Debug, Clone)]
pub struct MemberChange {
    pub after: RosterMember,
    pub membership: Membership,
    pub standing_changes: bool,
}

/// A digest of a unit's roster: it is another one after any change of a member or unit below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct RosterStamp {
    #[diesel(sql_type = BigInt)]
    pub members: i64,
    #[diesel(sql_type = BigInt)]
    pub member_revisions: i64,
    #[diesel(sql_type = BigInt)]
    pub units: i64,
    #[diesel(sql_type = BigInt)]
    pub unit_revisions: i64,
}

/// A number by which people are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    CardNumber,
    CitizenId,
}

/// Somebody who has a number that was asked for.
#[derive(Clone, Queryable)]
pub struct Holder {
    pub id: i64,
    pub number: Option<String>,
    pub home_unit_id: i64,
}

/// A column's text as the value it stands for.
pub struct StoredSex(Option<Sex>);
pub struct StoredStanding(Standing);

impl<DB> Queryable<Nullable<Text>, DB> for StoredSex
where
    DB: diesel::backend::Backend,
    Option<String>: FromSql<Nullable<Text>, DB>,
{
    type Row = Option<String>;
    fn build(code: Option<String>) -> deserialize::Result<Self> {
        Ok(Self(code.as_deref().and_then(Sex::from_code)))
    }
}

impl<DB> Queryable<Text, DB> for StoredStanding
where
    DB: diesel::backend::Backend,
    String: FromSql<Text, DB>,
{
    type Row = String;
    fn build(code: String) -> deserialize::Result<Self> {
        Standing::from_code(&code)
            .map(Self)
            .ok_or_else(|| "no standing of ours".into())
    }
}

impl From<StoredSex> for Option<Sex> {
    fn from(stored: StoredSex) -> Self {
        stored.0
    }
}

impl From<StoredStanding> for Standing {
    fn from(stored: StoredStanding) -> Self {
        stored.0
    }
}

/// The columns of a [`RosterMember`], with the open membership.
macro_rules! roster_members {
    () => {
        members::table
            .left_join(
                memberships::table.on(memberships::member_id
                    .eq(members::id)
                    .and(memberships::to_on.is_null())),
            )
            .select((
                members::id,
                members::public_id,
                members::full_name,
                members::card_number,
                members::citizen_id,
                members::phone,
                members::email,
                members::birth_date,
                members::sex,
                members::joined_on,
                members::official_on,
                members::home_unit_id,
                members::standing,
                members::revision,
                memberships::unit_id.nullable(),
            ))
    };
}

/// Everyone whose record stands at or below a unit, those who have gone too, in the order of names.
// scope: the caller has located the unit with the permission he needs in it.
pub fn members_of(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
) -> Result<Vec<RosterMember>, Error> {
    let below = unit_closure::table
        .filter(unit_closure::ancestor_id.eq(unit_id))
        .select(unit_closure::descendant_id);
    Ok(roster_members!()
        .filter(members::home_unit_id.eq_any(below))
        .order((members::name_sort, members::id))
        .load(conn)?)
}

/// Members by row key.
// scope: the caller has seen that he keeps them.
pub fn members_by_key(
    conn: &mut Conn,
    _: &impl Actor,
    ids: &[i64],
) -> Result<Vec<RosterMember>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(LISTED) {
        found.extend(
            roster_members!()
                .filter(members::id.eq_any(ids))
                .load::<RosterMember>(conn)?,
        );
    }
    Ok(found)
}

/// Who has one of these numbers, wherever he is: numbers are unique in the whole deployment. What the caller may be
/// told of it, the caller's room decides.
// scope: answers keys and units, so that the caller can see whom he keeps.
pub fn holders(
    conn: &mut Conn,
    _: &impl Actor,
    identity: Identity,
    numbers: &[String],
) -> Result<Vec<Holder>, Error> {
    let mut found: Vec<Holder> = Vec::new();
    for numbers in numbers.chunks(LISTED) {
        let numbers = numbers.iter().map(String::as_str);
        found.extend(match identity {
            Identity::CardNumber => members::table
                .filter(members::card_number.eq_any(numbers))
                .select((members::id, members::card_number, members::home_unit_id))
                .load::<Holder>(conn)?,
            Identity::CitizenId => members::table
                .filter(members::citizen_id.eq_any(numbers))
                .select((members::id, members::citizen_id, members::home_unit_id))
                .load::<Holder>(conn)?,
        });
    }
    Ok(found)
}

/// The digest of a unit's roster.
// scope: the caller has located the unit with the permission he needs in it.
pub fn stamp(conn: &mut Conn, _: &impl Actor, unit_id: i64) -> Result<RosterStamp, Error> {
    Ok(diesel::sql_query(
        "SELECT \
            (SELECT COUNT(*) FROM members m JOIN unit_closure c ON c.descendant_id = m.home_unit_id \
                WHERE c.ancestor_id = $1) AS members, \
            (SELECT CAST(COALESCE(SUM(m.revision), 0) AS BIGINT) FROM members m \
                JOIN unit_closure c ON c.descendant_id = m.home_unit_id WHERE c.ancestor_id = $2) AS member_revisions, \
            (SELECT COUNT(*) FROM unit_closure c WHERE c.ancestor_id = $3) AS units, \
            (SELECT CAST(COALESCE(SUM(u.revision), 0) AS BIGINT) FROM units u \
                JOIN unit_closure c ON c.descendant_id = u.id WHERE c.ancestor_id = $4) AS unit_revisions",
    )
    .bind::<BigInt, _>(unit_id)
    .bind::<BigInt, _>(unit_id)
    .bind::<BigInt, _>(unit_id)
    .bind::<BigInt, _>(unit_id)
    .get_result(conn)?)
}
