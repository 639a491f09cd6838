//! What a file becomes: drafts that its author corrects, and the sections that are stored.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an author uploads, as found from its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Docx,
    Pdf,
    Markdown,
}

/// A file as read: a suggestion that its author looks through and corrects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manuscript {
    /// In reading order; as a whole they pass the structure check of [`finish`](fn@super::finish).
    pub drafts: Vec<DraftSection>,
    /// Secrecy stamps that the first page seems to bear.
    pub stamps: Vec<Stamp>,
    /// The first page has no text, so nothing was seen of what it bears.
    pub front_is_blank: bool,
    pub warnings: Vec<Warning>,
    pub first_page: FirstPage,
}

/// A section before it is checked and cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftSection {
    /// 1 to 6; at most one deeper than the section before.
    pub level: u8,
    pub kind: SectionKind,
    /// As written, without the word: `I`, `5`, `1.2`, `a`, `thứ nhất`.
    pub number: Option<String>,
    pub title: Option<String>,
    /// Without number and title, and without the sections below it.
    pub html: String,
}

/// A section that can be stored and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// From 0, in reading order.
    pub place: usize,
    pub level: u8,
    /// The place of the section that holds it.
    pub parent: Option<usize>,
    pub kind: SectionKind,
    /// Unique in the edition: lower-case ASCII letters, digits, `-`, `.` and `_`.
    pub anchor: String,
    pub number: Option<String>,
    pub title: Option<String>,
    /// Sanitised: tags of an allow-list, no style, no script, no picture.
    pub html: String,
    /// The plain text of `html`, a line a block.
    pub text: String,
}

impl From<Section> for DraftSection {
    fn from(section: Section) -> Self {
        Self {
            level: section.level,
            kind: section.kind,
            number: section.number,
            title: section.title,
            html: section.html,
        }
    }
}

/// What a section is in the structure of a paper.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// Letterhead, title and grounds, before the first numbered part.
    Preamble,
    /// Phần.
    Part,
    /// Chương.
    Chapter,
    /// Mục, or a part under a Roman numeral.
    Heading,
    /// Điều.
    Article,
    /// Khoản, or a paragraph under an Arabic number.
    Clause,
    /// Điểm, or a paragraph under a number of two parts.
    Point,
    /// Phụ lục.
    Appendix,
    /// A part under a free heading, or without one.
    Text,
    /// Recipients and signature.
    Closing,
}

impl SectionKind {
    pub const ALL: [Self; 10] = [
        Self::Preamble,
        Self::Part,
        Self::Chapter,
        Self::Heading,
        Self::Article,
        Self::Clause,
        Self::Point,
        Self::Appendix,
        Self::Text,
        Self::Closing,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preamble => "preamble",
            Self::Part => "part",
            Self::Chapter => "chapter",
            Self::Heading => "heading",
            Self::Article => "article",
            Self::Clause => "clause",
            Self::Point => "point",
            Self::Appendix => "appendix",
            Self::Text => "text",
            Self::Closing => "closing",
        }
    }
}

/// No kind has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no kind of section has this name")]
pub struct UnknownKind;

impl FromStr for SectionKind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or(UnknownKind)
    }
}

/// The level of state secrecy that a stamp states.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SecrecyLevel {
    /// Mật.
    Secret,
    /// Tối mật.
    HighlySecret,
    /// Tuyệt mật.
    TopSecret,
}

impl SecrecyLevel {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "mat",
            Self::HighlySecret => "toi_mat",
            Self::TopSecret => "tuyet_mat",
        }
    }
}

/// A secrecy stamp that a text seems to bear, not merely to mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    pub level: SecrecyLevel,
    /// The line it stands in, at most 200 characters.
    pub line: String,
}

/// Something that was lost or is odd, for the author to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Warning {
    pub code: WarningCode,
    /// The place of the draft it is about.
    pub place: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WarningCode {
    /// A heading style that skips a level (Heading 1, then Heading 3).
    HeadingStructure,
    /// No heading and no numbering was found: one section has it all.
    NoStructure,
    PictureSkipped,
    FootnoteDropped,
    /// A table inside a table, or a table of a PDF: its cells are paragraphs now.
    TableFlattened,
    /// Changes that were still tracked: deletions are left out, insertions are in.
    TrackedChanges,
    /// An embedded object (a sheet, a drawing, a program) is left out.
    ObjectSkipped,
    /// A page of a PDF that could not be read.
    PageSkipped,
    /// The section is longer than may be stored; split it.
    SectionTooLong,
}

impl WarningCode {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HeadingStructure => "heading_structure",
            Self::NoStructure => "no_structure",
            Self::PictureSkipped => "picture_skipped",
            Self::FootnoteDropped => "footnote_dropped",
            Self::TableFlattened => "table_flattened",
            Self::TrackedChanges => "tracked_changes",
            Self::ObjectSkipped => "object_skipped",
            Self::PageSkipped => "page_skipped",
            Self::SectionTooLong => "section_too_long",
        }
    }
}

/// What the first page says of the paper: suggestions for its metadata.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FirstPage {
    /// Number and symbol: `57-NQ/TW`.
    pub symbol: Option<String>,
    /// The issuing body, its lines joined.
    pub issuer: Option<String>,
    /// Place and date: `Hà Nội, ngày 22 tháng 12 năm 2024`.
    pub date_line: Option<String>,
    /// Kind and abstract: `NGHỊ QUYẾT về …`.
    pub title: Option<String>,
}
