//! Whom an audience admits now: by unit, standing and offices of today.

use std::collections::{BTreeSet, HashMap};

use super::model::{Audience, Facts};
use super::queries::{self, people};
use crate::auth::principal::Actor;
use crate::auth::{Role, System};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::person::Standing;

/// The members of a range of row keys (`after` is not in it, `last` is) whom an audience admits, ascending.
///
/// # Errors
/// The database.
pub fn admitted(
    conn: &mut Conn,
    system: &System,
    audience_id: i64,
    (after, last): (i64, i64),
) -> Result<Vec<i64>, Error> {
    let audience = queries::read(conn, system, audience_id)?;
    let found = people::between(conn, system, &audience, (after, last))?;
    if audience == Audience::Everyone || found.is_empty() {
        return Ok(found.into_iter().map(|person| person.id).collect());
    }
    let ids: Vec<i64> = found.iter().map(|person| person.id).collect();
    let offices = people::offices(conn, system, &ids)?;
    let units: BTreeSet<i64> = found
        .iter()
        .map(|person| person.home_unit_id)
        .chain(offices.iter().map(|(_, _, unit)| *unit))
        .collect();
    let paths = people::paths(conn, system, &units.into_iter().collect::<Vec<_>>())?;
    let path = |unit: i64| paths.get(&unit).cloned().unwrap_or_default();
    let mut held: HashMap<i64, Vec<(Role, Vec<i64>)>> = HashMap::new();
    for (member, role, unit) in offices {
        held.entry(member).or_default().push((role, path(unit)));
    }
    let mut admitted = Vec::with_capacity(found.len());
    for person in found {
        let Some(standing) = Standing::from_code(&person.standing) else {
            continue;
        };
        let facts = Facts {
            standing,
            home_path: path(person.home_unit_id),
            roles: held.remove(&person.id).unwrap_or_default(),
        };
        if audience.admits(&facts) {
            admitted.push(person.id);
        }
    }
    Ok(admitted)
}

/// How the members whom an audience may admit lie over the row keys: for each 500 keys that hold some, the last of those
/// keys and how many they are.
///
/// # Errors
/// The database.
pub fn spread(
    conn: &mut Conn,
    actor: &impl Actor,
    audience_id: i64,
) -> Result<Vec<(i64, i64)>, Error> {
    let audience = queries::read(conn, actor, audience_id)?;
    people::spread(conn, actor, &audience)
}
