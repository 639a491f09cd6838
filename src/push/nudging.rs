//! A secretary reminds those of his cell who have not finished.

use super::announce;
use super::model::{NotificationClass, NotificationKind, To};
use super::queries::nudge;
use super::rules::nudges::{ASSIGNMENT_OVER, too_soon};
use super::rules::ranges;
use crate::auth::Grant;
use crate::auth::permissions::SendNudges;
use crate::db::Conn;
use crate::error::Error;
use crate::inbox::{self, About, NewEvent};
use crate::kernel::ids::PublicId;
use crate::units;

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Nudged {
    pub unit_id: i64,
    /// Members who have not finished.
    pub missing: i64,
    /// Those of them who were told; the others have had their nudges of today.
    pub reminded: i64,
}

/// Tells them in this very transaction, so that the answer is how many; their phones ring after it.
pub(super) fn nudge(
    conn: &mut Conn,
    grant: &Grant<SendNudges>,
    unit: PublicId,
    assignment: PublicId,
) -> Result<Nudged, Error> {
    let unit = units::locate_for(conn, grant, unit)?;
    let own_units = nudge::own_units(conn, grant, unit.id)?;
    let (assignment_id, runs) = nudge::assignment(conn, grant, assignment, &own_units)?;
    if !runs {
        return Err(ASSIGNMENT_OVER.into());
    }
    let last = nudge::last(conn, grant, assignment_id, unit.id)?;
    if let Some(rule) = too_soon(last, grant.now()) {
        return Err(rule.into());
    }
    let missing = nudge::missing(conn, grant, assignment_id, &own_units)?;
    let mut nudged = Nudged {
        unit_id: unit.id,
        missing: i64::try_from(missing.len()).unwrap_or(i64::MAX),
        reminded: 0,
    };
    if missing.is_empty() {
        return Ok(nudged);
    }
    let event = NewEvent {
        key: format!("nudge:{}", PublicId::new(grant.now())),
        kind: NotificationKind::Nudge,
        class: NotificationClass::Reminder,
        urgent: false,
        unit_id: unit.id,
        document_id: None,
        assignment_id: Some(assignment_id),
    };
    let Some(event_id) = inbox::announce(conn, grant, &event)? else {
        return Err(Error::internal("a nudge has the key of another event"));
    };
    let about = About {
        event_id,
        kind: event.kind,
        class: event.class,
    };
    let reminded = inbox::tell(conn, grant, about, &missing)?;
    nudged.reminded = i64::try_from(reminded.len()).unwrap_or(i64::MAX);
    let ranges = ranges::of_members(&reminded);
    announce::bring(conn, grant, &event, event_id, To::Told, &ranges)?;
    Ok(nudged)
}
