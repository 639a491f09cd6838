//! Who comes into an assignment after it was announced is told of it too, once.

use std::collections::BTreeMap;

use chrono::Duration;

use super::model::{NotificationClass, NotificationKind};
use super::queries::chunks::{self, Cut};
use super::queries::newcomers;
use super::rules::{self, ranges};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::inbox::{self, About};

/// Members that are looked at together.
const BATCH: usize = 500;

/// A hook of `members` and of passes over them, after it was decided anew whom assignments count: those of these members
/// whom an open one counts and who were never told of it have it in their inbox now, and their phones ring for it, with the
/// campaign by which the others were told. Who is in a chunk that is yet to be told is left to it.
///
/// # Errors
/// The database.
pub fn members_enrolled(conn: &mut Conn, actor: &dyn Actor, members: &[i64]) -> Result<(), Error> {
    for some in members.chunks(BATCH) {
        let since = actor.stamp().now() - Duration::days(inbox::KEPT_DAYS);
        let mut by_event: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (event_id, member_id) in newcomers::untold(conn, &actor, some, since)? {
            by_event.entry(event_id).or_default().push(member_id);
        }
        for (event_id, members) in by_event {
            tell(conn, actor, event_id, members)?;
        }
    }
    Ok(())
}

fn tell(
    conn: &mut Conn,
    actor: &dyn Actor,
    event_id: i64,
    mut members: Vec<i64>,
) -> Result<(), Error> {
    let to_be_told = newcomers::to_be_told(conn, &actor, event_id)?;
    members.retain(|member| {
        let holds = |(after, last): &(i64, i64)| after < member && member <= last;
        !to_be_told.iter().any(holds)
    });
    let about = About {
        event_id,
        kind: NotificationKind::AssignmentOpened,
        class: NotificationClass::Assignment,
    };
    let told = inbox::tell(conn, &actor, about, &members)?;
    let now = actor.stamp().now();
    let cut = Cut {
        urgent: false,
        noted: true,
        told_at: Some(now),
        ttl_until: Some(rules::ttl_until(about.class, now)),
    };
    chunks::add(conn, &actor, event_id, cut, &ranges::of_members(&told))
}
