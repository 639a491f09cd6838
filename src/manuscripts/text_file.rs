//! Kinds of files that have text, and what a look through one finds.

use super::active;
use super::model::{Format, Manuscript, Stamp};
use super::office;
use super::read::read;
use super::refused::Refused;

/// A kind of file in which text can stand, whether or not it can become sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFile {
    Docx,
    Xlsx,
    Pptx,
    /// Text, sheets and slides of ODF.
    OpenDocument,
    Epub,
    Pdf,
    /// Plain text and Markdown.
    Plain,
}

/// Media types of office files and books begin so.
const OOXML: &str = "application/vnd.openxmlformats-officedocument.";
const ODF: &str = "application/vnd.oasis.opendocument.";

impl TextFile {
    /// By the media type; `None`: pictures, sound and films have no text that could be read.
    #[must_use]
    pub fn of(media_type: &str) -> Option<Self> {
        let name = media_type.split(';').next().unwrap_or_default().trim();
        if let Some(kind) = name.strip_prefix(OOXML) {
            return match kind.split('.').next() {
                Some("wordprocessingml") => Some(Self::Docx),
                Some("spreadsheetml") => Some(Self::Xlsx),
                Some("presentationml") => Some(Self::Pptx),
                _ => None,
            };
        }
        match name {
            "application/pdf" => Some(Self::Pdf),
            "application/epub+zip" => Some(Self::Epub),
            "text/plain" | "text/markdown" => Some(Self::Plain),
            _ => name.starts_with(ODF).then_some(Self::OpenDocument),
        }
    }

    /// How it becomes sections, if it can.
    #[must_use]
    pub const fn format(self) -> Option<Format> {
        match self {
            Self::Docx => Some(Format::Docx),
            Self::Pdf => Some(Format::Pdf),
            Self::Plain => Some(Format::Markdown),
            Self::Xlsx | Self::Pptx | Self::OpenDocument | Self::Epub => None,
        }
    }
}

/// What a look through a file found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// Of what can become sections.
    pub manuscript: Option<Manuscript>,
    /// Secrecy stamps that the file seems to bear.
    pub stamps: Vec<Stamp>,
    /// Why nothing, or not enough, can be said of stamps: somebody has to look himself.
    pub unread: Option<Refused>,
}

/// Looks through a file for stamps of secrecy, and for what a phone must not be given. Bounded as [`read`] is.
///
/// # Errors
/// It must not reach a phone ([`Refused::is_unfit`]).
pub fn look(kind: TextFile, bytes: &[u8]) -> Result<Look, Refused> {
    let found = active::find(kind, bytes)?;
    found.map_or(Ok(()), |found| Err(Refused::Acts(found)))?;
    let mut look = Look::default();
    match kind.format() {
        Some(format) => match read(format, bytes) {
            Ok(manuscript) => {
                look.stamps.clone_from(&manuscript.stamps);
                look.unread = manuscript.front_is_blank.then_some(Refused::NoText);
                look.manuscript = Some(manuscript);
            }
            Err(refused) if refused.is_unfit() => return Err(refused),
            Err(refused) => look.unread = Some(refused),
        },
        None => match office::stamps_of(kind, bytes) {
            Ok(stamps) => look.stamps = stamps,
            Err(refused) if refused.is_unfit() => return Err(refused),
            Err(refused) => look.unread = Some(refused),
        },
    }
    Ok(look)
}

#[cfg(test)]
#[path = "text_file_tests.rs"]
mod tests;
