//! What happens in the one transaction in which an edition goes out, a document is taken back or filed anew.

use chrono::NaiveDate;

use super::model::{
    Change, Circulation, Document, DocumentState, Edition, EditionState, Link, LinkKind, Metadata,
    ReaderChange, Step,
};
use super::queries::{changes, documents, editions, events, links, words};
use super::rules::force::Span;
use super::rules::links::{
    DUPLICATE_IDENTITY, LINK_CIRCLE, LINK_OUTSIDE, LINK_TARGET, LINK_TOO_EARLY, is_too_early,
    issued_too_late,
};
use crate::audiences::{self, Audience};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;

/// An edition that has just been published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedEdition {
    pub document_id: i64,
    pub edition_id: i64,
    pub change: Change,
}

/// Called in the transaction that publishes an edition.
pub type EditionPublished = fn(&mut Conn, &dyn Actor, &PublishedEdition) -> Result<(), Error>;

/// Called in the transaction that takes a published document (row key) back.
pub type DocumentWithdrawn = fn(&mut Conn, &dyn Actor, document_id: i64) -> Result<(), Error>;

/// Puts an approved edition before its readers, and tells the rooms above. The caller holds the guard of the library and has checked who may.
pub(super) fn publish<A: Actor>(
    conn: &mut Conn,
    actor: &A,
    document: &Document,
    edition: &Edition,
    followers: &[EditionPublished],
) -> Result<(), Error> {
    let metadata = Metadata::read(&edition.metadata.0)?;
    if documents::is_identity_taken(conn, actor, Some(document.id), &metadata)? {
        return Err(DUPLICATE_IDENTITY.into());
    }
    let now = actor.stamp().now();
    if let Some(current) = document.current_edition_id
        && document.state == DocumentState::Published
    {
        editions::set_state(conn, actor, current, EditionState::Superseded)?;
    }
    editions::set_state(conn, actor, edition.id, EditionState::Published)?;
    editions::set_published(conn, actor, edition.id, now)?;
    editions::bump(conn, actor, edition.id)?;
    documents::describe(conn, actor, document.id, &metadata)?;
    documents::identify(conn, actor, document.id, &metadata).map_err(duplicate)?;
    documents::publish(conn, actor, document.id, edition.id, now)?;
    documents::bump(conn, actor, document.id)?;
    relink(conn, actor, document, &metadata)?;
    settle_force(conn, actor, document.id)?;
    let document = documents::by_key(conn, actor, document.id)?;
    words::refresh(conn, actor, document.id)?;
    events::append(
        conn,
        actor,
        document.id,
        Some(edition.id),
        Step::Published,
        None,
    )?;
    tell(conn, actor, &document, ReaderChange::Published)?;
    let published = PublishedEdition {
        document_id: document.id,
        edition_id: edition.id,
        change: edition.change,
    };
    followers
        .iter()
        .try_for_each(|follower| follower(conn, actor, &published))
}

/// Takes a published document back, and tells the rooms above.
pub(super) fn withdraw<A: Actor>(
    conn: &mut Conn,
    actor: &A,
    document: &Document,
    reason: &str,
    followers: &[DocumentWithdrawn],
) -> Result<(), Error> {
    if let Some(current) = document.current_edition_id {
        editions::set_state(conn, actor, current, EditionState::Withdrawn)?;
        editions::bump(conn, actor, current)?;
    }
    // What was to come out by itself waits for a publisher again.
    let open = editions::open_one(conn, actor, document.id)?;
    if let Some(open) = open.filter(|open| open.state == EditionState::Scheduled) {
        editions::unschedule(conn, actor, open.id)?;
    }
    documents::withdraw(conn, actor, document.id)?;
    documents::bump(conn, actor, document.id)?;
    words::refresh(conn, actor, document.id)?;
    for target in links::targets(conn, actor, document.id)? {
        settle_target(conn, actor, target)?;
    }
    let edition = document.current_edition_id;
    events::append(
        conn,
        actor,
        document.id,
        edition,
        Step::Withdrawn,
        Some(reason),
    )?;
    tell(conn, actor, document, ReaderChange::Withdrawn)?;
    followers
        .iter()
        .try_for_each(|follower| follower(conn, actor, document.id))
}

/// A unique identity that another document has.
pub(super) fn duplicate(error: Error) -> Error {
    if error.violates("documents", "identity") {
        DUPLICATE_IDENTITY.into()
    } else {
        error
    }
}

