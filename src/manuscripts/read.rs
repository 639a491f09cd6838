//! A file as drafts.

use super::model::{Format, Manuscript};
use super::refused::Refused;
use super::{docx, markdown, outline, pdf};

/// Reads a file as what its format says.
///
/// Nothing panics and nothing outside of the bytes is touched; memory is bounded by [`limits`](super::limits). The
/// drafts follow each other as the structure check of [`finish`](fn@super::finish) wants.
pub fn read(format: Format, bytes: &[u8]) -> Result<Manuscript, Refused> {
    let source = match format {
        Format::Docx => docx::read(bytes)?,
        Format::Pdf => pdf::read(bytes)?,
        Format::Markdown => markdown::read(bytes)?,
    };
    outline::manuscript(source)
}

#[cfg(test)]
#[path = "harmed_tests.rs"]
mod harmed_tests;
#[cfg(test)]
#[path = "hostile_tests.rs"]
mod hostile_tests;
#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
