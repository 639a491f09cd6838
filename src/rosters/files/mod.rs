//! Roster files as bytes: reading what people send, writing what they get.
//!
//! * `write_workbook.rs`, `write_text.rs`: exports and the template.

mod write_text;
mod write_workbook;

use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::sheets::{self, Rows, Unfit};

use super::model::{Format, RawCell, Sheet};
use super::rules::file_error::{FileError, TooLarge, Unreadable};
use super::rules::sheet::{self, SheetBuilder};

pub(super) use write_workbook::Table;

/// Reads the roster in a file; what kind of file it is, its content says, not its name. `unit_is_cell`: the rows need
/// not name a cell. Keeps a processor for seconds when the file is large: not for a web worker.
///
/// # Errors
/// Why the file as a whole is refused.
pub(super) fn read(bytes: &[u8], unit_is_cell: bool) -> Result<Sheet, FileError> {
    let required = super::rules::headers::required_columns(unit_is_cell);
    sheets::read(bytes, || SheetBuilder::new(required))?.finish()
}

impl Rows for SheetBuilder {
    type Refused = FileError;

    fn push(
        &mut self,
        number: u32,
        cells: Vec<(usize, RawCell)>,
    ) -> Result<sheets::Next, FileError> {
        Ok(match Self::push(self, number, cells)? {
            sheet::Next::Row => sheets::Next::Row,
            sheet::Next::Sheet => sheets::Next::Sheet,
        })
    }

    fn has_header(&self) -> bool {
        Self::has_header(self)
    }

    fn likeness(&self) -> usize {
        Self::likeness(self)
    }
}

impl From<Unfit> for FileError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Workbook => Self::Unreadable(Unreadable::Workbook),
            Unfit::OldWorkbook => Self::Unreadable(Unreadable::OldWorkbook),
            Unfit::Text => Self::Unreadable(Unreadable::Text),
            Unfit::Kind => Self::Unreadable(Unreadable::Kind),
            Unfit::Unpacked => Self::TooLarge(TooLarge::Unpacked),
            Unfit::Legacy(encoding) => Self::Legacy {
                encoding,
                rows: Vec::new(),
            },
        }
    }
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

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
