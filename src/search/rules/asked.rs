//! Reading what somebody types to find a paper.

use crate::kernel::symbol::{SymbolQuery, tokens};
use crate::kernel::text;

/// Words of a query that count.
const MOST_WORDS: usize = 16;

/// Words that say nothing of what is looked for, as written with marks; they count where nothing else is typed.
const FILLERS: [&str; 26] = [
    "về",
    "của",
    "và",
    "là",
    "gì",
    "cho",
    "các",
    "những",
    "với",
    "để",
    "khi",
    "thì",
    "như",
    "trong",
    "tại",
    "có",
    "được",
    "này",
    "đó",
    "ở",
    "nào",
    "hoặc",
    "ạ",
    "thế nào",
    "ra sao",
    "bao nhiêu",
];

/// Those that are known without marks too: `ve` alone may be that of `bảo vệ`.
const BARE_FILLERS: [&str; 14] = [
    "nhu the nao",
    "nhu nao",
    "the nao",
    "ra sao",
    "lam sao",
    "bao nhieu",
    "o dau",
    "khi nao",
    "vi sao",
    "tai sao",
    "la gi",
    "nhung gi",
    "noi gi",
    "gi",
];

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct Word {
    /// Without marks.
    pub folded: String,
    /// With marks, where it was typed with some.
    pub exact: Option<String>,
    /// Which of its letters are [`capitals`], where that was meant.
    pub capitals: u64,
    /// Whether it says something of what is looked for.
    pub carries: bool,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct Asked {
    /// At most [`MOST_WORDS`], in the order typed.
    pub words: Vec<Word>,
    /// Numbers of papers that it may mean.
    pub symbols: Vec<SymbolQuery>,
    /// The key of the symbol that the query would be.
    pub symbol_key: String,
    /// All words, and those that say something, without marks: as they would stand in the key of a title.
    pub typed: String,
    pub gist: String,
}

impl Asked {
    pub(in crate::search) fn read(query: &str) -> Self {
        let mut words = Vec::new();
        for (_, written) in text::words(query) {
            let key = text::search_key(written);
            let exact = text::has_marks(written).then(|| text::exact_key(written));
            let capitals = text::capitals(written);
            let parts = key.split_whitespace().map(|part| Word {
                folded: part.to_owned(),
                exact: exact.clone(),
                capitals,
                carries: true,
            });
            words.extend(parts);
        }
        words.truncate(MOST_WORDS);
        mark_fillers(&mut words);
        forget_capitals(&mut words, query);
        let gist = joined(words.iter().filter(|word| word.carries));
        Self {
            symbols: SymbolQuery::readings(&gist),
            symbol_key: tokens(&gist).join(" "),
            typed: joined(words.iter()),
            gist,
            words,
        }
    }

    /// The words that say something of what is looked for.
    pub(in crate::search) fn carrying(&self) -> impl Iterator<Item = &Word> {
        self.words.iter().filter(|word| word.carries)
    }

    /// Those of them that were typed with capitals, and these meant.
    pub(in crate::search) fn capitalised(&self) -> impl Iterator<Item = &Word> {
        self.carrying().filter(|word| word.capitals != 0)
    }

    pub(in crate::search) fn has_fillers(&self) -> bool {
        self.words.iter().any(|word| !word.carries)
    }

    pub(in crate::search) fn has_marks(&self) -> bool {
        self.words.iter().any(|word| word.exact.is_some())
    }

    /// Words that follow one another and both say something.
    pub(in crate::search) fn pairs(&self) -> impl Iterator<Item = (&Word, &Word)> {
        let next = self.words.iter().skip(1);
        self.words
            .iter()
            .zip(next)
            .filter(|(first, second)| first.carries && second.carries)
    }
}

impl Word {
    /// Whether a word with capitals is written in the same way, these being those of what is written.
    pub(in crate::search) fn is_written(&self, written: &str, capitals: u64) -> bool {
        self.capitals != 0
            && self.capitals == capitals
            && match &self.exact {
                Some(exact) => text::exact_key(written) == *exact,
                None => text::search_key(written) == self.folded,
            }
    }
}

/// Capitals are meant unless all letters are some, or only the first one, which phones write by themselves: that of a
/// name is followed by another word with one.
fn forget_capitals(words: &mut [Word], query: &str) {
    if !query.chars().any(char::is_lowercase) {
        for word in words {
            word.capitals = 0;
        }
        return;
    }
    let begins_name = words.get(1).is_some_and(|second| second.capitals & 1 == 1);
    if let Some(first) = words.first_mut().filter(|first| first.capitals == 1)
        && !begins_name
    {
        first.capitals = 0;
    }
}

fn joined<'w>(words: impl Iterator<Item = &'w Word>) -> String {
    let words: Vec<&str> = words.map(|word| word.folded.as_str()).collect();
    words.join(" ")
}

/// Marks what says nothing, unless nothing would be left.
fn mark_fillers(words: &mut [Word]) {
    let with_marks = words.iter().any(|word| word.exact.is_some());
    let forms: Vec<String> = words
        .iter()
        .map(|word| match &word.exact {
            Some(exact) => exact.clone(),
            None => word.folded.clone(),
        })
        .collect();
    let bare: Vec<String> = words.iter().map(|word| word.folded.clone()).collect();
    let mut fills = vec![false; words.len()];
    if with_marks {
        for filler in FILLERS {
            mark(&forms, filler, &mut fills);
        }
    } else {
        for filler in BARE_FILLERS {
            mark(&bare, filler, &mut fills);
        }
    }
    if fills.iter().all(|fills| *fills) {
        return;
    }
    for (word, fills) in words.iter_mut().zip(fills) {
        word.carries = !fills;
    }
}

/// Marks wherever a filler of one or more words stands.
fn mark(forms: &[String], filler: &str, fills: &mut [bool]) {
    let parts: Vec<String> = filler.split(' ').map(text::exact_key).collect();
    for (at, window) in forms.windows(parts.len()).enumerate() {
        if window == parts.as_slice() {
            for fills in fills.iter_mut().skip(at).take(parts.len()) {
                *fills = true;
            }
        }
    }
}

#[cfg(test)]
#[path = "asked_tests.rs"]
mod tests;
