//! What authors upload, as an ordered tree of sections.
//!
//! `read` turns a `.docx`, a PDF with text or a Markdown file into drafts, which are a suggestion: their author
//! looks through them and corrects them. `finish` takes them back, cleans their HTML, gives each an anchor and its
//! plain text, and refuses what is not a tree. `look` goes through any file that has text for stamps of secrecy, and refuses
//! what is broken or would do something by itself on a phone. No database, no HTTP, no clock, no file of the machine.
//!
//! Every byte is taken for hostile: nothing panics, nothing outside the file is fetched, and what is held in memory is
//! bounded (`limits`). All passes are linear in the size of the file.
//!
//! Points (`a)`, `b)`) and dashes stay paragraphs of their clause: on a phone a clause with its points is what one
//! reads, hears and cites, and a table of contents that lists every point is of no use.

mod active;
mod blocks;
mod docx;
mod finish;
pub mod limits;
mod markdown;
mod markup;
mod model;
mod office;
mod outline;
mod pdf;
mod read;
mod refused;
mod stamps;
mod text_file;

pub use finish::{SectionFault, SectionFaultCode, finish};
pub use model::{
    DraftSection, FirstPage, Format, Manuscript, SecrecyLevel, Section, SectionKind, Stamp,
    UnknownKind, Warning, WarningCode,
};
pub use read::read;
pub use refused::Refused;
pub use stamps::{stamps, stamps_in};
pub use text_file::{Look, TextFile, look};
