//! What of a document is shown where the words of a query stand.

use std::cmp::Reverse;
use std::ops::Range;

use memchr::memchr_iter;

use super::asked::Word;
use super::spots::{Sought, Spot, best_spot, which, with_same_capitals};
use crate::kernel::text;
use crate::search::model::Section;

/// Passages that a document is shown with.
pub(in crate::search) const PASSAGES: usize = 3;

/// Characters of a passage, those that say that it is cut included.
pub(in crate::search) const PASSAGE_CHARS: usize = 240;

/// How many of the best sections are looked at for the capitals that were typed.
const CAPITALS_LOOKED_AT: usize = 20;

/// Characters shown before the first word that was found.
const LEAD_CHARS: usize = 60;

/// Says that the text goes on.
const ELLIPSIS: char = '…';

/// A part of a section's text, and its heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct Passage {
    pub title: Option<Marked>,
    pub body: Marked,
}

/// A text with what was found in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::search) struct Marked {
    pub text: String,
    /// Characters (Unicode scalar values) of `text` that were found.
    pub highlights: Vec<Range<usize>>,
}

/// The best passages of one document, in its order of sections; `starts`: the last word may be a beginning.
pub(in crate::search) fn passages<'s>(
    sought: &Sought<'_>,
    sections: &'s [Section],
    starts: bool,
) -> Vec<(&'s Section, Passage)> {
    let words = sought.words.as_slice();
    let spots = sections.iter().enumerate().filter_map(|(place, section)| {
        let spot = best_spot(sought, section, starts)?;
        Some((place, spot, section))
    });
    let mut spots: Vec<(usize, Spot, &Section)> = spots.collect();
    spots.sort_by_key(|(place, spot, _)| rank(*place, spot));
    let most = spots.first().map_or(0, |(_, best, _)| best.distinct);
    // A passage with few of the words is noise, above all beside one with most of them.
    spots.retain(|(_, spot, _)| spot.distinct * 2 >= words.len() && spot.distinct * 3 >= most * 2);
    if sought.has_capitals {
        // Only those that capitals could put among the shown.
        let last = spots
            .get(PASSAGES - 1)
            .map(|(_, spot, _)| (spot.distinct, spot.in_order));
        spots.retain(|(_, spot, _)| last.is_none_or(|last| (spot.distinct, spot.in_order) >= last));
        spots.truncate(CAPITALS_LOOKED_AT);
        for (_, spot, section) in &mut spots {
            *spot = with_same_capitals(sought, section, starts, *spot);
        }
        spots.sort_by_key(|(place, spot, _)| rank(*place, spot));
    }
    spots.truncate(PASSAGES);
    spots.sort_by_key(|(place, ..)| *place);
    let shown = spots
        .into_iter()
        .map(|(_, spot, section)| (section, passage(words, section, spot, starts)));
    shown.collect()
}

/// What sorts a section, given its place: the least comes first.
fn rank(place: usize, spot: &Spot) -> (Reverse<usize>, Reverse<usize>, Reverse<usize>, usize) {
    let Spot {
        distinct,
        in_order,
        capitals,
        ..
    } = *spot;
    (
        Reverse(distinct),
        Reverse(in_order),
        Reverse(capitals),
        place,
    )
}

/// The text around a spot, cut between words, under its heading.
fn passage(words: &[&Word], section: &Section, spot: Spot, starts: bool) -> Passage {
    let body = section.text.as_str();
    let title = section.title.as_deref();
    let title_words = title.map_or(0, |title| text::words(title).count());
    let (of_title, of_body) = parted(&section.words, title_words);
    let first = spot.first.saturating_sub(title_words);
    let ranges = ranges(body, first);
    let (begin, end) = cut(body, &ranges, first);
    let part = body.get(begin..end).unwrap_or_default();
    let before = ranges.partition_point(|word| word.start < begin);
    let (_, of_part) = parted(of_body, before);
    let is_cut = |rest: Option<&str>| rest.is_some_and(|rest| !rest.trim().is_empty());
    let cuts = (is_cut(body.get(..begin)), is_cut(body.get(end..)));
    Passage {
        title: title.map(|title| mark(words, (title, of_title), starts, (false, false))),
        body: mark(words, (part, of_part), starts, cuts),
    }
}

