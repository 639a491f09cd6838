//! Where in a section the words of a query stand near one another.

use std::cmp::Reverse;

use memchr::{memchr_iter, memmem};

use super::asked::{Asked, Word};
use crate::kernel::text;
use crate::search::model::Section;

/// Words within which the words of a query belong together.
const WINDOW: usize = 30;

/// Words of a section that are looked at after they were found.
const HITS: usize = 500;

/// Of a query's words the longest, of which a section must have one.
const LONGEST: usize = 3;

/// Where words of a query stand near one another: word numbers of a section, those of its heading first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub first: usize,
    /// Different words of the query.
    pub distinct: usize,
    /// Of them, how many follow the one that is before it in the query too.
    pub in_order: usize,
    /// Of them, how many have the capitals that were typed, where that was looked at.
    pub capitals: usize,
}

/// What a query seeks in texts, made ready once for all of them.
pub(in crate::search) struct Sought<'q> {
    /// In the order typed.
    pub(super) words: Vec<&'q Word>,
    /// Of each different word, the longest first: they are the rarest, more or less.
    finders: Vec<memmem::Finder<'q>>,
    /// Texts with none of these are not looked into.
    pub longest: [&'q str; LONGEST],
    pub(super) has_capitals: bool,
}

impl<'q> Sought<'q> {
    /// `None`: nothing is sought.
    pub(in crate::search) fn of(asked: &'q Asked) -> Option<Self> {
        let words: Vec<&Word> = asked.carrying().collect();
        let mut different: Vec<&str> = Vec::with_capacity(words.len());
        for word in &words {
            if !different.contains(&word.folded.as_str()) {
                different.push(&word.folded);
            }
        }
        different.sort_by_key(|word| Reverse(word.len()));
        let first = different.first()?;
        let longest = std::array::from_fn(|at| *different.get(at).unwrap_or(first));
        Some(Self {
            words,
            finders: different.into_iter().map(memmem::Finder::new).collect(),
            longest,
            has_capitals: asked.capitalised().next().is_some(),
        })
    }
}

/// Which word of the query a folded word is.
pub(super) fn which(words: &[&Word], folded: &str, starts: bool) -> Option<usize> {
    let same = words.iter().position(|word| word.folded == folded);
    same.or_else(|| {
        let last = words.len().checked_sub(1).filter(|_| starts)?;
        let begins = words
            .get(last)
            .is_some_and(|word| folded.starts_with(&word.folded));
        begins.then_some(last)
    })
}

/// Where the words of a query stand among those of a section, and which each is, the first [`HITS`] of them.
fn hits(sought: &Sought<'_>, section: &str, starts: bool) -> Vec<(usize, usize)> {
    let bytes = section.as_bytes();
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut is_worthwhile = false;
    for (number, finder) in sought.finders.iter().enumerate() {
        if number == LONGEST && !is_worthwhile {
            return Vec::new();
        }
        let enough = found.len() + HITS;
        for at in finder.find_iter(bytes) {
            is_worthwhile = true;
            // Asked first: how long the word is must not count where it only stands within one.
            if at > 0 && bytes.get(at - 1) != Some(&b' ') {
                continue;
            }
            let whole = section.get(at..).and_then(|rest| rest.split(' ').next());
            if let Some(which) = whole.and_then(|whole| which(&sought.words, whole, starts)) {
                found.push((at, which));
            }
            // Of each word as many as of all together.
            if found.len() == enough {
                break;
            }
        }
    }
    found.sort_unstable();
    // A word of the query may begin another of them.
    found.dedup();
    found.truncate(HITS);
    let (mut number, mut counted) = (0, 0);
    for (at, _) in &mut found {
        let between = bytes.get(counted..*at).unwrap_or_default();
        number += memchr_iter(b' ', between).count();
        counted = std::mem::replace(at, number);
    }
    found
}

