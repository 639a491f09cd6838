//! PDF with text: glyphs with their places become lines, lines become paragraphs.
//!
//! The reader (lopdf) is given only files that were counted before (`weigh`), never inflates a stream past a bound, and
//! runs on a thread of its own: should it panic on damage that nobody has met yet, the thread ends and the file is
//! refused; and its stack is deep enough for what may nest. The cross-reference table of the file is not believed: the
//! objects are found by scanning, so that a table cannot name one object a million times.

mod active;
mod cmap;
mod columns;
mod drawing;
mod font;
mod furniture;
mod lengths;
mod lines;
mod packed;
mod page;
mod paragraphs;
mod state;
mod weigh;

use lopdf::{Document, LoadOptions, ObjectId};

pub(super) use active::find as find_active;

use super::active::Active;
use super::blocks::Source;
use super::limits;
use super::model::WarningCode;
use super::refused::Refused;
use page::{Interpreter, Skipped};
use weigh::Weight;

const SIGNATURE: &[u8] = b"%PDF-";
/// The word before the place of the cross-reference table.
const TABLE: &[u8] = b"startxref";
/// Bytes in front of the signature that readers put up with.
const LEAD: usize = 1024;
const STACK: usize = 16 * 1024 * 1024;

pub(super) fn read(bytes: &[u8]) -> Result<Source, Refused> {
    if bytes.len() > limits::PDF_BYTES {
        return Err(Refused::TooLarge);
    }
    let lead = bytes.get(..bytes.len().min(LEAD)).unwrap_or_default();
    if !lead
        .windows(SIGNATURE.len())
        .any(|window| window == SIGNATURE)
    {
        return Err(Refused::Corrupt);
    }
    let weight = weigh::check(bytes)?;
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new()
            .name("pdf".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, || parse(bytes, &weight));
        // A thread that could not be started, or that panicked.
        let joined = reader.map_err(|_| Refused::Corrupt)?.join();
        joined
            .unwrap_or(Err(Refused::Corrupt))
            .map(paragraphs::source)
    })
}

/// The lines of each page, and the pages that were left out.
#[derive(Default)]
struct Pages {
    lines: Vec<Vec<lines::Line>>,
    skipped: Vec<usize>,
    has_pictures: bool,
}

/// The file without the way to its cross-reference table, every byte in its place. Asked to scan for the objects, lopdf
/// falls back to the table when the scan finds no catalog, and a table may name one object of megabytes a million times.
fn without_table(bytes: &[u8]) -> Vec<u8> {
    let mut own = bytes.to_vec();
    let mut from = 0;
    while let Some(rest) = own.get_mut(from..)
        && let Some(at) = rest.windows(TABLE.len()).position(|window| window == TABLE)
    {
        rest.iter_mut()
            .skip(at)
            .take(TABLE.len())
            .for_each(|byte| *byte = b' ');
        from += at + TABLE.len();
    }
    own
}

fn parse(bytes: &[u8], weight: &Weight) -> Result<Pages, Refused> {
    let plain = without_table(bytes);
    if weight.packs_objects {
        packed::check(&plain, weight.objects)?;
    }
    let options = LoadOptions {
        max_decompressed_size: Some(limits::PDF_STREAM),
        force_reconstruct: true,
        ..LoadOptions::default()
    };
    let document =
        Document::load_mem_with_options(&plain, options).map_err(|_| Refused::Corrupt)?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(Refused::Encrypted);
    }
    // Before anything else ends the reading.
    if let Some(found) = active::in_document(&document) {
        return Err(Refused::Acts(found));
    }
    if active::opens_outside(&document) {
        return Err(Refused::Acts(Active::Remote));
    }
    let pages: Vec<ObjectId> = document.page_iter().take(limits::PDF_PAGES + 1).collect();
    if pages.len() > limits::PDF_PAGES {
        return Err(Refused::TooManyPages);
    }
    if pages.is_empty() {
        return Err(Refused::Corrupt);
    }
    let mut interpreter = Interpreter::new(&document);
    let mut read = Pages::default();
    for (number, page) in pages.into_iter().enumerate() {
        let glyphs = match interpreter.page(page) {
            Ok(glyphs) => glyphs,
            Err(Skipped::Page) => {
                read.skipped.push(number);
                Vec::new()
            }
            Err(Skipped::Rest) => return Err(Refused::TooLargeUnpacked),
        };
        read.lines.push(lines::of(glyphs));
    }
    read.has_pictures = interpreter.has_pictures;
    if read.lines.iter().all(Vec::is_empty) {
        return Err(if read.skipped.is_empty() {
            Refused::NoText
        } else {
            Refused::TooLargeUnpacked
        });
    }
    Ok(read)
}

/// What is said of a page or picture that is left out.
const PAGE: WarningCode = WarningCode::PageSkipped;
const PICTURE: WarningCode = WarningCode::PictureSkipped;
