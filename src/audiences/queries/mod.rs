//! SQL of audiences.

pub(super) mod people;

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::audiences::model::{Audience, Rule};
use crate::auth::principal::Actor;
use crate::auth::{Role, System};
use crate::db::Conn;
use crate::db::dialect::{Guard, guard_alone};
use crate::db::schema::{audience_rules, audiences, unit_closure, units};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::person::Standing;

type RuleRow = (i64, Option<i64>, Option<String>, Option<String>);

pub(in crate::audiences) fn find(
    conn: &mut Conn,
    _: &impl Actor,
    digest: &[u8],
) -> Result<Option<i64>, Error> {
    Ok(audiences::table
        .filter(audiences::digest.eq(digest))
        .select(audiences::id)
        .first(conn)
        .optional()?)
}

pub(in crate::audiences) fn guard(conn: &mut Conn, _: &impl Actor) -> Result<(), Error> {
    Ok(guard_alone(conn, Guard::Library)?)
}

pub(in crate::audiences) fn insert(
    conn: &mut Conn,
    _: &impl Actor,
    audience: &Audience,
    digest: &[u8],
) -> Result<i64, Error> {
    let id: i64 = diesel::insert_into(audiences::table)
        .values((
            audiences::digest.eq(digest),
            audiences::everyone.eq(*audience == Audience::Everyone),
        ))
        .returning(audiences::id)
        .get_result(conn)?;
    let Audience::Rules(rules) = audience else {
        return Ok(id);
    };
    for (place, rule) in (0_i32..).zip(rules) {
        diesel::insert_into(audience_rules::table)
            .values((
                audience_rules::audience_id.eq(id),
                audience_rules::place.eq(place),
                audience_rules::unit_id.eq(rule.unit_id),
                audience_rules::standing.eq(rule.standing),
                audience_rules::role.eq(rule.role.map(Role::code)),
            ))
            .execute(conn)?;
    }
    Ok(id)
}

pub(in crate::audiences) fn read(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<Audience, Error> {
    let everyone: bool = audiences::table
        .find(id)
        .select(audiences::everyone)
        .first(conn)?;
    if everyone {
        return Ok(Audience::Everyone);
    }
    let rows: Vec<RuleRow> = audience_rules::table
        .filter(audience_rules::audience_id.eq(id))
        .order(audience_rules::place)
        .select((
            audience_rules::audience_id,
            audience_rules::unit_id,
            audience_rules::standing,
            audience_rules::role,
        ))
        .load(conn)?;
    Ok(Audience::Rules(rows.into_iter().filter_map(rule).collect()))
}

/// Those after a row key, with their row keys.
pub(in crate::audiences) fn after(
    conn: &mut Conn,
    _: &System,
    id: i64,
) -> Result<BTreeMap<i64, Audience>, Error> {
    let heads: Vec<(i64, bool)> = audiences::table
        .filter(audiences::id.gt(id))
        .select((audiences::id, audiences::everyone))
        .load(conn)?;
    if heads.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<RuleRow> = audience_rules::table
        .filter(audience_rules::audience_id.gt(id))
        .order((audience_rules::audience_id, audience_rules::place))
        .select((
            audience_rules::audience_id,
            audience_rules::unit_id,
            audience_rules::standing,
            audience_rules::role,
        ))
        .load(conn)?;
    let mut found: BTreeMap<i64, Audience> = heads
        .into_iter()
        .map(|(id, everyone)| {
            let audience = if everyone {
                Audience::Everyone
            } else {
                Audience::Rules(Vec::new())
            };
            (id, audience)
        })
        .collect();
    for row in rows {
        if let Some(Audience::Rules(rules)) = found.get_mut(&row.0) {
            rules.extend(rule(row));
        }
    }
    Ok(found)
}

/// `None` for a standing or role that this binary does not know: then the rule admits nobody.
// scope: reads a row, asks nothing.
fn rule((_, unit_id, standing, role): RuleRow) -> Option<Rule> {
    let standing = match standing {
        Some(code) => Some(Standing::from_code(&code)?.code()),
        None => None,
    };
    let role = match role {
        Some(code) => Some(Role::from_code(&code)?),
        None => None,
    };
    Some(Rule {
        unit_id,
        standing,
        role,
    })
}

/// Units by public id: row key and the units above, itself included.
pub(in crate::audiences) fn unit_paths(
    conn: &mut Conn,
    actor: &impl Actor,
    ids: &[PublicId],
) -> Result<Vec<(PublicId, i64, Vec<i64>)>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let unit: Option<i64> = units::table
            .filter(units::public_id.eq(*id))
            .select(units::id)
            .first(conn)
            .optional()?;
        if let Some(unit) = unit {
            found.push((*id, unit, path_of(conn, actor, unit)?));
        }
    }
    Ok(found)
}

/// The units above one, itself included.
pub(in crate::audiences) fn path_of(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
) -> Result<Vec<i64>, Error> {
    Ok(unit_closure::table
        .filter(unit_closure::descendant_id.eq(unit_id))
        .select(unit_closure::ancestor_id)
        .load(conn)?)
}
