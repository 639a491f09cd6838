//! What a PDF would take in memory, counted before anything of it is held.
//!
//! A reader makes an object of about a hundred bytes for every number, name and bracket: two bytes of the file may cost
//! a hundred. They are counted in the file as it stands, and in what its streams inflate to where those may hold
//! objects. Names may be written with escapes (`/Obj#53tm`), so they are decoded first.

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::ZlibDecoder;

use super::super::limits;
use super::super::refused::Refused;
use super::lengths;

const STREAM: &[u8] = b"stream";
pub(super) const BLOCK: usize = 64 * 1024;
/// Bytes of a name that are looked at.
pub(super) const NAME: usize = 48;

/// Ways to pack a stream other than the one that is counted here.
const OTHER_FILTERS: [&[u8]; 8] = [
    b"ASCII85Decode",
    b"A85",
    b"ASCIIHexDecode",
    b"AHx",
    b"LZWDecode",
    b"LZW",
    b"RunLengthDecode",
    b"RL",
];

#[derive(Default)]
struct Names {
    encrypted: bool,
    object_streams: bool,
    other_filters: bool,
    /// Places behind each `/Length`.
    lengths: Vec<usize>,
}

pub(super) fn check(bytes: &[u8]) -> Result<(), Refused> {
    let names = Names::of(bytes);
    if names.encrypted {
        return Err(Refused::Encrypted);
    }
    let mut counter = Counter::default();
    counter.take(bytes);
    if counter.objects > limits::PDF_OBJECTS {
        return Err(Refused::TooLargeUnpacked);
    }
    lengths::check(bytes, &names.lengths, counter.objects)?;
    if !names.object_streams {
        // Then no stream is inflated but with a bound of its own.
        return Ok(());
    }
    if names.other_filters {
        return Err(Refused::TooLargeUnpacked);
    }
    let mut left = limits::PDF_INFLATED;
    let mut block = vec![0; BLOCK];
    let packed = streams(bytes).filter(|packed| begins_as_zlib(packed));
    for (number, packed) in packed.enumerate() {
        if number >= limits::PDF_STREAMS {
            return Err(Refused::TooLargeUnpacked);
        }
        left = counter.inflate(packed, &mut block, left)?;
    }
    Ok(())
}

impl Names {
    fn of(bytes: &[u8]) -> Self {
        let mut names = Self::default();
        for (end, name) in words(bytes) {
            if *name == *b"Length" {
                names.lengths.push(end);
            }
            names.note(&name);
        }
        names
    }

    fn note(&mut self, name: &[u8]) {
        match name {
            b"Encrypt" => self.encrypted = true,
            b"ObjStm" => self.object_streams = true,
            other => self.other_filters |= OTHER_FILTERS.contains(&other),
        }
    }
}

/// The names, without the stroke and their escapes, and where each ends.
pub(super) fn words(bytes: &[u8]) -> impl Iterator<Item = (usize, Cow<'_, [u8]>)> {
    let strokes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    strokes.map(|(at, _)| {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let length = rest
            .iter()
            .take(NAME)
            .take_while(|byte| is_regular(**byte))
            .count();
        let name = rest.get(..length).unwrap_or_default();
        let plain = if name.contains(&b'#') {
            Cow::Owned(unescaped(name))
        } else {
            Cow::Borrowed(name)
        };
        (at + 1 + length, plain)
    })
}

fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind
            .get(..2)
            .and_then(|pair| std::str::from_utf8(pair).ok());
        let escaped = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = escaped.filter(|_| *first == b'#') {
            out.push(byte);
            rest = behind.get(2..).unwrap_or_default();
        } else {
            out.push(*first);
            rest = behind;
        }
    }
    out
}

/// What follows each word `stream`, white space left out.
pub(super) fn streams(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = bytes
        .windows(STREAM.len())
        .enumerate()
        .filter(|(_, window)| *window == STREAM);
    starts.filter_map(move |(at, _)| {
        let is_end = at.checked_sub(3).and_then(|from| bytes.get(from..at)) == Some(b"end");
        let rest = bytes.get(at + STREAM.len()..).filter(|_| !is_end)?;
        let gap = rest.iter().take_while(|byte| is_space(**byte)).count();
        rest.get(gap..)
    })
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

const fn opens(byte: u8) -> bool {
    matches!(byte, b'[' | b'(' | b'<' | b'/')
}

const fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !opens(byte) && !matches!(byte, b']' | b')' | b'>' | b'{' | b'}' | b'%')
}

/// Counts what may become an object: words and opening brackets.
#[derive(Default)]
struct Counter {
    objects: usize,
    in_word: bool,
}

impl Counter {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let regular = is_regular(*byte);
            self.objects += usize::from(opens(*byte) || regular && !self.in_word);
            self.in_word = regular;
        }
    }

    /// Inflates into nothing; answers how many bytes may still come out of others.
    fn inflate(&mut self, packed: &[u8], block: &mut [u8], mut left: u64) -> Result<u64, Refused> {
        let mut inflated = ZlibDecoder::new(packed);
        let mut may_hold_objects = None;
        self.in_word = false;
        loop {
            // What is no stream, or is cut off, gives an error here; the reader finds the same.
            let Ok(read @ 1..) = inflated.read(block) else {
                return Ok(left);
            };
            let piece = block.get(..read).unwrap_or_default();
            left = left
                .checked_sub(read as u64)
                .ok_or(Refused::TooLargeUnpacked)?;
            if may_hold_objects.is_none() && is_packed_again(piece) {
                return Err(Refused::TooLargeUnpacked);
            }
            if *may_hold_objects.get_or_insert_with(|| begins_with_numbers(piece)) {
                self.take(piece);
            }
            if self.objects > limits::PDF_OBJECTS {
                return Err(Refused::TooLargeUnpacked);
            }
        }
    }
}

/// An object stream begins with pairs of numbers.
pub(super) fn begins_with_numbers(piece: &[u8]) -> bool {
    let mut words = piece
        .split(|byte| is_space(*byte))
        .filter(|word| !word.is_empty());
    let is_number = |word: &[u8]| {
        word.starts_with(b"%")
            || word
                .iter()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'))
    };
    words.next().is_none_or(is_number) && words.next().is_none_or(is_number)
}

/// A stream inside a stream: a small bomb becomes a large one.
fn is_packed_again(piece: &[u8]) -> bool {
    let mut start = [0; 64];
    begins_as_zlib(piece)
        && ZlibDecoder::new(piece)
            .read(&mut start)
            .is_ok_and(|read| read > 0)
}

/// Deflate with a window of at most 32 KiB, and the check bits right.
pub(super) fn begins_as_zlib(bytes: &[u8]) -> bool {
    bytes
        .first()
        .zip(bytes.get(1))
        .is_some_and(|(first, second)| {
            let header = u16::from(*first) * 256 + u16::from(*second);
            first & 0x0F == 8 && first >> 4 <= 7 && header.is_multiple_of(31)
        })
}

#[cfg(test)]
#[path = "weigh_tests.rs"]
mod tests;
