//! In which order documents are shown.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::asked::Asked;
use super::steps::Level;
use crate::kernel::symbol::{SymbolQuery, tokens};
use crate::search::model::{Force, Found, Tier};

/// Words beside a number that name no paper by themselves.
const BESIDE_NUMBERS: [&str; 2] = ["so", "nam"];

/// How well a document fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::search) struct Fit {
    pub level: Level,
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
    has_ended: bool,
    is_local: bool,
    kind: i32,
    tier: Tier,
    day: Reverse<Option<NaiveDate>>,
    id: Reverse<i64>,
}

/// How a query names a paper by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    /// By the whole symbol.
    Wholly,
    /// All else that was typed is of its symbol, kind, issuer or year.
    Fully,
    /// Its kind was typed beside it.
    ByKind,
    Not,
}

/// How near the query is to the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    Same,
    Begins,
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
    let level = match (fit.level, symbol) {
        // Its number was typed, but as that of something else.
        (Level::Symbol, Named::Not) => return None,
        (_, Named::Wholly | Named::Fully) => Level::Symbol,
        (level, _) => level,
    };
    let is_symbol = level == Level::Symbol;
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
        title: if is_symbol {
            Closeness::Other
        } else {
            closeness(asked, found)
        },
        has_ended: ended,
        is_local: is_symbol && !found.symbol_key.as_deref().is_some_and(central),
        kind: if is_symbol { found.kind_place } else { 0 },
        tier: found.tier(),
        day: Reverse(found.issued_on),
        id: Reverse(found.id),
    })
}

fn named(asked: &Asked, found: &Found) -> Named {
    let Some(key) = &found.symbol_key else {
        return Named::Not;
    };
    if !asked.symbols.is_empty() && *key == asked.symbol_key {
        return Named::Wholly;
    }
    let readings = asked
        .symbols
        .iter()
        .map(|symbol| named_by(symbol, key, found));
    readings.min().unwrap_or(Named::Not)
}

fn named_by(symbol: &SymbolQuery, key: &str, found: &Found) -> Named {
    let number = symbol.number.to_string();
    if key.split(' ').next() != Some(number.as_str()) {
        return Named::Not;
    }
    let (kind, abbreviation) = (found.kind_key.as_str(), found.abbreviation_key.as_str());
    let year = found.issued_on.map(|day| day.format("%Y").to_string());
    let known = |word: &str| {
        let texts = [key, kind, abbreviation, found.issuer_key.as_str()];
        texts
            .iter()
            .any(|text| text.split(' ').any(|part| part == word))
            || year.as_deref() == Some(word)
            || BESIDE_NUMBERS.contains(&word)
    };
    if symbol.words.iter().all(|word| known(word)) {
        return Named::Fully;
    }
    let (before, after) = symbol.words.split_at(symbol.place.min(symbol.words.len()));
    let is_beside = |name: &str| {
        let parts: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
        !parts.is_empty() && (before.ends_with(&parts) || after.starts_with(&parts))
    };
    if is_beside(kind) || is_beside(abbreviation) {
        Named::ByKind
    } else {
        Named::Not
    }
}

fn closeness(asked: &Asked, found: &Found) -> Closeness {
    let title = found.title_key.as_str();
    let typed = asked.typed.as_str();
    if title == typed {
        Closeness::Same
    } else if title
        .strip_prefix(typed)
        .is_some_and(|rest| rest.starts_with(' '))
    {
        Closeness::Begins
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
        level: Level::Start,
        parts: 0,
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
mod tests;
