//! Writing an edition, step by step, whoever does it: the operations of authors and publishers, and an operator's import.
//! The caller holds the guard of the library and has checked who may; what he did he records in the audit log himself.

use super::model::{
    Change, Circulation, Document, Edition, EditionState, Metadata, MetadataBody, Section, Step,
};
use super::publishing::check_links;
use super::queries::files::Placed;
use super::queries::{self, documents, editions, events, sections};
use super::rules::lifecycle::{EMPTY_EDITION, STAMPS_UNCONFIRMED};
use super::rules::links::DUPLICATE_IDENTITY;
use super::scope::{self, Wanted};
use super::stamps::{self, Borne, Found};
use super::views::manuscript::section_faults;
use crate::audiences::Owner;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::manuscripts::{self, DraftSection, Stamp};

/// Begins a document with its first edition as a draft.
pub(super) fn begin(
    conn: &mut Conn,
    actor: &impl Actor,
    owner: &Owner,
    said: &MetadataBody,
    wanted: &Wanted<'_>,
) -> Result<(Document, Edition), Error> {
    let kind = super::active_kind(conn, actor, &said.kind, "/metadata/kind")?;
    let metadata = Metadata::of(said, &kind, actor.stamp().now().day())?;
    check_links(conn, actor, owner.unit_id, None, &metadata)?;
    if documents::is_identity_taken(conn, actor, None, &metadata)? {
        return Err(DUPLICATE_IDENTITY.into());
    }
    let scope = scope::read(conn, actor, owner, wanted)?;
    let id = documents::insert(conn, actor, kind.genre, owner.unit_id, &metadata, &scope)?;
    documents::describe(conn, actor, id, &metadata)?;
    let edition_id = editions::insert(conn, actor, id, 1, Change::Major, &metadata, None)?;
    events::append(conn, actor, id, Some(edition_id), Step::Created, None)?;
    let document = documents::by_key(conn, actor, id)?;
    Ok((document, editions::by_key(conn, actor, edition_id)?))
}

/// Sections ready to be stored, and the stamps of secrecy on their first page.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    pub sections: Vec<Section>,
    pub stamps: Vec<Stamp>,
}

impl Content {
    /// Cleans the HTML and gives each section its anchor and text; takes as long as the text is.
    ///
    /// # Errors
    /// 422 at the sections that cannot stand there.
    pub(super) fn of(drafts: Vec<DraftSection>) -> Result<Self, Error> {
        if drafts.is_empty() {
            return Ok(Self::default());
        }
        let finished = manuscripts::finish(drafts).map_err(section_faults)?;
        Ok(Self {
            stamps: manuscripts::stamps_in(&finished),
            sections: Section::all(finished),
        })
    }
}

/// The sections of a draft are these from now on; answers how many.
pub(super) fn write(
    conn: &mut Conn,
    actor: &impl Actor,
    edition: &Edition,
    content: &Content,
) -> Result<i32, Error> {
    sections::replace(conn, actor, edition.id, &content.sections)?;
    let stamps = stamps::merged(edition, &Found::InSections(content.stamps.clone()))?;
    let count = i32::try_from(content.sections.len()).unwrap_or(i32::MAX);
    editions::set_content(conn, actor, edition.id, count, stamps)?;
    editions::bump(conn, actor, edition.id)?;
    Ok(count)
}

/// The files of a draft are these from now on; `borne`: what a look through each found.
pub(super) fn attach(
    conn: &mut Conn,
    actor: &impl Actor,
    edition: &Edition,
    placed: &[Placed],
    borne: &[Borne],
) -> Result<(), Error> {
    queries::files::replace(conn, actor, edition.id, placed)?;
    let now_held = queries::files::of_edition(conn, actor, edition.id)?;
    let found = now_held
        .iter()
        .zip(borne)
        .map(|(file, borne)| (file.public_id, borne.clone()));
    let stamps = stamps::merged(edition, &Found::InFiles(found.collect()))?;
    editions::set_content(conn, actor, edition.id, edition.sections, stamps)?;
    editions::bump(conn, actor, edition.id)
}

/// Hands a draft to the publishers: what a paper needs must be there, and something to read.
pub(super) fn submit(
    conn: &mut Conn,
    actor: &impl Actor,
    document: &Document,
    edition: &Edition,
) -> Result<(), Error> {
    edition.check_step(Step::Submitted)?;
    let metadata = Metadata::read(&edition.metadata.0)?;
    metadata.check_complete(document.genre)?;
    let (owner, id) = (document.owner_unit_id, Some(document.id));
    check_links(conn, actor, owner, id, &metadata)?;
    if editions::is_empty(conn, actor, edition)? {
        return Err(EMPTY_EDITION.into());
    }
    let state = EditionState::InReview;
    step(conn, actor, document, edition, state, Step::Submitted)
}

/// Approves what was submitted, unless it bears a stamp of secrecy that nobody has confirmed as quoted, or has a file that
/// could not be read for one and nobody has looked at.
pub(super) fn approve(
    conn: &mut Conn,
    actor: &impl Actor,
    document: &Document,
    edition: &Edition,
) -> Result<(), Error> {
    edition.check_step(Step::Approved)?;
    if edition.has_open_stamps() {
        return Err(STAMPS_UNCONFIRMED.into());
    }
    let state = EditionState::Approved;
    step(conn, actor, document, edition, state, Step::Approved)
}

fn step(
    conn: &mut Conn,
    actor: &impl Actor,
    document: &Document,
    edition: &Edition,
    state: EditionState,
    step: Step,
) -> Result<(), Error> {
    editions::set_state(conn, actor, edition.id, state)?;
    editions::bump(conn, actor, edition.id)?;
    events::append(conn, actor, document.id, Some(edition.id), step, None)
}

/// As those who do not say how a document circulates mean it.
pub(super) const CIRCULATION: Circulation = Circulation::Internal;
