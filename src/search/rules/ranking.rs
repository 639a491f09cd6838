//! In which order documents are shown.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::asked::{Asked, Word};
use super::naming::{Named, named};
use super::steps::Level;
use crate::kernel::symbol::tokens;
use crate::search::model::{Force, Found, Tier};

/// How well a document fits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::search) struct Fit {
    /// A number was typed, and it is the paper's.
    pub is_numbered: bool,
    /// By its words; `None`: it was found by its number only.
    pub level: Option<Level>,
    /// How much of the query it has, where it has not all of it.
    pub parts: u32,
}

/// What sorts a document: the least comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::search) struct Place {
    level: Level,
    parts: Reverse<u32>,
    symbol: Named,
    title: Closeness,
    capitals: Reverse<usize>,
    has_ended: bool,
    is_local: bool,
    kind: i32,
    tier: Tier,
    day: Reverse<Option<NaiveDate>>,
    id: Reverse<i64>,
}

/// How near the query is to the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    Same,
    Begins,
    /// It is not, but what was typed is the paper's number and words of the title.
    Numbered,
    Phrase,
    /// As before, but the last word only begins there.
    PhraseStart,
    Gist,
    Other,
}

impl Place {
    /// How well it fits; a paper that is named by its number does, however it was found.
    pub(in crate::search) fn level(&self) -> Level {
        self.level
    }
}

/// Where a document stands among those that were found; `None`: it does not fit after all.
pub(in crate::search) fn place(
    asked: &Asked,
    found: &Found,
    fit: Fit,
    today: NaiveDate,
) -> Option<Place> {
    let symbol = named(asked, found);
    let level = level(symbol, fit)?;
    let is_symbol = level == Level::Symbol;
    // A symbol says which paper is meant; how near its title is says nothing.
    let (title, capitals) = if is_symbol {
        (Closeness::Other, 0)
    } else {
        (closeness(asked, found, symbol), same_capitals(asked, found))
    };
    let ended = matches!(
        found.force(today),
        Force::Expired | Force::Replaced | Force::Repealed
    );
    let central = |key: &str| {
        key.ends_with("tw")
            || key.ends_with(" cp")
            || key.split(' ').any(|word| word.starts_with("qh"))
    };
    Some(Place {
        level,
        parts: Reverse(fit.parts),
        symbol: if is_symbol { symbol } else { Named::Not },
        title,
        capitals: Reverse(capitals),
        has_ended: ended,
        is_local: is_symbol && !found.symbol_key.as_deref().is_some_and(central),
        kind: if is_symbol { found.kind_place } else { 0 },
        tier: found.tier(),
        day: Reverse(found.issued_on),
        id: Reverse(found.id),
    })
}

fn level(named: Named, fit: Fit) -> Option<Level> {
    match named {
        Named::Wholly | Named::Fully => Some(Level::Symbol),
        Named::ByKindAndTitle | Named::ByKind if fit.is_numbered => Some(Level::Symbol),
        // It has all words, also where they were not found: typed as one, or with a zero too many.
        Named::ByTitle if fit.is_numbered => {
            let by_words = fit.level.unwrap_or(Level::Title);
            Some(by_words.min(Level::Title))
        }
        // Its own number, which was hardly meant, would put it before what has the words together.
        Named::Loosely if fit.is_numbered && fit.level != Some(Level::PhraseExact) => {
            Some(Level::Numbered)
        }
        _ => fit.level,
    }
}

/// How many of the words that were typed with capitals stand in a title with the same ones.
fn same_capitals(asked: &Asked, found: &Found) -> usize {
    let is_there = |word: &&Word| {
        let mut title = found.title_capitals();
        title.any(|(written, capitals)| word.is_written(written, capitals))
    };
    asked.capitalised().filter(is_there).count()
}

fn closeness(asked: &Asked, found: &Found, named: Named) -> Closeness {
    let title = found.title_key.as_str();
    let typed = asked.typed.as_str();
    if title == typed {
        Closeness::Same
    } else if title
        .strip_prefix(typed)
        .is_some_and(|rest| rest.starts_with(' '))
    {
        Closeness::Begins
    } else if named == Named::ByTitle {
        Closeness::Numbered
    } else if has_words(title, typed) {
        Closeness::Phrase
    } else if starts_in(title, typed).next().is_some() {
        Closeness::PhraseStart
    } else if asked.gist != typed && has_words(title, &asked.gist) {
        Closeness::Gist
    } else {
        Closeness::Other
    }
}

/// What follows where whole words of a key, the last one perhaps unfinished, stand in another in this order.
fn starts_in<'k>(key: &'k str, words: &str) -> impl Iterator<Item = &'k str> {
    key.match_indices(words).filter_map(move |(at, found)| {
        let before = key.get(..at)?;
        let begins_word = before.is_empty() || before.ends_with(' ');
        begins_word.then(|| key.get(at + found.len()..)).flatten()
    })
}

/// Whether whole words of a key stand in another in this order.
fn has_words(key: &str, words: &str) -> bool {
    starts_in(key, words).any(|after| after.is_empty() || after.starts_with(' '))
}

/// How a suggestion is sorted: the least comes first. `None`: nothing of the document begins as typed.
pub(in crate::search) fn suggestion(
    asked: &Asked,
    found: &Found,
    today: NaiveDate,
) -> Option<(bool, bool, Place)> {
    let fit = Fit {
        level: Some(Level::Start),
        ..Fit::default()
    };
    let place = place(asked, found, fit, today)?;
    let exact = found.title_exact.as_str();
    let marked = asked.words.iter().filter_map(|word| word.exact.as_deref());
    let same_marks = marked
        .clone()
        .all(|word| exact.split(' ').any(|other| other.starts_with(word)));
    let begins = found.title_key.starts_with(&asked.typed)
        || found
            .symbol_key
            .as_deref()
            .is_some_and(|key| key.starts_with(&asked.symbol_key));
    Some((!same_marks, !begins, place))
}

/// Whether a suggestion is the symbol rather than the title: what was typed is the beginning of the symbol.
pub(in crate::search) fn suggests_symbol(asked: &Asked, found: &Found) -> bool {
    let typed = &asked.symbol_key;
    let by_kind = |key: &str| {
        // `NQ57` for `57 nq tw`.
        let mut parts = tokens(key).into_iter();
        let number = parts.next().unwrap_or_default();
        let kind = parts.next().unwrap_or_default();
        format!("{kind} {number}").starts_with(typed)
    };
    !asked.symbols.is_empty()
        && found
            .symbol_key
            .as_deref()
            .is_some_and(|key| key.starts_with(typed) || by_kind(key))
}

#[cfg(test)]
#[path = "ranking_tests.rs"]
pub(super) mod tests;
