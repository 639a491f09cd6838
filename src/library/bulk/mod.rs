//! Many documents at once, for an operator: a folder of files with a sheet that describes them comes in, the library goes
//! out as such a folder.
//!
//! Rules:
//! * Everything is checked before anything is written: all that is wrong with every row is told at once, and unless the
//!   operator wants the good rows alone, one bad row keeps all of them out.
//! * Each document is then written, approved and published in a transaction of its own, papers before those that link to
//!   them: one transaction over twenty thousand files would keep everybody else from writing for minutes. What ends half
//!   way has whole documents, and the same command goes on where it ended: a row whose document is there, as the sheet
//!   says, is passed over; one whose document differs is an error, since only a new edition changes what was published.
//! * Papers that refer to each other in a circle (second editions can), or to themselves, are one transaction: none of them
//!   is ever out without its links. Amending, replacing and repealing in a circle is an error, as it is in the API.
//! * No second person looks: the operator answers for what he imports, and the audit log has a row for each document.
//!   What seems to bear a stamp of secrecy, or holds a file that could not be read for one, is refused all the same,
//!   since only a person can say that the one is quoted and that the other bears none. Where a row gives its sections
//!   by themselves, as an export does, such a document is written and submitted, and waits for a second person as if
//!   an author had written it; rows that link to it wait for that, and the same command writes them when it is out.
//! * Files are read one document at a time for each core, so memory follows the largest (of such circles, the sections of
//!   all in it), not their number.
//! * An export says what is out, in its current edition. It has its sheet only when all else is there, so what was cut
//!   short is no folder that an import takes.

mod catalogue;
mod check;
mod compare;
mod content;
mod export;
mod folder;
mod import;
mod paper;
mod report;
mod resolve;
mod rows;
mod waiting;
mod write;

pub use export::{Export, ExportReport};
pub use folder::Folder;
pub use import::Import;
pub use report::{ImportReport, Stage};

use crate::error::Error;

/// The sheet of a folder, by the ways in which it may be written.
const SHEETS: [&str; 2] = ["danh-muc.csv", "danh-muc.xlsx"];
/// The sheet of an export that is not whole, or never will be.
const UNFINISHED: &str = "danh-muc.csv.chua-xong";
/// Kinds and topics that the sheet needs and the server may not have.
const KINDS: &str = "loai-tai-lieu.csv";
const TOPICS: &str = "chuyen-de.csv";

/// Why nothing was done, or not all.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    /// The folder or its sheet as a whole, in Vietnamese.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Failed(#[from] Error),
}

fn refused(text: impl Into<String>) -> BulkError {
    BulkError::Refused(text.into())
}
