//! The handbook's content: official papers and study materials, from draft to what readers see.
//!
//! Tables: `document_kinds`, `topics`, `documents`, `document_authors`, `document_links`, `editions`, `edition_sections`,
//! `edition_files`, `edition_events`, `library_changes`, `document_words`.
//!
//! Rules:
//! * A draft exists for its authors and for the publishers of its unit; for everybody else it does not, by any operation. Both may add an author.
//! * draft → in review → approved → (scheduled →) published → superseded or withdrawn. Only authors write; a publisher who
//!   never wrote the document approves and publishes. What was published is never changed or removed.
//! * What is said about a document (title, symbol, dates, links …) belongs to an edition and becomes the document's when
//!   that edition is published. How it is filed (tier, topic, circulation, audience) belongs to the document.
//! * A paper is its issuer, symbol and day of issue. Its links touch other papers while it is published; whether a paper
//!   holds on a day follows from its own words and those links.
//! * Whoever writes here holds the guard of the library, so that `library_changes` are numbered as they are committed.
//! * An operator's import publishes without a second person; it goes the same ways otherwise (`bulk/`).
//! * State secrets are refused; stamps found on a first page need a second person's word that they are only quoted, and so
//!   do files of text that could not be read for stamps. An import has no second person, so it refuses both.
//! * A file that would run, send or fetch something by itself is not attached.

mod bulk;
mod desk;
mod drafting;
mod model;
mod publishing;
mod queries;
mod routes;
mod rules;
mod scope;
mod series;
mod sources;
mod stamps;
mod upkeep;
mod views;
mod words;

pub use bulk::{BulkError, Export, ExportReport, Folder, Import, ImportReport, Stage};
pub use model::{
    Change, Circulation, DocumentState, FileRole, Force, Genre, LinkKind, Metadata, ReaderChange,
    Tier, Urgency,
};
pub use publishing::{DocumentWithdrawn, EditionPublished, PublishedEdition};
pub use rules::force::Span;
pub use series::Series;
pub use upkeep::{Merging, files_in_use, is_due, publish_due, words_are_scattered};
pub use views::TermView;
pub use words::{Field, Filing, START_CHARS, pair, token};

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::{Error, Text};
use crate::http::Branches;
use crate::kernel::text::{nfc, search_key};
use model::Kind;

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::create_document::create_document)
        .service(routes::list_documents::list_documents)
        .service(routes::get_document::get_document)
        .service(routes::update_document::update_document)
        .service(routes::withdraw_document::withdraw_document)
        .service(routes::list_document_events::list_document_events)
        .service(routes::add_document_author::add_document_author)
        .service(routes::remove_document_author::remove_document_author)
        .service(routes::create_edition::create_edition)
        .service(routes::get_edition::get_edition)
        .service(routes::replace_edition_metadata::replace_edition_metadata)
        .service(routes::replace_edition_sections::replace_edition_sections)
        .service(routes::replace_edition_files::replace_edition_files)
        .service(routes::preview_manuscript::preview_manuscript)
        .service(routes::submit_edition::submit_edition)
        .service(routes::return_edition::return_edition)
        .service(routes::confirm_edition_stamps::confirm_edition_stamps)
        .service(routes::approve_edition::approve_edition)
        .service(routes::publish_edition::publish_edition)
        .service(routes::discard_edition::discard_edition)
        .service(routes::list_document_kinds::list_document_kinds)
        .service(routes::create_document_kind::create_document_kind)
        .service(routes::get_document_kind::get_document_kind)
        .service(routes::update_document_kind::update_document_kind)
        .service(routes::list_topics::list_topics)
        .service(routes::create_topic::create_topic)
        .service(routes::get_topic::get_topic)
        .service(routes::update_topic::update_topic);
}

/// Makes the words anew under which a hundred documents after a row key are found, from what is stored; answers the row
/// key after which to go on. `None`: there are no more. Every process learns of it as of a change.
///
/// # Errors
/// The database.
pub fn rebuild_words(conn: &mut Conn, system: &System, after: i64) -> Result<Option<i64>, Error> {
    queries::documents::guard(conn, system)?;
    let documents = queries::words::after(conn, system, after)?;
    for document_id in &documents {
        queries::words::refresh(conn, system, *document_id)?;
    }
    if let Some(last) = documents.last() {
        queries::changes::refiled(conn, system, *last)?;
    }
    Ok(documents.last().copied())
}

/// Which of the published editions of these documents (row keys) are as good as each other.
///
/// # Errors
/// The database.
pub fn series(conn: &mut Conn, actor: &impl Actor, documents: &[i64]) -> Result<Series, Error> {
    if documents.is_empty() {
        return Ok(Series::default());
    }
    let published = queries::series::published(conn, actor, documents)?;
    Ok(Series::new(&published))
}

/// A kind that new documents may be of.
fn active_kind(
    conn: &mut Conn,
    actor: &impl Actor,
    code: &str,
    pointer: &'static str,
) -> Result<Kind, Error> {
    let kind = queries::catalogue::kind(conn, actor, code)?.filter(|kind| kind.active);
    kind.ok_or_else(|| {
        Error::field(
            pointer,
            "kind_unknown",
            Text::new(
                "Không có loại tài liệu này.",
                "There is no such kind of document.",
            ),
        )
    })
}

fn wrong_genre() -> Error {
    Error::field(
        "/metadata/kind",
        "genre_fixed",
        Text::new(
            "Văn bản không thể thành tài liệu học tập, và ngược lại.",
            "A paper cannot become study material, nor the other way round.",
        ),
    )
}

/// A reason that says something, as one line.
fn reason(text: &str) -> Result<String, Error> {
    let reason = nfc(text);
    if search_key(&reason).is_empty() {
        let text = Text::new("Chưa có nội dung.", "There is nothing to read in it.");
        return Err(Error::field("/reason", "blank", text));
    }
    Ok(reason)
}
