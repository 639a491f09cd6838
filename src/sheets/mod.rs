//! Sheets that people send: the rows of an `.xlsx` or CSV file, one at a time, for whoever knows what they should be.
//!
//! What kind of file it is, which encoding and which separator it has, its content says, not its name. A workbook is
//! unpacked into nothing first, so that none unpacks to more than is bounded; the sheet itself is never held in memory.

mod archive;
mod read_text;
mod read_workbook;
mod values;

use std::fmt;

use chrono::NaiveDate;

pub use values::NoValue;

use crate::kernel::legacy_encoding::{DecodeError, LegacyEncoding};

/// A ZIP archive, which an `.xlsx` is.
const ZIP: &[u8] = b"PK\x03\x04";
/// An OLE container: `.xls`, or a workbook under a password.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// What a spreadsheet takes for the beginning of a formula; and the apostrophe that guards it, so that taking the guard
/// off gives back what there was.
const GUARDED: [char; 5] = ['=', '+', '-', '@', '\''];

/// A cell of a sheet as read, before anything is made of it.
#[derive(Clone, PartialEq, Default)]
pub enum RawCell {
    #[default]
    Empty,
    Text(Box<str>),
    /// A number; dates in Excel are such, counted in the 1900 system.
    Number(f64),
    /// A date that the sheet itself holds as one.
    Day(NaiveDate),
    /// `#N/A`, `#REF!` and their like.
    Broken,
}

impl fmt::Debug for RawCell {
    /// Without its value: a sheet may be personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Empty",
            Self::Text(_) => "Text(..)",
            Self::Number(_) => "Number(..)",
            Self::Day(_) => "Day(..)",
            Self::Broken => "Broken",
        })
    }
}

/// Why a file is no sheet that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// A workbook that is damaged or was cut.
    Workbook,
    /// The old `.xls`, or a workbook under a password: both are the same kind of container.
    OldWorkbook,
    /// Text that is damaged or was cut.
    Text,
    /// Neither a workbook nor text.
    Kind,
    /// The workbook unpacks to more than any sheet of people's.
    Unpacked,
    /// The whole file is in an encoding from before Unicode.
    Legacy(LegacyEncoding),
}

impl From<DecodeError> for Unfit {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Legacy(encoding) => Self::Legacy(encoding),
            DecodeError::Malformed => Self::Text,
            DecodeError::Binary => Self::Kind,
        }
    }
}

/// Whether these are the bytes of a workbook that unpacks to something bounded: for rooms that read one their own way, and
/// asked before anything of it is read.
#[must_use]
pub fn is_bounded_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) && archive::check(bytes, &archive::LIMITS).is_ok()
}

/// Whether the reader of a file goes on with this sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Row,
    /// This sheet has no header; perhaps the next one.
    Sheet,
}

/// Takes the rows of one sheet after the other until one has the header.
pub trait Rows {
    type Refused: From<Unfit>;

    /// A row with its number in the file (as the program that shows it counts) and its cells, by place from 0; empty
    /// ones may be left out.
    ///
    /// # Errors
    /// Why the file is refused as a whole.
    fn push(&mut self, number: u32, cells: Vec<(usize, RawCell)>) -> Result<Next, Self::Refused>;

    fn has_header(&self) -> bool;

    /// How many columns the likest header so far has, to choose between readings of a file.
    fn likeness(&self) -> usize;
}

/// Reads the rows of a file. Keeps a processor for seconds when the file is large: not for a web worker.
///
/// # Errors
/// Why the file is refused as a whole.
pub fn read<R: Rows>(bytes: &[u8], make: impl Fn() -> R) -> Result<R, R::Refused> {
    if bytes.starts_with(ZIP) {
        archive::check(bytes, &archive::LIMITS)?;
        return read_workbook::read(bytes, make());
    }
    if bytes.starts_with(OLE) {
        return Err(Unfit::OldWorkbook.into());
    }
    read_text::read(bytes, make)
}

/// What a spreadsheet would run as a formula gets an apostrophe before it; reading takes it off again.
#[must_use]
pub fn guarded(text: String) -> String {
    if text.starts_with(GUARDED) {
        format!("'{text}")
    } else {
        text
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