/// Where in a section most of the words stand near one another.
pub(super) fn best_spot(sought: &Sought<'_>, section: &Section, starts: bool) -> Option<Spot> {
    let hits = hits(sought, &section.words, starts);
    let hits = with_same_marks(&sought.words, section, hits);
    let spots = (0..hits.len()).filter_map(|from| spot(&hits, from));
    spots.max_by_key(|spot| (spot.distinct, spot.in_order, Reverse(spot.first)))
}

/// Of the spots of a section that are as good as its best one, the one where most words have the capitals that were typed.
pub(super) fn with_same_capitals(
    sought: &Sought<'_>,
    section: &Section,
    starts: bool,
    best: Spot,
) -> Spot {
    let hits = hits(sought, &section.words, starts);
    let hits = with_same_marks(&sought.words, section, hits);
    let written = written(section);
    let is_same = |(at, which): (usize, usize)| {
        let (Some(word), Some(written)) = (sought.words.get(which), written.get(at)) else {
            return false;
        };
        let capitals = text::capitals(written);
        // A word that was typed twice is found as the first of both.
        let mut typed = sought
            .words
            .iter()
            .filter(|typed| typed.folded == word.folded);
        typed.any(|typed| typed.is_written(written, capitals))
    };
    let same: Vec<bool> = hits.iter().map(|hit| is_same(*hit)).collect();
    let equals = (0..hits.len()).filter_map(|from| {
        let spot = spot(&hits, from)?;
        let is_equal = (spot.distinct, spot.in_order) == (best.distinct, best.in_order);
        is_equal.then_some((from, spot))
    });
    let counted = equals.map(|(from, spot)| {
        let near = near(&hits, from).zip(same.iter().skip(from));
        let seen = near.filter(|(_, same)| **same);
        let seen = seen.fold(0_u32, |seen, ((_, word), _)| seen | 1 << word);
        let capitals = seen.count_ones() as usize;
        Spot { capitals, ..spot }
    });
    let most = counted.max_by_key(|spot| (spot.capitals, Reverse(spot.first)));
    most.unwrap_or(best)
}

/// The hits from one on that belong together with it.
fn near(hits: &[(usize, usize)], from: usize) -> impl Iterator<Item = &(usize, usize)> {
    let first = hits.get(from).map_or(0, |(at, _)| *at);
    let hits = hits.iter().skip(from);
    hits.take_while(move |(at, _)| at - first < WINDOW)
}

/// What begins with a hit.
fn spot(hits: &[(usize, usize)], from: usize) -> Option<Spot> {
    let (first, _) = hits.get(from)?;
    let mut seen = 0_u32;
    let mut in_order = 0;
    let mut before: Option<(usize, usize)> = None;
    for (at, word) in near(hits, from) {
        let follows = before.is_some_and(|(place, other)| place + 1 == *at && other + 1 == *word);
        in_order += usize::from(follows && seen & (1 << word) == 0);
        seen |= 1 << word;
        before = Some((*at, *word));
    }
    Some(Spot {
        first: *first,
        distinct: seen.count_ones() as usize,
        in_order,
        capitals: 0,
    })
}

/// The words of a section as written, one for each of its folded ones.
fn written(section: &Section) -> Vec<&str> {
    let title = section.title.as_deref().unwrap_or_default();
    let texts = text::words(title).chain(text::words(&section.text));
    texts.map(|(_, word)| word).collect()
}

/// Where a word alone was typed with marks, only where it stands with the same ones, if it does anywhere.
fn with_same_marks(
    words: &[&Word],
    section: &Section,
    hits: Vec<(usize, usize)>,
) -> Vec<(usize, usize)> {
    let [
        Word {
            exact: Some(exact), ..
        },
    ] = words
    else {
        return hits;
    };
    let written = written(section);
    let same = |at: usize| {
        written
            .get(at)
            .is_some_and(|word| text::exact_key(word) == *exact)
    };
    let exact: Vec<_> = hits.iter().copied().filter(|(at, _)| same(*at)).collect();
    if exact.is_empty() { hits } else { exact }
}

#[cfg(test)]
#[path = "spots_tests.rs"]
mod tests;
