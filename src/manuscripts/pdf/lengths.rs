//! Lengths of streams that are objects of their own (`/Length 7 0 R`). A reader fetches the object again for every
//! stream that names it; were it an array of a million numbers, that would take hours.

use std::collections::HashSet;

use super::super::limits;
use super::super::refused::Refused;

const OBJECT: &[u8] = b"obj";
/// Bytes that a number and the spaces around it take.
const NUMBER: usize = 32;

/// Refuses a file whose lengths are something else than numbers. One that is not found stands in an object stream.
pub(super) fn check(bytes: &[u8], lengths: &[usize], objects: usize) -> Result<(), Refused> {
    let referred = lengths.iter().filter_map(|at| reference(bytes.get(*at..)?));
    let mut wanted: HashSet<u64> = HashSet::new();
    let mut times = 0_usize;
    for number in referred {
        wanted.insert(number);
        times += 1;
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let mut found: HashSet<u64> = HashSet::new();
    let starts = bytes
        .windows(OBJECT.len())
        .enumerate()
        .filter(|(_, window)| *window == OBJECT);
    for (at, _) in starts {
        let Some(number) = header(bytes.get(..at).unwrap_or_default()) else {
            continue;
        };
        if wanted.contains(&number) {
            if !is_number(bytes.get(at + OBJECT.len()..).unwrap_or_default()) {
                return Err(Refused::Corrupt);
            }
            found.insert(number);
        }
    }
    if found.len() < wanted.len() && times.saturating_mul(objects) > limits::PDF_LENGTHS {
        return Err(Refused::TooLargeUnpacked);
    }
    Ok(())
}

/// `7` of ` 7 0 R`.
fn reference(rest: &[u8]) -> Option<u64> {
    let head = rest.get(..rest.len().min(NUMBER))?;
    let mut words = head
        .split(|byte| byte.is_ascii_whitespace() || *byte == 0)
        .filter(|word| !word.is_empty());
    let number = integer(words.next()?)?;
    integer(words.next()?)?;
    words.next()?.starts_with(b"R").then_some(number)
}

/// `7` of `7 0 ` before the word `obj`.
fn header(before: &[u8]) -> Option<u64> {
    let tail = before.get(before.len().saturating_sub(NUMBER)..)?;
    let mut words = tail
        .rsplit(|byte| byte.is_ascii_whitespace() || *byte == 0)
        .filter(|word| !word.is_empty());
    integer(words.next()?)?;
    let number = words.next()?;
    // What stands right before may be the end of the last object: `endobj7 0 obj`.
    let digits = number
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    integer(number.get(number.len() - digits..)?)
}

fn is_number(rest: &[u8]) -> bool {
    let head = rest.get(..rest.len().min(NUMBER)).unwrap_or_default();
    let word = head
        .split(|byte| byte.is_ascii_whitespace() || *byte == 0)
        .find(|word| !word.is_empty())
        .unwrap_or_default();
    let digits = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0 && matches!(word.get(digits..), Some(b"" | b"endobj"))
}

fn integer(word: &[u8]) -> Option<u64> {
    if word.is_empty() || word.len() > 10 || !word.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(word).ok()?.parse().ok()
}
