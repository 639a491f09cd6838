//! The hooks by which rooms below say what has happened, in the transaction in which it did: an event, and a campaign that
//! brings it to those it is for.

use super::model::{NotificationClass, NotificationKind, To};
use super::queries::{campaigns, subjects};
use super::rules::{self, ranges};
use crate::audiences::{self, Audience};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::inbox::{self, NewEvent};
use crate::library::{Change, PublishedEdition};
use crate::study::Assignment;

/// A hook of `library`: an edition has come out. A minor one of a document that its readers were told of says nothing new,
/// and what is only kept to be looked up rings nowhere.
///
/// # Errors
/// The database.
pub fn edition_published(
    conn: &mut Conn,
    actor: &dyn Actor,
    edition: &PublishedEdition,
) -> Result<(), Error> {
    let document = subjects::document(conn, &actor, edition.document_id)?;
    let is_new =
        edition.change == Change::Major || !subjects::is_known(conn, &actor, edition.document_id)?;
    if document.tier == "archive" || !is_new {
        return Ok(());
    }
    let audience_id = if document.circulation == "public" {
        audiences::keep(conn, &actor, &Audience::Everyone)?
    } else {
        document.audience_id
    };
    let is_paper = document.genre == "official";
    let event = NewEvent {
        key: format!("edition:{}", edition.edition_id),
        kind: NotificationKind::EditionPublished,
        class: if is_paper {
            NotificationClass::Directive
        } else {
            NotificationClass::News
        },
        urgent: is_paper && document.urgency != "normal",
        unit_id: document.owner_unit_id,
        document_id: Some(edition.document_id),
        assignment_id: None,
    };
    begin(conn, &actor, &event, To::Audience(audience_id))?;
    Ok(())
}

/// A hook of `library`: a document was taken back. What was said of it is recalled, what has not gone out yet never does,
/// and those who were told are told so, as urgently as they were told.
///
/// # Errors
/// The database.
pub fn document_withdrawn(
    conn: &mut Conn,
    actor: &dyn Actor,
    document_id: i64,
) -> Result<(), Error> {
    let recalled = inbox::recall(conn, &actor, document_id)?;
    let Some(last) = recalled.last() else {
        return Ok(());
    };
    // Waits for chunks that are being told now, so that their members are counted below.
    let events: Vec<i64> = recalled.iter().map(|event| event.event_id).collect();
    campaigns::cancel(conn, &actor, &events)?;
    let document = subjects::document(conn, &actor, document_id)?;
    let event = NewEvent {
        key: format!("withdrawn:{document_id}:{}", last.event_id),
        kind: NotificationKind::DocumentWithdrawn,
        class: last.class,
        urgent: recalled.iter().any(|event| event.urgent),
        unit_id: document.owner_unit_id,
        document_id: Some(document_id),
        assignment_id: None,
    };
    begin(conn, &actor, &event, To::ToldOf(document_id))?;
    Ok(())
}

/// A hook of `study`: an assignment is open, and everybody it counts is enrolled.
///
/// # Errors
/// The database.
pub fn assignment_opened(
    conn: &mut Conn,
    actor: &dyn Actor,
    assignment: &Assignment,
) -> Result<(), Error> {
    let event = NewEvent {
        key: format!("assignment:{}", assignment.id),
        kind: NotificationKind::AssignmentOpened,
        class: NotificationClass::Assignment,
        urgent: false,
        unit_id: assignment.owner_unit_id,
        document_id: None,
        assignment_id: Some(assignment.id),
    };
    begin(conn, &actor, &event, To::Enrolled(assignment.id))?;
    Ok(())
}

/// Writes the event, the campaign and its chunks; the row key of the event. `None`: it was announced before.
pub(super) fn begin(
    conn: &mut Conn,
    actor: &impl Actor,
    event: &NewEvent,
    to: To,
) -> Result<Option<i64>, Error> {
    let Some(event_id) = inbox::announce(conn, actor, event)? else {
        return Ok(None);
    };
    let spread = match to {
        To::Audience(id) => audiences::spread(conn, actor, id)?,
        other => campaigns::spread(conn, actor, other)?,
    };
    bring(conn, actor, event, event_id, to, &ranges::ranges(&spread))?;
    Ok(Some(event_id))
}

/// Writes the campaign of an event with these chunks.
pub(super) fn bring(
    conn: &mut Conn,
    actor: &impl Actor,
    event: &NewEvent,
    event_id: i64,
    to: To,
    ranges: &[ranges::Range],
) -> Result<(), Error> {
    let until = rules::ttl_until(event.class, actor.stamp().now());
    let how = (to, event.urgent, until);
    campaigns::insert(conn, actor, event_id, how, ranges)
}
