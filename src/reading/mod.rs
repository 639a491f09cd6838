//! What members read of the library on their phones: lists, one document, its parts, what has changed, and what each
//! keeps for himself: bookmarks and where he stopped.
//!
//! Tables: `bookmarks`, `reading_positions`; reads those of the library.
//!
//! Rules:
//! * A reader sees a document when it is published and either public or meant for an audience that admits him. For
//!   anybody else it does not exist: no count, link or change tells of it.
//! * A GET changes nothing.
//! * A document and its table of contents are the same bytes for everybody who may read them; what is a reader's own
//!   (bookmark, position) and what depends on what else he may see (links) are operations of their own.
//! * Those bytes are kept in memory ([`Memory`]) under the audience they are for, which is asked at every request. They
//!   go when the library says that the document has changed: at once in the process that changed it
//!   (`App::library_changed`), within [`POLL`] elsewhere. When the library has not been asked for [`TRUST`], it is
//!   asked before anything is shown; without its answer nothing is.
//! * Which editions he may have read is kept in memory likewise, each with whom its document is for.
//! * Pages of lists are kept in memory by the audiences that admit a reader and what he asks for, until the library
//!   changes at all; what he keeps of the documents is asked for at every request.
//! * The last position wins by the phone's clock, which is not believed beyond the server's own.

mod coding;
mod editions;
mod hot;
mod memory;
mod model;
mod pages;
mod queries;
pub mod routes;
mod rules;
mod serve;
mod views;
mod watch;

use crate::http::Branches;
use crate::kernel::instant::Instant;
pub use editions::editions;
pub use memory::{Generation, Memory, POLL, TRUST};
pub use model::{ForceFilter, TierFilter};
pub use watch::{catch_up, look, reader};

/// An edition that a reader may have read: of a document that he may see, once published.
#[derive(Debug, Clone)]
pub struct ReadableEdition {
    pub id: i64,
    pub published_at: Instant,
    /// Row keys of those that are as good: the major edition it belongs to and the minor ones after it.
    pub series: Vec<i64>,
}

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::list_library::list_library)
        // Before the document: its name would be taken for an id.
        .service(routes::list_library_changes::list_library_changes)
        .service(routes::get_library_document::get_library_document)
        .service(routes::get_library_force::get_library_force)
        .service(routes::get_library_contents::get_library_contents)
        .service(routes::get_library_section::get_library_section)
        .service(routes::get_library_file::get_library_file)
        .service(routes::list_library_links::list_library_links)
        .service(routes::put_bookmark::put_bookmark)
        .service(routes::delete_bookmark::delete_bookmark)
        .service(routes::put_reading_position::put_reading_position)
        .service(routes::get_reading_position::get_reading_position);
}
