//! What a PDF would take in memory, counted before anything of it is held.
//!
//! A reader makes an object of about a hundred bytes for every number, name and bracket: two bytes of the file may cost
//! a hundred. They are counted in the file as it stands here, and in its streams in `packed`. Names may be written with
//! escapes (`/Obj#53tm`), so they are decoded first.

use std::borrow::Cow;

use super::super::limits;
use super::super::refused::Refused;
use super::lengths;

const STREAM: &[u8] = b"stream";
pub(super) const BLOCK: usize = 64 * 1024;
/// Bytes of a name that are looked at.
pub(super) const NAME: usize = 48;

#[derive(Default)]
struct Names {
    encrypted: bool,
    packs_objects: bool,
    /// Places behind each `/Length`.
    lengths: Vec<usize>,
}

/// What stands in a file plainly.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Weight {
    pub objects: usize,
    /// There may be more, in its streams.
    pub packs_objects: bool,
}

pub(super) fn check(bytes: &[u8]) -> Result<Weight, Refused> {
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
    Ok(Weight {
        objects: counter.objects,
        packs_objects: names.packs_objects,
    })
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
            b"ObjStm" | b"XRef" => self.packs_objects = true,
            _ => {}
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
pub(super) struct Counter {
    pub objects: usize,
    in_word: bool,
}

impl Counter {
    pub fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let regular = is_regular(*byte);
            self.objects += usize::from(opens(*byte) || regular && !self.in_word);
            self.in_word = regular;
        }
    }

    pub fn count(bytes: &[u8]) -> usize {
        let mut counter = Self::default();
        counter.take(bytes);
        counter.objects
    }
}

/// An object stream begins with pairs of numbers, where nobody took pains to hide that: comments may come before, and what
/// is between a number and the next may be any mark.
pub(super) fn begins_with_a_number(piece: &[u8]) -> bool {
    let mut rest = piece;
    loop {
        let gap = rest.iter().take_while(|byte| is_space(**byte)).count();
        rest = rest.get(gap..).unwrap_or_default();
        if !rest.starts_with(b"%") {
            break;
        }
        let line = rest
            .iter()
            .take_while(|byte| !matches!(byte, b'\r' | b'\n'));
        let line = line.count();
        rest = rest.get(line..).unwrap_or_default();
    }
    let mut word = rest.iter().take_while(|byte| is_regular(**byte));
    word.all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'))
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
