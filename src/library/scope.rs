//! How a document is filed and to whom it is shown, as sent by a caller.

use super::model::{Circulation, Tier};
use super::queries::catalogue;
use super::queries::documents::Scope;
pub(super) use crate::audiences::Owner;
use crate::audiences::{self, AudienceBody};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::{Error, Rule, Text};

const PUBLIC_OF_A_PART: Rule = Rule::invalid(
    "public_of_a_part",
    "/circulation",
    "Chỉ tài liệu của cấp cao nhất được phổ biến rộng rãi; tài liệu này dành cho đơn vị mình.",
    "Only documents of the top unit can be public; this one is for its own unit.",
);
/// What a caller says of it.
#[derive(Debug, Clone)]
pub(super) struct Wanted<'a> {
    pub tier: Tier,
    pub circulation: Circulation,
    pub topic: Option<&'a str>,
    pub audience: &'a AudienceBody,
}

/// The scope of a document of the unit, whose path from the top is `owner_path`.
pub(super) fn read(
    conn: &mut Conn,
    actor: &impl Actor,
    owner: &Owner,
    wanted: &Wanted<'_>,
) -> Result<Scope, Error> {
    let topic_id = match wanted.topic {
        Some(code) => Some(topic(conn, actor, code)?),
        None => None,
    };
    if wanted.circulation == Circulation::Public && !owner.is_top {
        return Err(PUBLIC_OF_A_PART.into());
    }
    let audience = audiences::resolve(conn, actor, owner, wanted.audience)?;
    Ok(Scope {
        tier: wanted.tier,
        circulation: wanted.circulation,
        topic_id,
        audience_id: audiences::keep(conn, actor, &audience)?,
    })
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
