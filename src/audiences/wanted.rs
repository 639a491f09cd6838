//! An audience as a caller asks for it.

use std::collections::HashMap;

use super::model::{Audience, Rule};
use super::queries;
use super::rules::is_within;
use super::views::AudienceBody;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::{Error, Rule as Refusal, Text};
use crate::kernel::ids::PublicId;

const OUTSIDE_OWNER: Refusal = Refusal::invalid(
    "audience_outside_owner",
    "/audience",
    "Đối tượng phải nằm trong phạm vi của đơn vị sở hữu.",
    "The audience must lie within the unit whose it is.",
);
const EVERYONE_WITH_RULES: Refusal = Refusal::invalid(
    "everyone_with_rules",
    "/audience/rules",
    "Đã chọn mọi người thì không kèm điều kiện.",
    "There are no rules beside everyone.",
);
const NOBODY: Refusal = Refusal::invalid(
    "audience_of_nobody",
    "/audience/rules",
    "Cần ít nhất một điều kiện.",
    "It needs at least one rule.",
);

/// The unit whose thing it is that is shown.
#[derive(Debug, Clone, Copy)]
pub struct Owner {
    pub unit_id: i64,
    /// No unit stands above it: then its things may be for everyone.
    pub is_top: bool,
}

/// What a caller wants, for something of `owner`: everyone only for the top unit, else units at and below it.
pub(super) fn wanted(
    conn: &mut Conn,
    actor: &impl Actor,
    owner: Owner,
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
    let mut rules = Vec::with_capacity(body.rules.len());
    for (place, rule) in body.rules.iter().enumerate() {
        let unit_id = match rule.unit_id {
            Some(id) => Some(*keys.get(&id).ok_or_else(|| unknown_unit(place))?),
            None => None,
        };
        rules.push(Rule {
            unit_id,
            standing: rule.standing.map(crate::kernel::person::Standing::code),
            role: rule.role,
        });
    }
    let audience = Audience::Rules(rules);
    let paths: Vec<(i64, Vec<i64>)> = found
        .into_iter()
        .map(|(_, key, path)| (key, path))
        .collect();
    if owner.is_top || is_within(&audience, owner.unit_id, &paths) {
        Ok(audience)
    } else {
        Err(OUTSIDE_OWNER.into())
    }
}

fn unknown_unit(place: usize) -> Error {
    Error::field(
        format!("/audience/rules/{place}/unit_id"),
        "unit_unknown",
        Text::new("Không có đơn vị này.", "There is no such unit."),
    )
}
