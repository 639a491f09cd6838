//! Reading an audience that a caller sent.

use std::collections::HashMap;

use super::model::{Audience, Rule as AudienceRule};
use super::views::AudienceBody;
use super::{queries, rules};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::{Error, Rule, Text};
use crate::kernel::ids::PublicId;
use crate::kernel::person::Standing;

const OUTSIDE_OWNER: Rule = Rule::invalid(
    "audience_outside_owner",
    "/audience",
    "Đối tượng phải nằm trong phạm vi của đơn vị sở hữu.",
    "The audience must lie within the unit that owns it.",
);
const EVERYONE_WITH_RULES: Rule = Rule::invalid(
    "everyone_with_rules",
    "/audience/rules",
    "Đã chọn mọi người thì không kèm điều kiện.",
    "There are no rules beside everyone.",
);
const NOBODY: Rule = Rule::invalid(
    "audience_of_nobody",
    "/audience/rules",
    "Cần ít nhất một điều kiện.",
    "It needs at least one rule.",
);

/// The unit whose thing is shown.
#[derive(Debug, Clone, Copy)]
pub struct Owner {
    pub unit_id: i64,
    /// No unit stands above it: then what it has may be for everyone.
    pub is_top: bool,
}

/// The audience at `/audience` of a body. It stays at and below the owner, unless that is a top unit.
///
/// # Errors
/// 422 for an audience of nobody, outside the owner, or of a unit that does not exist.
pub fn resolve(
    conn: &mut Conn,
    actor: &impl Actor,
    owner: &Owner,
    body: &AudienceBody,
) -> Result<Audience, Error> {
    if body.everyone {
        if !body.rules.is_empty() {
            return Err(EVERYONE_WITH_RULES.into());
        }
        return if owner.is_top {
            Ok(Audience::Everyone)
        } else {
            Err(OUTSIDE_OWNER.into())
        };
    }
    if body.rules.is_empty() {
        return Err(NOBODY.into());
    }
    let mut named: Vec<PublicId> = body.rules.iter().filter_map(|rule| rule.unit_id).collect();
    named.sort_unstable();
    named.dedup();
    let found = queries::unit_paths(conn, actor, &named)?;
    let keys: HashMap<PublicId, i64> = found.iter().map(|(id, key, _)| (*id, *key)).collect();
    let mut wanted = Vec::with_capacity(body.rules.len());
    for (place, rule) in body.rules.iter().enumerate() {
        let unit_id = match rule.unit_id {
            Some(id) => Some(*keys.get(&id).ok_or_else(|| unknown_unit(place))?),
            None => None,
        };
        wanted.push(AudienceRule {
            unit_id,
            standing: rule.standing.map(Standing::code),
            role: rule.role,
        });
    }
    let audience = Audience::Rules(wanted);
    let paths: Vec<(i64, Vec<i64>)> = found
        .into_iter()
        .map(|(_, key, path)| (key, path))
        .collect();
    if owner.is_top || rules::is_within(&audience, owner.unit_id, &paths) {
        Ok(audience)
    } else {
        Err(OUTSIDE_OWNER.into())
    }
}

/// Whether whoever the first audience admits, the second does: as far as their rules tell by themselves.
///
/// # Errors
/// The database.
pub fn is_part(
    conn: &mut Conn,
    actor: &impl Actor,
    part: &Audience,
    whole: &Audience,
) -> Result<bool, Error> {
    let mut units: Vec<i64> = match part {
        Audience::Everyone => Vec::new(),
        Audience::Rules(rules) => rules.iter().filter_map(|rule| rule.unit_id).collect(),
    };
    units.sort_unstable();
    units.dedup();
    let mut paths = Vec::with_capacity(units.len());
    for unit in units {
        paths.push((unit, queries::path_of(conn, actor, unit)?));
    }
    Ok(rules::is_part(part, whole, &paths))
}

fn unknown_unit(place: usize) -> Error {
    Error::field(
        format!("/audience/rules/{place}/unit_id"),
        "unit_unknown",
        Text::new("Không có đơn vị này.", "There is no such unit."),
    )
}
