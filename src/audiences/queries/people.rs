//! Members whom an audience may admit.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::audiences::model::Audience;
use crate::auth::principal::Actor;
use crate::auth::{Role, System};
use crate::db::schema::{role_grants, unit_closure};
use crate::db::{Conn, Kept};
use crate::error::Error;
use crate::kernel::person::Standing;

/// Somebody as the roster has him.
#[derive(Debug, QueryableByName)]
pub(in crate::audiences) struct Person {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub home_unit_id: i64,
    #[diesel(sql_type = Text)]
    pub standing: String,
}

#[derive(QueryableByName)]
struct Bucket {
    #[diesel(sql_type = BigInt)]
    last: i64,
    #[diesel(sql_type = BigInt)]
    people: i64,
}

/// In a range of row keys, in their order; more than it admits where it goes by standing or office.
pub(in crate::audiences) fn between(
    conn: &mut Conn,
    _: &System,
    audience: &Audience,
    (after, last): (i64, i64),
) -> Result<Vec<Person>, Error> {
    let statement = Kept::new(
        "SELECT m.id AS id, m.home_unit_id AS home_unit_id, m.standing AS standing FROM members m WHERE m.id > ",
    )
    .bind(after)
    .sql(" AND m.id <= ")
    .bind(last);
    Ok(narrowed(statement, audience)
        .sql(" ORDER BY m.id")
        .once()
        .load(conn)?)
}

/// For each 500 row keys that hold some, the last of the keys and how many they are.
pub(in crate::audiences) fn spread(
    conn: &mut Conn,
    _: &impl Actor,
    audience: &Audience,
) -> Result<Vec<(i64, i64)>, Error> {
    let statement = Kept::new(
        "SELECT ((m.id - 1) / 500 + 1) * 500 AS last, count(*) AS people FROM members m WHERE m.id > 0",
    );
    let found: Vec<Bucket> = narrowed(statement, audience)
        .sql(" GROUP BY 1 ORDER BY 1")
        .once()
        .load(conn)?;
    Ok(found
        .into_iter()
        .map(|bucket| (bucket.last, bucket.people))
        .collect())
}

/// Those who may sign in, in the audience's units or with an office where it asks for one.
// scope: builds a condition, asks nothing.
fn narrowed(statement: Kept, audience: &Audience) -> Kept {
    let mut statement = statement.sql(" AND m.standing IN (");
    let active = Standing::ALL.into_iter().filter(|one| one.is_active());
    for (index, standing) in active.enumerate() {
        if index > 0 {
            statement = statement.sql(", ");
        }
        statement = statement.bind(standing.code());
    }
    statement = statement.sql(")");
    let Audience::Rules(rules) = audience else {
        return statement;
    };
    let anywhere = rules
        .iter()
        .any(|rule| rule.unit_id.is_none() && rule.role.is_none());
    if anywhere {
        return statement;
    }
    let mut units: Vec<i64> = rules.iter().filter_map(|rule| rule.unit_id).collect();
    units.sort_unstable();
    units.dedup();
    statement = statement
        .sql(" AND (m.home_unit_id IN (SELECT c.descendant_id FROM unit_closure c WHERE c.ancestor_id IN (")
        .keys(&units)
        .sql("))");
    if rules.iter().any(|rule| rule.role.is_some()) {
        statement =
            statement.sql(" OR EXISTS (SELECT 1 FROM role_grants r WHERE r.member_id = m.id)");
    }
    statement.sql(")")
}

/// The units above each of these, itself included.
pub(in crate::audiences) fn paths(
    conn: &mut Conn,
    _: &System,
    units: &[i64],
) -> Result<HashMap<i64, Vec<i64>>, Error> {
    let rows: Vec<(i64, i64)> = unit_closure::table
        .filter(unit_closure::descendant_id.eq_any(units))
        .select((unit_closure::descendant_id, unit_closure::ancestor_id))
        .load(conn)?;
    let mut paths: HashMap<i64, Vec<i64>> = HashMap::new();
    for (unit, above) in rows {
        paths.entry(unit).or_default().push(above);
    }
    Ok(paths)
}

/// The offices that these members hold today, each with the unit.
pub(in crate::audiences) fn offices(
    conn: &mut Conn,
    system: &System,
    members: &[i64],
) -> Result<Vec<(i64, Role, i64)>, Error> {
    let today = system.now().day();
    let rows: Vec<(i64, String, i64)> = role_grants::table
        .filter(role_grants::member_id.eq_any(members))
        .filter(role_grants::from_on.le(today))
        .filter(
            role_grants::to_on
                .is_null()
                .or(role_grants::to_on.gt(today)),
        )
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
