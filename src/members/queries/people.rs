//! SQL about single members.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::permissions::Code;
use crate::auth::principal::Actor;
use crate::auth::{Grant, Permission, Viewer};
use crate::db::Conn;
use crate::db::schema::{accounts, members, units};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::person::FullName;
use crate::kernel::text;
use crate::members::model::{Member, Shown, Sight, UnitName};

pub(in crate::members) fn find(
    conn: &mut Conn,
    viewer: &Viewer,
    id: PublicId,
) -> Result<Member, Error> {
    members::table
        .filter(members::public_id.eq(id))
        .filter(
            members::id
                .eq(viewer.member_id())
                .or(viewer.may_in(Code::ReadMembers, members::home_unit_id)),
        )
        .select(Member::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

pub(in crate::members) fn is_covered<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    member_id: i64,
) -> Result<bool, Error> {
    let query = members::table
        .filter(members::id.eq(member_id))
        .filter(grant.covers(members::home_unit_id));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(conn)?)
}

/// Whether he belongs to a unit over which itself the caller's role stands, or to a group of it.
pub(in crate::members) fn is_own<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    member: &Member,
) -> Result<bool, Error> {
    if grant.roots().contains(&member.home_unit_id) {
        return Ok(true);
    }
    let cell: Option<Option<i64>> = units::table
        .find(member.home_unit_id)
        .filter(units::kind.eq("group"))
        .select(units::parent_id)
        .first(conn)
        .optional()?;
    Ok(cell
        .flatten()
        .is_some_and(|cell| grant.roots().contains(&cell)))
}

/// A member by row key, for a caller who has already located him or just added him.
pub(in crate::members) fn by_key(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<Member, Error> {
    members::table
        .find(id)
        .select(Member::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The member's row stays locked until the transaction ends, so that two changes of his history come one after the other
/// on PostgreSQL too. Comes before everything that is read to decide the change; what follows decides who may do it.
pub(in crate::members) fn lock(conn: &mut Conn, _: &impl Actor, id: PublicId) -> Result<(), Error> {
    diesel::update(members::table.filter(members::public_id.eq(id)))
        .set(members::revision.eq(members::revision))
        .execute(conn)?;
    Ok(())
}

/// What the caller may see unmasked of a member whom he has located, and where the member is found.
pub(in crate::members) fn sight(
    conn: &mut Conn,
    viewer: &Viewer,
    member_id: i64,
) -> Result<Sight, Error> {
    let row: (bool, bool, bool, UnitName, Option<i64>) = members::table
        .find(member_id)
        .inner_join(units::table.on(units::id.eq(members::home_unit_id)))
        .left_join(accounts::table.on(accounts::member_id.eq(members::id)))
        .select((
            viewer.may_in(Code::ReadContacts, members::home_unit_id),
            viewer.may_in(Code::ReadIdentity, members::home_unit_id),
            viewer.may_in(Code::ManageMembers, members::home_unit_id),
            (units::public_id, units::name, units::kind),
            accounts::member_id.nullable(),
        ))
        .first(conn)?;
    let (contacts, identity, reasons, unit, account) = row;
    let is_own = viewer.member_id() == member_id;
    Ok(Sight {
        shown: Shown {
            contacts: is_own || contacts,
            identity: is_own || identity,
            reasons: is_own || reasons,
        },
        unit,
        has_account: account.is_some(),
    })
}

/// What a record says; a member that is empty empties its column.
#[derive(AsChangeset)]
#[diesel(table_name = members, treat_none_as_null = true)]
pub(in crate::members) struct Columns {
    full_name: String,
    name_key: String,
    name_exact: String,
    name_sort: Vec<u8>,
    pub card_number: Option<String>,
    pub citizen_id: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub sex: Option<String>,
    pub joined_on: Option<NaiveDate>,
    pub official_on: Option<NaiveDate>,
}

impl Columns {
    /// As the record is now.
    // scope: copies a row, asks nothing.
    pub(in crate::members) fn of(member: &Member) -> Self {
        Self {
            full_name: member.full_name.clone(),
            name_key: text::search_key(&member.full_name),
            name_exact: text::exact_key(&member.full_name),
            name_sort: member.name_sort.clone(),
            card_number: member.card_number.clone(),
            citizen_id: member.citizen_id.clone(),
            phone: member.phone.clone(),
            email: member.email.clone(),
            birth_date: member.birth_date,
            sex: member.sex.clone(),
            joined_on: member.joined_on,
            official_on: member.official_on,
        }
    }

    /// Sets the name, with the keys that follow it.
    // scope: changes a value, asks nothing.
    pub(in crate::members) fn rename(&mut self, name: &FullName) {
        self.full_name = name.clone().into_string();
        self.name_key = name.search_key();
        self.name_exact = name.exact_key();
        self.name_sort = name.sort_key();
    }
}

/// Sets what the record says, and the next revision.
pub(in crate::members) fn update(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    columns: &Columns,
) -> Result<(), Error> {
    diesel::update(members::table.find(member_id))
        .set((
            columns,
            members::revision.eq(members::revision + 1),
            members::updated_at.eq(actor.stamp().now()),
        ))
        .execute(conn)?;
    Ok(())
}
