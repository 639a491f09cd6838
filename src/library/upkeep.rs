//! What the library does by itself.

use diesel::Connection as _;
use serde_json::json;

use super::model::{Document, Edition, Step};
use super::publishing::{self, EditionPublished};
use super::queries::{documents, editions, events, files, words};
use super::rules::lifecycle::code_of;
use crate::audit::{self, Entry};
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;

/// Editions that one step publishes.
const STEP: i64 = 20;

/// Whether a scheduled edition's time has come.
///
/// # Errors
/// The database.
pub fn is_due(conn: &mut Conn, system: &System) -> Result<bool, Error> {
    Ok(!editions::due(conn, system, 1)?.is_empty())
}

/// Publishes scheduled editions whose time has come; answers how many. One that cannot go out (another paper has taken its
/// identity, a link leads nowhere any more) goes back to its publishers as approved, with the reason among the steps taken with
/// its document, and the others still go out.
///
/// # Errors
/// The database.
pub fn publish_due(
    conn: &mut Conn,
    system: &System,
    followers: &[EditionPublished],
) -> Result<usize, Error> {
    documents::guard(conn, system)?;
    let due = editions::due(conn, system, STEP)?;
    for edition in &due {
        let document = documents::by_key(conn, system, edition.document_id)?;
        let attempt = conn
            .transaction(|conn| publishing::publish(conn, system, &document, edition, followers));
        match attempt {
            Ok(()) => {
                let detail = json!({"edition_id": edition.public_id});
                let unit = Some(document.owner_unit_id);
                let entry = Entry::write("publish_edition", unit, Vec::new(), detail);
                audit::record(conn, system, &entry)?;
            }
            Err(error) if matches!(error, Error::Database(_)) || error.is_of_the_moment() => {
                return Err(error);
            }
            Err(error) => keep_back(conn, system, (&document, edition), &error)?,
        }
    }
    Ok(due.len())
}

/// It waits for its publishers again, who find out why.
fn keep_back(
    conn: &mut Conn,
    system: &System,
    (document, edition): (&Document, &Edition),
    error: &Error,
) -> Result<(), Error> {
    tracing::warn!(error = %error.for_log(), edition = %edition.public_id, "a scheduled edition cannot go out");
    editions::unschedule(conn, system, edition.id)?;
    let (id, step) = (Some(edition.id), Step::PublicationFailed);
    events::append(conn, system, document.id, id, step, Some(&code_of(error)))
}

/// Those of the files that editions hold.
///
/// # Errors
/// The database.
pub fn files_in_use(conn: &mut Conn, system: &System, ids: &[i64]) -> Result<Vec<i64>, Error> {
    files::used(conn, system, ids)
}

/// From so many parts on, the words are merged; each part costs every search about as much as the first.
const SCATTERED: i64 = 6;

/// Whether the words under which documents are found lie scattered.
///
/// # Errors
/// The database.
pub fn words_are_scattered(conn: &mut Conn, system: &System) -> Result<bool, Error> {
    Ok(words::parts(conn, system)? >= SCATTERED)
}

/// A round of bringing them together, step by step, so that other writers get their turn between the steps.
#[derive(Debug, Clone, Copy)]
pub struct Merging {
    pages: i64,
    is_begun: bool,
}

impl Default for Merging {
    /// By steps of some hundredths of a second.
    fn default() -> Self {
        Self::by(250)
    }
}

impl Merging {
    /// A round whose steps write about so many pages of 4 KB.
    #[must_use]
    pub fn by(pages: i64) -> Self {
        Self {
            pages,
            is_begun: false,
        }
    }

    /// Does one step; the next one, where there may be more to do.
    ///
    /// # Errors
    /// The database.
    pub fn step(self, conn: &mut Conn, system: &System) -> Result<Option<Self>, Error> {
        let goes_on = words::merge(conn, system, self.pages, !self.is_begun)?;
        let next = Self {
            is_begun: true,
            ..self
        };
        Ok(goes_on.then_some(next))
    }
}