/// What stands before a word of a section, counted from 0, and from it on.
fn parted(words: &str, at: usize) -> (&str, &str) {
    let Some(spaces) = at.checked_sub(1) else {
        return ("", words);
    };
    let space = memchr_iter(b' ', words.as_bytes()).nth(spaces);
    let parts = space.and_then(|space| Some((words.get(..space)?, words.get(space + 1..)?)));
    parts.unwrap_or((words, ""))
}

/// Where the words of a text stand, up to those that may be shown with one of them.
fn ranges(body: &str, spot: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut until = usize::MAX;
    for (start, word) in text::words(body) {
        if ranges.len() == spot {
            until = start + MOST_BYTES * PASSAGE_CHARS;
        }
        if start > until {
            break;
        }
        ranges.push(start..start + word.len());
    }
    ranges
}

/// Bytes of a character.
const MOST_BYTES: usize = 4;

/// A text with the words of the query marked, given its words without marks; `cuts`: whether something was cut before it,
/// and after it.
fn mark(words: &[&Word], (part, folded): (&str, &str), starts: bool, cuts: (bool, bool)) -> Marked {
    let mut shown = Shown::default();
    if cuts.0 {
        shown.text.push(ELLIPSIS);
        shown.chars += 1;
    }
    let mut found: Vec<(Range<usize>, bool)> = Vec::new();
    let mut at = 0;
    for ((start, written), folded) in text::words(part).zip(folded.split(' ')) {
        shown.add(part.get(at..start).unwrap_or_default());
        let from = shown.chars;
        shown.add(written);
        at = start + written.len();
        if let Some(word) = which(words, folded, starts).and_then(|which| words.get(which)) {
            let is_same = match &word.exact {
                Some(exact) => text::exact_key(written).starts_with(exact.as_str()),
                None => true,
            };
            found.push((from..shown.chars, is_same));
        }
    }
    shown.add(part.get(at..).unwrap_or_default());
    shown.trim_end();
    if cuts.1 {
        shown.text.push(ELLIPSIS);
    }
    // Other marks are other words, unless nothing else was found.
    let some_same = found.iter().any(|(_, is_same)| *is_same);
    let highlights = found
        .into_iter()
        .filter(|(_, is_same)| *is_same || !some_same);
    Marked {
        text: shown.text,
        highlights: highlights.map(|(range, _)| range).collect(),
    }
}

/// The bytes to show: from a few words before the spot, up to as many characters as a passage has.
fn cut(body: &str, words: &[Range<usize>], first: usize) -> (usize, usize) {
    let chars = |from: usize, to: usize| body.get(from..to).unwrap_or_default().chars().count();
    let Some(spot) = words.get(first) else {
        return (0, 0);
    };
    let before = words.iter().take(first).rev();
    let begin = before
        .take_while(|word| chars(word.start, spot.start) <= LEAD_CHARS)
        .last()
        .map_or(spot.start, |word| word.start);
    let begin = if words.first().is_some_and(|word| word.start == begin) && chars(0, begin) <= 4 {
        body.len() - body.trim_start().len()
    } else {
        begin
    };
    // Room for what says that it is cut, at both ends.
    let room = PASSAGE_CHARS - 2;
    let trimmed = body.trim_end().len();
    if trimmed >= begin && chars(begin, trimmed) <= room {
        return (begin, trimmed);
    }
    let limit = body
        .get(begin..)
        .unwrap_or_default()
        .char_indices()
        .nth(room);
    let limit = limit.map_or(body.len(), |(at, _)| begin + at);
    let last = words
        .iter()
        .rfind(|word| word.start >= begin && word.end <= limit);
    // A word longer than a passage is cut itself.
    (begin, last.map_or(limit, |word| word.end))
}

/// A passage in the making: each run of white space is one space.
#[derive(Default)]
struct Shown {
    text: String,
    chars: usize,
}

impl Shown {
    fn add(&mut self, part: &str) {
        for c in part.chars() {
            let c = if c.is_whitespace() { ' ' } else { c };
            let is_needless = c == ' ' && (self.text.ends_with(' ') || self.text.is_empty());
            if is_needless || c.is_control() {
                continue;
            }
            self.text.push(c);
            self.chars += 1;
        }
    }

    fn trim_end(&mut self) {
        self.text.truncate(self.text.trim_end().len());
    }
}

#[cfg(test)]
#[path = "passages_tests.rs"]
mod tests;
