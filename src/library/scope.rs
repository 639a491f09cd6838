//! How a document is filed and to whom it is shown, as sent by a caller.

use std::collections::HashMap;

use super::model::{Circulation, Tier};
use super::queries::catalogue;
use super::queries::documents::{self, Scope};
use crate::audiences::{self, Audience, AudienceBody, Rule as AudienceRule};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::{Error, Rule, Text};
use crate::kernel::ids::PublicId;

const OUTSIDE_OWNER: Rule = Rule::invalid(
    "audience_outside_owner",
    "/audience",
    "Đối tượng phải nằm trong phạm vi của đơn vị sở hữu tài liệu.",
    "The audience must lie within the unit whose document it is.",
);
const EVERYONE_WITH_RULES: Rule = Rule::invalid(
    "everyone_with_rules",
    "/audience/rules",
    "Đã chọn mọi người thì không kèm điều kiện.",
    "There are no rules beside everyone.",
);
const PUBLIC_OF_A_PART: Rule = Rule::invalid(
    "public_of_a_part",
    "/circulation",
    "Chỉ tài liệu của cấp cao nhất được phổ biến rộng rãi; tài liệu này dành cho đơn vị mình.",
    "Only documents of the top unit can be public; this one is for its own unit.",
);
const NOBODY: Rule = Rule::invalid(
    "audience_of_nobody",
    "/audience/rules",
    "Cần ít nhất một điều kiện.",
    "It needs at least one rule.",
);

/// What a caller says of it.
#[derive(Debug, Clone)]
pub(super) struct Wanted<'a> {
    pub tier: Tier,
    pub circulation: Circulation,
    pub topic: Option<&'a str>,
    pub audience: &'a AudienceBody,
}

/// The scope of a document of the unit; its audience is kept.
pub(super) fn read(
    conn: &mut Conn,
    actor: &impl Actor,
    owner: &Owner,
    wanted: &Wanted<'_>,
) -> Result<Scope, Error> {
    let (topic_id, audience) = check(conn, actor, owner, wanted)?;
    Ok(Scope {
        tier: wanted.tier,
        circulation: wanted.circulation,
        topic_id,
        audience_id: audiences::keep(conn, actor, &audience)?,
    })
}

/// The topic and the audience that are meant; nothing is written.
pub(super) fn check(
    conn: &mut Conn,
    actor: &impl Actor,
    owner: &Owner,
    wanted: &Wanted<'_>,
) -> Result<(Option<i64>, Audience), Error> {
    let topic_id = match wanted.topic {
        Some(code) => Some(topic(conn, actor, code)?),
        None => None,
    };
    if wanted.circulation == Circulation::Public && !owner.is_top {
        return Err(PUBLIC_OF_A_PART.into());
    }
    Ok((topic_id, audience(conn, actor, owner, wanted.audience)?))
}

/// The unit whose document it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner {
    pub unit_id: i64,
    /// No unit stands above it: then its documents may be for everyone.
    pub is_top: bool,
}

fn topic(conn: &mut Conn, actor: &impl Actor, code: &str) -> Result<i64, Error> {
    let topic = catalogue::topic(conn, actor, code)?.filter(|topic| topic.active);
    topic.map(|topic| topic.id).ok_or_else(|| {
        Error::field(
            "/topic",
            "topic_unknown",
            Text::new("Không có chuyên đề này.", "There is no such topic."),
        )
    })
}

fn audience(
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
    let found = documents::unit_paths(conn, actor, &named)?;
    let keys: HashMap<PublicId, i64> = found.iter().map(|(id, key, _)| (*id, *key)).collect();
    let mut rules = Vec::with_capacity(body.rules.len());
    for (place, rule) in body.rules.iter().enumerate() {
        let unit_id = match rule.unit_id {
            Some(id) => Some(*keys.get(&id).ok_or_else(|| unknown_unit(place))?),
            None => None,
        };
        rules.push(AudienceRule {
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
    if owner.is_top || audiences::is_within(&audience, owner.unit_id, &paths) {
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
