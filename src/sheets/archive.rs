//! Whether a workbook unpacks to something bounded. A few kilobytes of ZIP can unpack to gigabytes, and the sizes that
//! an archive states of itself can be lies: every part is unpacked here once, into nothing, and counted.

use std::io::{Cursor, Read};
use std::path::Path;

use zip::ZipArchive;

use super::Unfit;

/// How much may come out.
pub(super) struct Limits {
    /// Bytes of all parts together.
    bytes: u64,
    /// Bytes of the texts, which are held in memory while the sheet is read.
    string_bytes: u64,
}

/// What 200,000 people with all the columns of the national sheet need, and some more.
pub(super) const LIMITS: Limits = Limits {
    bytes: 400 * 1024 * 1024,
    string_bytes: 100 * 1024 * 1024,
};

/// Texts that the workbook may claim to have: room for them is made before the first is read.
const MAX_STRINGS: u64 = 5_000_000;
const MAX_PARTS: usize = 2_000;
/// Bytes between two tags: Excel holds at most 32,767 characters in a cell.
const MAX_TEXT: usize = 1024 * 1024;

const STRING_COUNT: &[u8] = b"uniqueCount=";
const BLOCK: usize = 64 * 1024;

/// Unpacks everything into nothing.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), Unfit> {
    let damaged = Unfit::Workbook;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(Unfit::Unpacked);
    }
    let mut left = limits.bytes;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| damaged)?;
        let name = part.name().map_err(|_| damaged)?.to_ascii_lowercase();
        let is_strings = name.ends_with("sharedstrings.xml");
        let limit = if is_strings {
            left.min(limits.string_bytes)
        } else {
            left
        };
        let is_xml = Path::new(&name)
            .extension()
            .is_some_and(|ending| ending == "xml");
        left -= check_part(part.take(limit + 1), limit, is_xml, is_strings)?;
    }
    Ok(())
}

/// Answers how many bytes the part unpacks to.
fn check_part(
    mut part: impl Read,
    limit: u64,
    is_xml: bool,
    is_strings: bool,
) -> Result<u64, Unfit> {
    let too_large = || Unfit::Unpacked;
    let mut block = vec![0; BLOCK];
    let (mut total, mut text) = (0_u64, 0_usize);
    let mut counts = Counts::default();
    loop {
        let read = part.read(&mut block).map_err(|_| Unfit::Workbook)?;
        let Some(piece) = block.get(..read).filter(|piece| !piece.is_empty()) else {
            return Ok(total);
        };
        total += read as u64;
        if total > limit {
            return Err(too_large());
        }
        if is_xml {
            text = longest_text(text, piece).ok_or_else(too_large)?;
        }
        if is_strings && !counts.take(piece) {
            return Err(too_large());
        }
    }
}

/// The bytes since the last tag began, or `None` when there were too many.
fn longest_text(before: usize, piece: &[u8]) -> Option<usize> {
    let mut run = before;
    for (index, stretch) in piece.split(|byte| *byte == b'<').enumerate() {
        run = if index == 0 {
            run + stretch.len()
        } else {
            stretch.len()
        };
        if run > MAX_TEXT {
            return None;
        }
    }
    Some(run)
}

/// Finds the stated number of texts in a stream: a reader makes room for that many at once.
#[derive(Default)]
struct Counts {
    matched: usize,
    number: Option<u64>,
}

impl Counts {
    /// False when the number is absurd, or the part is not plain text in which it could be seen.
    fn take(&mut self, piece: &[u8]) -> bool {
        piece.iter().all(|byte| self.take_byte(*byte))
    }

    fn take_byte(&mut self, byte: u8) -> bool {
        if let Some(number) = self.number {
            match byte {
                b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' if number == 0 => {}
                b'0'..=b'9' => {
                    let number = number
                        .saturating_mul(10)
                        .saturating_add(u64::from(byte - b'0'));
                    self.number = Some(number);
                    return number <= MAX_STRINGS;
                }
                _ => self.number = None,
            }
            return byte != 0;
        }
        if byte.is_ascii_whitespace() && self.matched + 1 == STRING_COUNT.len() {
            return true; // `uniqueCount = "…"` is well-formed too
        }
        self.matched = match STRING_COUNT.get(self.matched) {
            Some(expected) if *expected == byte => self.matched + 1,
            _ => usize::from(STRING_COUNT.first() == Some(&byte)),
        };
        if self.matched == STRING_COUNT.len() {
            (self.matched, self.number) = (0, Some(0));
        }
        byte != 0
    }
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
