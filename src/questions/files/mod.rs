//! Workbooks of questions as bytes.

mod read_workbook;
mod write_workbook;

use super::rules::gift::{Found, Imported};
use crate::error::{Error, Rule};
use crate::kernel::instant::Instant;

const NOT_READABLE: Rule = Rule::invalid(
    "questions_unreadable",
    "",
    "Không đọc được tệp: cần tệp GIFT mã UTF-8 hoặc tệp .xlsx theo mẫu.",
    "The file cannot be read: it must be GIFT in UTF-8, or an .xlsx with the headers of the template.",
);

/// The file is not what it should be.
pub(super) fn not_readable() -> Error {
    NOT_READABLE.into()
}

/// The questions of a workbook. Keeps a processor for a while: not for a web worker.
pub(super) fn read(bytes: &[u8]) -> Result<Found, Error> {
    if !crate::sheets::is_bounded_workbook(bytes) {
        return Err(not_readable());
    }
    read_workbook::read(bytes).ok_or_else(not_readable)
}

/// A workbook of questions; without any it is the template.
pub(super) fn write(questions: &[Imported], at: Instant) -> Result<Vec<u8>, Error> {
    write_workbook::write(questions, at)
        .map_err(|error| Error::internal(format!("writing a workbook: {error}")))
}
