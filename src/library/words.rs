//! The words under which a published document is found, as tokens: a sign for where the word stands, then the word.
//!
//! A document has a token once however often the word stands in it, and the engines keep nothing but who has which
//! token: a search asks for documents that have all of some tokens, which both answer in the same way and quickly.
//! Words that follow one another are a token too ([`pair`]), since a Vietnamese word is two or three syllables written
//! apart, and each of those syllables alone stands in nearly every paper.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};

use crate::kernel::{symbol, text};

/// Characters of a word that count.
const WORD_CHARS: usize = 40;

/// Letters of a word's beginning that are tokens of their own; longer beginnings are looked up by these.
pub const START_CHARS: usize = 8;

/// Where a word stands, and in which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// In what a document is called (title, kind, symbol, issuer, year), without marks.
    Title,
    /// There, with marks; only words that have some.
    TitleExact,
    /// Anywhere in it, without marks.
    Anywhere,
    /// Anywhere, with marks; only words that have some.
    AnywhereExact,
    /// The beginning of a word of what it is called, without marks, up to [`START_CHARS`].
    TitleStart,
}

/// How a document is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filing<'a> {
    /// `official`, `material`.
    Genre(&'a str),
    /// The code of its kind.
    Kind(&'a str),
    /// The code of its topic.
    Topic(&'a str),
    Tier(&'a str),
    /// Of the day of issue.
    Year(i32),
    Issuer(&'a str),
}

/// The token of a word, which is a key of `kernel::text`.
#[must_use]
pub fn token(field: Field, word: &str) -> String {
    let (sign, most) = match field {
        Field::Title => ('1', WORD_CHARS),
        Field::TitleExact => ('2', WORD_CHARS),
        Field::Anywhere => ('3', WORD_CHARS),
        Field::AnywhereExact => ('4', WORD_CHARS),
        Field::TitleStart => ('6', START_CHARS),
    };
    std::iter::once(sign)
        .chain(word.chars().take(most))
        .collect()
}

/// The token of two words that follow one another anywhere in a document, without marks.
#[must_use]
pub fn pair(first: &str, second: &str) -> String {
    let cut = |word: &str| word.chars().take(WORD_CHARS).collect::<String>();
    format!("5{}_{}", cut(first), cut(second))
}

impl Filing<'_> {
    #[must_use]
    pub fn token(&self) -> String {
        match self {
            Self::Genre(code) => code_token('g', code),
            Self::Kind(code) => code_token('k', code),
            Self::Topic(code) => code_token('t', code),
            Self::Tier(code) => code_token('r', code),
            Self::Year(year) => format!("7y_{year}"),
            Self::Issuer(name) => format!("7i_{}", text::search_key(name).replace(' ', "_")),
        }
    }
}

/// What is no code stays none: a sign that no code has stands for each that cannot be in one.
fn code_token(sign: char, code: &str) -> String {
    let is_of_code = |c: char| c == '_' || c.is_ascii_digit() || c.is_ascii_lowercase();
    let code = code
        .chars()
        .map(|c| if is_of_code(c) { c } else { '\u{fffd}' });
    ['7', sign, '_'].into_iter().chain(code).collect()
}

/// What a published document is found by.
#[derive(Debug, Clone, Default)]
pub(in crate::library) struct Paper<'a> {
    pub genre: &'a str,
    pub kind_code: &'a str,
    pub kind_name: &'a str,
    pub kind_abbreviation: Option<&'a str>,
    pub title: &'a str,
    pub symbol: Option<&'a str>,
    pub issuer: Option<&'a str>,
    pub issued_on: Option<NaiveDate>,
    pub abstract_text: Option<&'a str>,
    pub tier: &'a str,
    pub topic_code: Option<&'a str>,
}

/// The tokens of a document and the folded text of each of its sections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::library) struct Words {
    pub tokens: BTreeSet<String>,
    /// For `edition_sections.words`, in the order of the sections; see [`folded_words`].
    pub sections: Vec<String>,
}

/// Tokens of a document whose sections have these titles and texts.
pub(in crate::library) fn words_of<'a>(
    paper: &Paper<'a>,
    sections: impl IntoIterator<Item = (Option<&'a str>, &'a str)>,
) -> Words {
    let mut collector = Collector::default();
    let year = paper.issued_on.map(|day| format!("năm {}", day.year()));
    let titles = [
        Some(paper.kind_name),
        paper.kind_abbreviation,
        paper.symbol,
        Some(paper.title),
        paper.issuer,
        year.as_deref(),
    ];
    for title in titles.into_iter().flatten() {
        collector.add(title, true);
    }
    for word in paper.symbol.map(symbol::tokens).unwrap_or_default() {
        collector.add(&word, true);
    }
    collector.add(paper.abstract_text.unwrap_or_default(), false);
    let mut folded = Vec::new();
    for (title, body) in sections {
        collector.add(title.unwrap_or_default(), false);
        collector.add(body, false);
        folded.push(folded_words(&[title.unwrap_or_default(), body]));
    }
    let filings = [
        Some(Filing::Genre(paper.genre)),
        Some(Filing::Kind(paper.kind_code)),
        Some(Filing::Tier(paper.tier)),
        paper.topic_code.map(Filing::Topic),
        paper.issued_on.map(|day| Filing::Year(day.year())),
        paper.issuer.map(Filing::Issuer),
    ];
    let mut tokens = collector.tokens;
    tokens.extend(filings.iter().flatten().map(Filing::token));
    Words {
        tokens,
        sections: folded,
    }
}

/// The words of texts that follow one another, without marks, parted by spaces: exactly one for each that [`text::words`]
/// gives, so that the place of a word here is its place there.
#[must_use]
pub(in crate::library) fn folded_words(texts: &[&str]) -> String {
    let mut folded = String::new();
    for (_, word) in texts.iter().flat_map(|text| text::words(text)) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        match text::search_key(word).replace(' ', "_") {
            empty if empty.is_empty() => folded.push('-'),
            key => folded.push_str(&key),
        }
    }
    folded
}

/// Both keys of a word, each parted into words.
type Keys = (Vec<String>, Vec<String>);

#[derive(Default)]
struct Collector {
    tokens: BTreeSet<String>,
    /// A paper says the same few hundred words again and again.
    known: HashMap<String, Keys>,
}

impl Collector {
    fn add(&mut self, text: &str, is_title: bool) {
        let Self { tokens, known } = self;
        let mut before: Option<String> = None;
        for (_, word) in text::words(text) {
            if !known.contains_key(word) {
                known.insert(word.to_owned(), keys(word));
            }
            let Some((folded, exact)) = known.get(word) else {
                continue;
            };
            for word in folded {
                tokens.insert(token(Field::Anywhere, word));
                if is_title {
                    tokens.insert(token(Field::Title, word));
                    tokens.extend(starts(word));
                }
                if let Some(before) = before.replace(word.clone()) {
                    tokens.insert(pair(&before, word));
                }
            }
            for word in exact.iter().filter(|word| text::has_marks(word)) {
                tokens.insert(token(Field::AnywhereExact, word));
                if is_title {
                    tokens.insert(token(Field::TitleExact, word));
                }
            }
        }
    }
}

fn starts(word: &str) -> impl Iterator<Item = String> {
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.take(START_CHARS)
        .filter_map(|end| word.get(..end))
        .map(|start| token(Field::TitleStart, start))
}

fn keys(word: &str) -> Keys {
    let parts = |key: String| key.split_whitespace().map(str::to_owned).collect();
    (parts(text::search_key(word)), parts(text::exact_key(word)))
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
