//! What decides whom an assignment counts: who he is, where, with which offices, and what he has read before.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::audiences::Audience;
use crate::auth::principal::Actor;
use crate::auth::{Role, System};
use crate::db::Conn;
use crate::db::Kept;
use crate::db::schema::{editions_read, members, role_grants, unit_closure};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::kernel::person::Standing;

/// Members of one step.
pub(in crate::progress) const STEP: i64 = 1_000;

/// Somebody as the roster has him.
#[derive(Debug, Clone)]
pub(in crate::progress) struct Person {
    pub id: i64,
    pub home_unit_id: i64,
    pub standing: Standing,
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    #[allow(dead_code, reason = "asked for to be held")]
    id: i64,
}

/// Keeps what is known of these members from changing beside until the transaction ends: whoever writes it asks this first.
/// PostgreSQL only; SQLite has one writer.
pub(in crate::progress) fn hold(
    conn: &mut Conn,
    _: &impl Actor,
    members: &[i64],
) -> Result<(), Error> {
    if matches!(conn, Conn::Postgres(_)) {
        let statement = Kept::new("SELECT id FROM members WHERE id IN (")
            .keys(members)
            .sql(") ORDER BY id FOR NO KEY UPDATE");
        let statement = if members.len() > 1 {
            statement.once()
        } else {
            statement
        };
        statement.load::<Key>(conn)?;
    }
    Ok(())
}

/// Members by row key.
pub(in crate::progress) fn by_key(
    conn: &mut Conn,
    _: &impl Actor,
    ids: &[i64],
) -> Result<Vec<Person>, Error> {
    let rows: Vec<(i64, i64, String)> = members::table
        .filter(members::id.eq_any(ids))
        .order(members::id)
        .select((members::id, members::home_unit_id, members::standing))
        .load(conn)?;
    let person = |(id, home_unit_id, standing): (i64, i64, String)| {
        let standing = Standing::from_code(&standing)
            .ok_or_else(|| Error::internal("an unknown standing is stored"))?;
        Ok(Person {
            id,
            home_unit_id,
            standing,
        })
    };
    rows.into_iter().map(person).collect()
}

/// The next members after a row key whom an assignment may concern: those whom its audience may admit, and those who are
/// enrolled in it.
pub(in crate::progress) fn next(
    conn: &mut Conn,
    _: &System,
    assignment_id: i64,
    audience: &Audience,
    after: i64,
) -> Result<Vec<i64>, Error> {
    let mut statement = Kept::new("SELECT m.id AS id FROM members m WHERE m.id > ").bind(after);
    if let Audience::Rules(rules) = audience {
        let mut units: Vec<i64> = rules.iter().filter_map(|rule| rule.unit_id).collect();
        units.sort_unstable();
        units.dedup();
        let anywhere = rules
            .iter()
            .any(|rule| rule.unit_id.is_none() && rule.role.is_none());
        if !anywhere {
            statement = statement
                .sql(" AND (EXISTS (SELECT 1 FROM unit_closure c WHERE c.descendant_id = m.home_unit_id AND c.ancestor_id IN (")
                .keys(&units)
                .sql(")) OR EXISTS (SELECT 1 FROM enrolments e WHERE e.member_id = m.id AND e.assignment_id = ")
                .bind(assignment_id)
                .sql(")");
            if rules.iter().any(|rule| rule.role.is_some()) {
                statement = statement
                    .sql(" OR EXISTS (SELECT 1 FROM role_grants r WHERE r.member_id = m.id)");
            }
            statement = statement.sql(")");
        }
    }
    let found: Vec<Key> = statement
        .sql(" ORDER BY m.id LIMIT ")
        .bind(STEP)
        .once()
        .load(conn)?;
    Ok(found.into_iter().map(|key| key.id).collect())
}

/// Members enrolled in an assignment after a row key, some at a time.
pub(in crate::progress) fn enrolled(
    conn: &mut Conn,
    _: &System,
    assignment_id: i64,
    after: i64,
) -> Result<Vec<i64>, Error> {
    use crate::db::schema::enrolments;
    Ok(enrolments::table
        .filter(enrolments::assignment_id.eq(assignment_id))
        .filter(enrolments::member_id.gt(after))
        .order(enrolments::member_id)
        .limit(STEP)
        .select(enrolments::member_id)
        .load(conn)?)
}

/// The units above each of these, itself included, the nearest first.
pub(in crate::progress) fn paths(
    conn: &mut Conn,
    _: &impl Actor,
    units: &[i64],
) -> Result<HashMap<i64, Vec<i64>>, Error> {
    let rows: Vec<(i64, i64)> = unit_closure::table
        .filter(unit_closure::descendant_id.eq_any(units))
        .order((unit_closure::descendant_id, unit_closure::depth))
        .select((unit_closure::descendant_id, unit_closure::ancestor_id))
        .load(conn)?;
    let mut paths: HashMap<i64, Vec<i64>> = HashMap::new();
    for (unit, above) in rows {
        paths.entry(unit).or_default().push(above);
    }
    Ok(paths)
}

/// The offices that these members hold on a day, each with the unit.
pub(in crate::progress) fn offices(
    conn: &mut Conn,
    _: &impl Actor,
    members: &[i64],
    day: NaiveDate,
) -> Result<Vec<(i64, Role, i64)>, Error> {
    let rows: Vec<(i64, String, i64)> = role_grants::table
        .filter(role_grants::member_id.eq_any(members))
        .filter(role_grants::from_on.le(day))
        .filter(role_grants::to_on.is_null().or(role_grants::to_on.gt(day)))
        .order(role_grants::id)
        .select((
            role_grants::member_id,
            role_grants::role,
            role_grants::unit_id,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(member, role, unit)| Some((member, Role::from_code(&role)?, unit)))
        .collect())
}

/// When these members read these editions: member and edition to the time.
pub(in crate::progress) fn read_before(
    conn: &mut Conn,
    _: &impl Actor,
    members: &[i64],
    of_editions: &[i64],
) -> Result<BTreeMap<(i64, i64), Instant>, Error> {
    let rows: Vec<(i64, i64, Instant)> = editions_read::table
        .filter(editions_read::member_id.eq_any(members))
        .filter(editions_read::edition_id.eq_any(of_editions))
        .select((
            editions_read::member_id,
            editions_read::edition_id,
            editions_read::read_at,
        ))
        .load(conn)?;
    let pair = |(member, edition, at)| ((member, edition), at);
    Ok(rows.into_iter().map(pair).collect())
}