/// Checks where the links of a document lead, as they are to be from now on: to what is published, or to what was taken back
/// since the document said the same of it. What it said stays true, and a correction need not leave it out.
pub(super) fn check_links(
    conn: &mut Conn,
    actor: &impl Actor,
    owner_unit_id: i64,
    document_id: Option<i64>,
    metadata: &Metadata,
) -> Result<Vec<(LinkKind, i64, Option<NaiveDate>)>, Error> {
    let mut found = Vec::with_capacity(metadata.links.len());
    let borne = match document_id {
        Some(id) => {
            check_touches(conn, actor, id, metadata.issued_on)?;
            links::borne(conn, actor, id)?
        }
        None => Vec::new(),
    };
    let otherwise = metadata
        .takes_effect_on()
        .unwrap_or_else(|| actor.stamp().now().day());
    for (place, link) in metadata.links.iter().enumerate() {
        let target = links::once_published(conn, actor, link.document_id)?;
        let may_lead_there = |target: &Document| {
            target.state == DocumentState::Published || borne.contains(&(link.kind, target.id))
        };
        let target = target.filter(|(target, _)| may_lead_there(target));
        let (target, issued_on) = target.ok_or_else(|| LINK_TARGET.at(place))?;
        // Only who stands above a paper's unit, or is that unit, touches its force.
        let changes_it = link.kind != LinkKind::Refers;
        if changes_it && !documents::is_below(conn, actor, target.owner_unit_id, owner_unit_id)? {
            return Err(LINK_OUTSIDE.at(place));
        }
        if let Some(id) = document_id.filter(|_| changes_it)
            && links::lead_to(conn, actor, target.id, id)?
        {
            return Err(LINK_CIRCLE.at(place));
        }
        let holds_from = link.holds_from.unwrap_or(otherwise);
        if is_too_early(link.kind, holds_from, issued_on) {
            // Where it says no day, its paper's own is too early.
            let said = link.holds_from.is_some();
            let fault = LINK_TOO_EARLY;
            return Err(if said {
                fault.at_day(place)
            } else {
                fault.at(place)
            });
        }
        found.push((link.kind, target.id, Some(holds_from)));
    }
    Ok(found)
}

/// What others said of the paper must stay true of it.
fn check_touches(
    conn: &mut Conn,
    actor: &impl Actor,
    document_id: i64,
    issued_on: Option<NaiveDate>,
) -> Result<(), Error> {
    let touches = links::touches(conn, actor, document_id)?;
    let too_late = |(kind, day): &(LinkKind, NaiveDate)| is_too_early(*kind, *day, issued_on);
    if touches.iter().any(too_late) {
        return Err(issued_too_late());
    }
    Ok(())
}

fn relink(
    conn: &mut Conn,
    actor: &impl Actor,
    document: &Document,
    metadata: &Metadata,
) -> Result<(), Error> {
    let now_linked = check_links(
        conn,
        actor,
        document.owner_unit_id,
        Some(document.id),
        metadata,
    )?;
    let mut touched = links::targets(conn, actor, document.id)?;
    links::replace(conn, actor, document.id, &now_linked)?;
    touched.extend(now_linked.iter().map(|(_, target, _)| *target));
    touched.sort_unstable();
    touched.dedup();
    for target in touched {
        settle_target(conn, actor, target)?;
    }
    Ok(())
}

/// Gives an edition all its links where some of their targets were published after it, in the transaction that published it
/// too: nobody has seen it without them.
pub(super) fn complete_links(
    conn: &mut Conn,
    actor: &impl Actor,
    document: &Document,
    edition: &Edition,
    links: Vec<Link>,
) -> Result<(), Error> {
    let mut metadata = Metadata::read(&edition.metadata.0)?;
    metadata.links = links;
    editions::describe(conn, actor, edition.id, &metadata, edition.note.as_deref())?;
    relink(conn, actor, document, &metadata)
}

/// Reckons a linked paper's force anew and tells its readers when it has changed.
fn settle_target(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<(), Error> {
    let before = documents::by_key(conn, actor, id)?;
    if before.state != DocumentState::Published {
        return Ok(());
    }
    settle_force(conn, actor, id)?;
    let after = documents::by_key(conn, actor, id)?;
    let same = (before.ends_on, &before.ended_by, before.amended_on)
        == (after.ends_on, &after.ended_by, after.amended_on);
    if same {
        return Ok(());
    }
    documents::bump(conn, actor, id)?;
    tell(conn, actor, &after, ReaderChange::Force)
}

fn settle_force(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<(), Error> {
    let document = documents::by_key(conn, actor, id)?;
    let Some(edition_id) = document.current_edition_id else {
        return Ok(());
    };
    let edition = editions::by_key(conn, actor, edition_id)?;
    let metadata = Metadata::read(&edition.metadata.0)?;
    let touches = links::touches(conn, actor, id)?;
    let span = Span::of(metadata.takes_effect_on(), metadata.expires_on, &touches);
    documents::set_force(conn, actor, id, span.ends, span.amended_on)
}

/// Lets readers learn of a change: of a public document all of them, else its audience.
pub(super) fn tell(
    conn: &mut Conn,
    actor: &impl Actor,
    document: &Document,
    change: ReaderChange,
) -> Result<(), Error> {
    let audience_id = match document.circulation {
        Circulation::Public => audiences::keep(conn, actor, &Audience::Everyone)?,
        Circulation::Internal => document.audience_id,
    };
    changes::append(conn, actor, document, change, audience_id)
}
