//! What every format is read into before its structure is looked for: paragraphs and tables.

use std::rc::Rc;

use crate::kernel::legacy_encoding;
use crate::kernel::text;

use super::limits;
use super::model::WarningCode;
use super::refused::Refused;

/// A file as paragraphs and tables.
#[derive(Debug, Default)]
pub(super) struct Source {
    pub blocks: Vec<Block>,
    /// The number of blocks on the first page, where the file says.
    pub first_page: Option<usize>,
    /// Lines above and below the text of the first page: a stamp may stand there.
    pub furniture: Vec<String>,
    /// The first page has no text: it is a picture, or empty.
    pub front_is_blank: bool,
    /// With the place of the block.
    pub warnings: Vec<(WarningCode, usize)>,
}

#[derive(Debug, Clone)]
pub(super) enum Block {
    Paragraph(Paragraph),
    Table(Table),
}

#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    pub spans: Vec<Span>,
    /// The level of its heading style, from 1.
    pub heading: Option<u8>,
    /// The number that the file makes by itself: `Điều 5.`, `a)`.
    pub label: Option<String>,
    /// An item of an unnumbered list, and how deep.
    pub bullet: Option<u8>,
    pub quoted: bool,
    pub centred: bool,
}

/// A run of text in one style. A line end inside a paragraph is `\n`, a jump to a column `\t`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Span {
    pub text: String,
    pub style: Style,
    pub link: Option<Rc<str>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style(u8);

impl Style {
    pub const BOLD: Self = Self(1);
    pub const ITALIC: Self = Self(2);
    pub const UNDERLINE: Self = Self(4);
    pub const STRIKE: Self = Self(8);
    pub const SUB: Self = Self(16);
    pub const SUP: Self = Self(32);

    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub const fn set(&mut self, other: Self, on: bool) {
        if on {
            self.0 |= other.0;
        } else {
            self.0 &= !other.0;
        }
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub paragraphs: Vec<Paragraph>,
    pub columns: u16,
    pub rows: u16,
}

impl Paragraph {
    /// Its text with the label in front.
    pub fn plain(&self) -> String {
        let mut plain = String::new();
        if let Some(label) = &self.label {
            plain.push_str(label);
            plain.push(' ');
        }
        plain.extend(self.spans.iter().map(|span| span.text.as_str()));
        plain
    }

    pub fn is_empty(&self) -> bool {
        self.label.is_none() && self.spans.iter().all(|span| span.text.trim().is_empty())
    }

    /// Whether all its letters are bold.
    pub fn is_bold(&self) -> bool {
        let mut written = self
            .spans
            .iter()
            .filter(|span| !span.text.trim().is_empty());
        !self.is_empty() && written.all(|span| span.style.has(Style::BOLD))
    }

    /// NFC, nothing invisible, one space for white space, none at the ends of lines; empty spans dropped, like ones
    /// joined.
    fn normalise(&mut self) {
        let mut spans: Vec<Span> = Vec::with_capacity(self.spans.len());
        let mut at_start = true;
        for mut span in std::mem::take(&mut self.spans) {
            span.text = pieces(&span.text, &mut at_start);
            match spans.last_mut() {
                _ if span.text.is_empty() => {}
                Some(last) if last.style == span.style && last.link == span.link => {
                    last.text.push_str(&span.text);
                }
                _ => spans.push(span),
            }
        }
        while let Some(last) = spans.last_mut() {
            last.text.truncate(last.text.trim_end().len());
            if !last.text.is_empty() {
                break;
            }
            spans.pop();
        }
        self.spans = spans;
        self.label = self
            .label
            .take()
            .map(|label| text::nfc(&label))
            .filter(|label| !label.is_empty());
    }
}

/// The text in its stored form, line by line; `at_start` says whether white space in front would be at a line's start.
fn pieces(text: &str, at_start: &mut bool) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(['\n', '\t']) {
        let line = piece.trim_end_matches(['\n', '\t']);
        let spaced = |c: Option<char>| c.is_some_and(char::is_whitespace);
        if spaced(line.chars().next()) && !*at_start {
            out.push(' ');
            *at_start = true;
        }
        let stored = text::nfc(line);
        if !stored.is_empty() {
            out.push_str(&stored);
            *at_start = false;
            if spaced(line.chars().next_back()) {
                out.push(' ');
                *at_start = true;
            }
        }
        if let Some(separator) = piece
            .chars()
            .next_back()
            .filter(|c| matches!(c, '\n' | '\t'))
        {
            out.truncate(out.trim_end_matches(' ').len());
            out.push(separator);
            *at_start = true;
        }
    }
    out
}

impl Source {
    fn each(&mut self, mut visit: impl FnMut(&mut Paragraph)) {
        for block in &mut self.blocks {
            match block {
                Block::Paragraph(paragraph) => visit(paragraph),
                Block::Table(table) => table
                    .rows
                    .iter_mut()
                    .flatten()
                    .flat_map(|cell| &mut cell.paragraphs)
                    .for_each(&mut visit),
            }
        }
    }

    /// Refuses what is too much, has no text or is in an old encoding; brings every text into its stored form.
    pub fn checked(mut self) -> Result<Self, Refused> {
        let mut raw = String::new();
        let (mut paragraphs, mut bytes) = (0, 0);
        self.each(|paragraph| {
            paragraphs += 1;
            for span in &paragraph.spans {
                bytes += span.text.len();
                if raw.len() < ENCODING_SAMPLE {
                    raw.push_str(&span.text);
                }
            }
            raw.push('\n');
        });
        if paragraphs > limits::PARAGRAPHS || bytes > limits::CHARACTERS * 3 {
            return Err(Refused::TooLong);
        }
        if let Some(encoding) = legacy_encoding::detect(&raw) {
            return Err(Refused::LegacyEncoding(encoding));
        }
        let mut has_text = false;
        self.each(|paragraph| {
            paragraph.normalise();
            has_text |= !paragraph.is_empty();
        });
        if has_text {
            return Ok(self);
        }
        let is_of_pictures = self.warnings.iter().any(|(code, _)| {
            matches!(
                code,
                WarningCode::PictureSkipped | WarningCode::ObjectSkipped
            )
        });
        Err(if is_of_pictures {
            Refused::NoText
        } else {
            Refused::Empty
        })
    }
}

/// Bytes of text by which the encoding is told.
const ENCODING_SAMPLE: usize = 400_000;
