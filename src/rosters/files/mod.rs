//! Roster files as bytes: reading what people send, writing what they get.
//!
//! * `archive.rs`: whether a workbook unpacks to something bounded; asked before anything is unpacked into memory.
//! * `read_workbook.rs`, `read_text.rs`: the rows of `.xlsx` and of CSV.
//! * `write_workbook.rs`, `write_text.rs`: exports and the template.

mod archive;
mod read_text;
mod read_workbook;
mod write_text;
mod write_workbook;

use crate::error::Error;
use crate::kernel::instant::Instant;

use super::model::{Format, RawCell, Sheet};
use super::rules::file_error::{FileError, Unreadable};

pub(super) use write_workbook::Table;

/// A ZIP archive, which an `.xlsx` is.
const ZIP: &[u8] = b"PK\x03\x04";
/// An OLE container: `.xls`, or a workbook under a password.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// What a spreadsheet takes for the beginning of a formula; and the apostrophe that guards it, so that taking the guard
/// off gives back what there was.
const GUARDED: [char; 5] = ['=', '+', '-', '@', '\''];

/// Reads the roster in a file; what kind of file it is, its content says, not its name. `unit_is_cell`: the rows need
/// not name a cell. Keeps a processor for seconds when the file is large: not for a web worker.
///
/// # Errors
/// Why the file as a whole is refused.
pub(super) fn read(bytes: &[u8], unit_is_cell: bool) -> Result<Sheet, FileError> {
    let required = super::rules::headers::required_columns(unit_is_cell);
    if bytes.starts_with(ZIP) {
        archive::check(bytes, &archive::LIMITS)?;
        return read_workbook::read(bytes, required);
    }
    if bytes.starts_with(OLE) {
        return Err(FileError::Unreadable(Unreadable::OldWorkbook));
    }
    read_text::read(bytes, required)
}

/// Whether these are the bytes of a workbook that unpacks to something bounded.
pub(super) fn is_bounded(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) && archive::check(bytes, &archive::LIMITS).is_ok()
}

/// Writes an export.
///
/// # Errors
/// The workbook cannot be put together.
pub(super) fn write(table: &Table<'_>, format: Format) -> Result<Vec<u8>, Error> {
    match format {
        Format::Xlsx => write_workbook::write(table),
        Format::Csv => write_text::write(table),
    }
}

/// Writes the empty sheet that people fill in.
///
/// # Errors
/// The workbook cannot be put together.
pub(super) fn template(format: Format, at: Instant) -> Result<Vec<u8>, Error> {
    match format {
        Format::Xlsx => write_workbook::template(at),
        Format::Csv => write_text::template(),
    }
}

/// A text as a cell; white space alone is none.
fn text_cell(text: &str) -> RawCell {
    let text = text.trim();
    if text.is_empty() {
        RawCell::Empty
    } else {
        RawCell::Text(text.into())
    }
}
