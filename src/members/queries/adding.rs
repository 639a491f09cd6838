//! SQL that takes people into the roster, one or many.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{members, memberships, standings, units};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::kernel::person::Sex;
use crate::members::model::NewMember;
use crate::on_each;

/// Members of one batch: their 18 columns stay below SQLite's 32,766 binds a statement.
const BATCH_MEMBERS: usize = 1_000;

#[derive(Insertable)]
#[diesel(table_name = members, treat_none_as_default_value = false)]
struct MemberRow {
    public_id: PublicId,
    full_name: String,
    name_key: String,
    name_exact: String,
    name_sort: Vec<u8>,
    card_number: Option<String>,
    citizen_id: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    birth_date: Option<NaiveDate>,
    sex: Option<String>,
    joined_on: Option<NaiveDate>,
    official_on: Option<NaiveDate>,
    home_unit_id: i64,
    standing: &'static str,
    revision: i64,
    created_at: Instant,
    updated_at: Instant,
}

#[derive(Insertable)]
#[diesel(table_name = memberships, treat_none_as_default_value = false)]
struct MembershipRow {
    public_id: PublicId,
    member_id: i64,
    unit_id: i64,
    from_on: NaiveDate,
    to_on: Option<NaiveDate>,
    recorded_by: Option<i64>,
    recorded_at: Instant,
}

#[derive(Insertable)]
#[diesel(table_name = standings, treat_none_as_default_value = false)]
struct StandingRow {
    public_id: PublicId,
    member_id: i64,
    standing: &'static str,
    from_on: NaiveDate,
    recorded_by: Option<i64>,
    recorded_at: Instant,
}

/// Adds people with an open membership and an open standing each; answers their row keys in the order given. Of one
/// who has already gone the membership is closed on the day of the standing.
pub(in crate::members) fn insert_many(
    conn: &mut Conn,
    actor: &impl Actor,
    people: &[NewMember],
) -> Result<Vec<i64>, Error> {
    let parents = parents_of_the_gone(conn, actor, people)?;
    let mut ids = Vec::with_capacity(people.len());
    for batch in people.chunks(BATCH_MEMBERS) {
        ids.extend(insert_batch(conn, actor, batch, &parents)?);
    }
    Ok(ids)
}

fn insert_batch(
    conn: &mut Conn,
    actor: &impl Actor,
    batch: &[NewMember],
    parents: &HashMap<i64, i64>,
) -> Result<Vec<i64>, Error> {
    let now = actor.stamp().now();
    let rows: Vec<MemberRow> = batch
        .iter()
        .map(|new| member_row(new, parents, now))
        .collect();
    let order: Vec<PublicId> = rows.iter().map(|row| row.public_id).collect();
    let keys: Vec<(PublicId, i64)> = on_each!(conn, |c| diesel::insert_into(members::table)
        .values(rows)
        .returning((members::public_id, members::id))
        .get_results(c))?;
    // Neither engine promises the order of what it returns.
    let keys: HashMap<PublicId, i64> = keys.into_iter().collect();
    let ids: Vec<i64> = order
        .iter()
        .filter_map(|public_id| keys.get(public_id).copied())
        .collect();
    if ids.len() != batch.len() {
        return Err(Error::internal(
            "the database did not tell the keys of new members",
        ));
    }
    add_histories(conn, actor, &ids, batch)?;
    Ok(ids)
}

/// The first row of each history.
fn add_histories(
    conn: &mut Conn,
    actor: &impl Actor,
    ids: &[i64],
    batch: &[NewMember],
) -> Result<(), Error> {
    let (recorded_by, recorded_at) = (actor.member_id(), actor.stamp().now());
    let people = || ids.iter().copied().zip(batch);
    let first_memberships: Vec<MembershipRow> = people()
        .map(|(member_id, new)| MembershipRow {
            public_id: PublicId::new(recorded_at),
            member_id,
            unit_id: new.unit_id,
            from_on: new.membership_from,
            to_on: new
                .standing
                .ends_membership()
                .then(|| new.standing_from.max(new.membership_from)),
            recorded_by,
            recorded_at,
        })
        .collect();
    let first_standings: Vec<StandingRow> = people()
        .map(|(member_id, new)| StandingRow {
            public_id: PublicId::new(recorded_at),
            member_id,
            standing: new.standing.code(),
            from_on: new.standing_from,
            recorded_by,
            recorded_at,
        })
        .collect();
    on_each!(conn, |c| diesel::insert_into(memberships::table)
        .values(first_memberships)
        .execute(c))?;
    on_each!(conn, |c| diesel::insert_into(standings::table)
        .values(first_standings)
        .execute(c))?;
    Ok(())
}

// scope: builds a row, asks nothing.
fn member_row(new: &NewMember, parents: &HashMap<i64, i64>, now: Instant) -> MemberRow {
    let home_unit_id = if new.standing.ends_membership() {
        parents.get(&new.unit_id).copied().unwrap_or(new.unit_id)
    } else {
        new.unit_id
    };
    MemberRow {
        public_id: PublicId::new(now),
        full_name: new.full_name.as_str().to_owned(),
        name_key: new.full_name.search_key(),
        name_exact: new.full_name.exact_key(),
        name_sort: new.full_name.sort_key(),
        card_number: new
            .card_number
            .as_ref()
            .map(|number| number.as_str().to_owned()),
        citizen_id: new.citizen_id.as_ref().map(|id| id.as_str().to_owned()),
        phone: new.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        email: new.email.as_ref().map(|email| email.as_str().to_owned()),
        birth_date: new.birth_date,
        sex: new.sex.map(Sex::code).map(str::to_owned),
        joined_on: new.joined_on,
        official_on: new.official_on,
        home_unit_id,
        standing: new.standing.code(),
        revision: 1,
        created_at: now,
        updated_at: now,
    }
}

/// The unit above each unit that a member had already left when he was taken in.
fn parents_of_the_gone(
    conn: &mut Conn,
    _: &impl Actor,
    people: &[NewMember],
) -> Result<HashMap<i64, i64>, Error> {
    let mut last_units: Vec<i64> = people
        .iter()
        .filter(|new| new.standing.ends_membership())
        .map(|new| new.unit_id)
        .collect();
    last_units.sort_unstable();
    last_units.dedup();
    let mut parents = HashMap::new();
    for batch in last_units.chunks(BATCH_MEMBERS) {
        let rows: Vec<(i64, Option<i64>)> = units::table
            .filter(units::id.eq_any(batch))
            .select((units::id, units::parent_id))
            .load(conn)?;
        parents.extend(
            rows.into_iter()
                .filter_map(|(id, parent)| Some((id, parent?))),
        );
    }
    Ok(parents)
}
