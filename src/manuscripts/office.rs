//! Sheets, slides, open documents and books, of which only stamps of secrecy are wanted. They have no first page that
//! could be told, so all their text is looked at.

use crate::kernel::legacy_encoding;

use super::docx::archive::Archive;
use super::docx::xml::{Piece, Xml};
use super::limits;
use super::model::Stamp;
use super::refused::Refused;
use super::stamps::{ENOUGH, stamps};
use super::text_file::TextFile;

/// Elements that begin a line of their own.
const BLOCKS: [&str; 24] = [
    "p",
    "h",
    "si",
    "is",
    "li",
    "td",
    "th",
    "tr",
    "row",
    "c",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "title",
    "subject",
    "oddHeader",
    "oddFooter",
    "firstHeader",
    "dt",
    "dd",
];

/// Bytes of a part by which its encoding is told.
const ENCODING_SAMPLE: usize = 400_000;

/// The stamps in all parts, each line once; of many the first.
///
/// # Errors
/// The file cannot be read, or there is no text where a reader sees it first.
pub(super) fn stamps_of(kind: TextFile, bytes: &[u8]) -> Result<Vec<Stamp>, Refused> {
    let mut archive = Archive::open(bytes)?;
    let mut found: Vec<Stamp> = Vec::new();
    let (mut is_read, mut left) = (false, limits::CHARACTERS * 3);
    for name in archive.names()? {
        let lower = name.to_ascii_lowercase();
        if !holds_text(&lower) {
            continue;
        }
        let text = lines(&archive.text(&name)?.unwrap_or_default(), left)?;
        left = left.saturating_sub(text.len());
        let sample = text.get(..text.floor_char_boundary(ENCODING_SAMPLE));
        if let Some(encoding) = sample.and_then(legacy_encoding::detect) {
            return Err(Refused::LegacyEncoding(encoding));
        }
        is_read |= is_seen_first(kind, &lower) && !text.trim().is_empty();
        for stamp in stamps(&text) {
            if found.len() < ENOUGH && !found.contains(&stamp) {
                found.push(stamp);
            }
        }
    }
    if is_read {
        Ok(found)
    } else {
        Err(Refused::NoText)
    }
}

fn holds_text(name: &str) -> bool {
    let is_markup = [".xml", ".xhtml", ".html", ".htm"];
    is_markup.iter().any(|ending| name.ends_with(ending)) && name != "[content_types].xml"
}

/// Where text must stand for the file to count as read: slides may be nothing but pictures while their master has text.
fn is_seen_first(kind: TextFile, name: &str) -> bool {
    match kind {
        TextFile::Pptx => name == "ppt/slides/slide1.xml",
        TextFile::Xlsx => name.starts_with("xl/worksheets/") || name == "xl/sharedstrings.xml",
        TextFile::OpenDocument => name == "content.xml",
        TextFile::Epub => name.rsplit('.').next() != Some("xml"),
        _ => true,
    }
}

/// A part as lines.
fn lines(part: &str, limit: usize) -> Result<String, Refused> {
    let (mut text, mut xml) = (String::new(), Xml::new(part));
    while let Some(piece) = xml.next()? {
        match piece {
            Piece::Start(element) => match element.name().as_str() {
                "br" | "line-break" => text.push('\n'),
                "tab" => text.push('\t'),
                "s" => text.push(' '),
                name => end_line(&mut text, name),
            },
            Piece::End(name) => end_line(&mut text, &name),
            Piece::Text(written) => {
                text.extend(
                    written
                        .chars()
                        .map(|c| if c.is_whitespace() { ' ' } else { c }),
                );
            }
        }
        if text.len() > limit {
            return Err(Refused::TooLong);
        }
    }
    Ok(text)
}

fn end_line(text: &mut String, element: &str) {
    if BLOCKS.contains(&element) && !text.ends_with('\n') {
        text.push('\n');
    }
}
