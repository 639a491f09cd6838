//! Which documents are asked for: step by step, the best ones first.

use super::asked::{Asked, Word};
use crate::kernel::symbol::SymbolQuery;
use crate::search::model::{Field, START_CHARS, Wanted, pair, token};

/// How well a document fits; the least is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::search) enum Level {
    /// The number and the words of its symbol.
    Symbol,
    /// Everything that was typed stands in what it is called, marks included.
    TitleExact,
    /// All words that say something stand there, marks included.
    GistExact,
    /// Words that follow one another in the query do so somewhere in the document, and the marks are there.
    PhraseExact,
    /// As [`Self::TitleExact`], whatever the marks.
    Title,
    /// As [`Self::GistExact`], whatever the marks.
    Gist,
    /// As [`Self::PhraseExact`], whatever the marks.
    Phrase,
    /// It has the number, which looks like that of something else, and the other words stand in what it is called.
    Numbered,
    /// All words that say something stand somewhere, marks included.
    AnywhereExact,
    /// As before, whatever the marks.
    Anywhere,
    /// All words stand in what it is called, the last one as the beginning of one.
    TitleStart,
    /// The last word is the beginning of one there; the others stand somewhere.
    Start,
    /// Most of the words.
    Most,
}

/// One question to the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct Step {
    pub level: Level,
    pub wanted: Wanted,
}

impl Step {
    fn new(level: Level, tokens: impl IntoIterator<Item = String>) -> Self {
        let mut tokens: Vec<String> = tokens.into_iter().collect();
        tokens.sort_unstable();
        tokens.dedup();
        Self {
            level,
            wanted: Wanted {
                tokens,
                number: None,
            },
        }
    }
}

/// Papers by number: with all that was typed beside it, else with the word next to it.
pub(in crate::search) fn by_number(asked: &Asked) -> Vec<Step> {
    let whole = asked
        .symbols
        .iter()
        .map(|symbol| numbered(symbol, &symbol.words));
    let beside = asked.symbols.iter().filter(|symbol| symbol.words.len() > 1);
    let beside = beside.filter_map(|symbol| {
        let neighbour = symbol.words.get(symbol.place.saturating_sub(1))?;
        Some(numbered(symbol, std::slice::from_ref(neighbour)))
    });
    let mut steps: Vec<Step> = whole.collect();
    steps.extend(beside);
    steps
}

/// Papers of a number, whatever was typed beside it: words of a symbol that were typed as one (`57nqtu`) are a token of
/// no paper.
pub(in crate::search) fn by_number_alone(asked: &Asked) -> Vec<Step> {
    let symbols = asked.symbols.iter();
    let with_words = symbols.filter(|symbol| !symbol.words.is_empty());
    with_words.map(|symbol| numbered(symbol, &[])).collect()
}

fn numbered(symbol: &SymbolQuery, words: &[String]) -> Step {
    let number = token(Field::Title, &symbol.number.to_string());
    let words = words.iter().map(|word| token(Field::Title, word));
    let mut step = Step::new(Level::Symbol, words.chain([number]));
    step.wanted.number = i32::try_from(symbol.number).ok();
    step
}

/// Documents by words, all of them.
pub(in crate::search) fn by_words(asked: &Asked) -> Vec<Step> {
    use Level::{Anywhere, AnywhereExact, Gist, GistExact, Phrase, PhraseExact, Title, TitleExact};
    let all: Vec<&Word> = asked.words.iter().collect();
    let gist: Vec<&Word> = asked.carrying().collect();
    let marks = asked.has_marks();
    let mut steps = Vec::new();
    if gist.is_empty() {
        return steps;
    }
    let mut add = |level: Level, tokens: Vec<String>| steps.push(Step::new(level, tokens));
    let title = |words: &[&Word]| folded(words, Field::Title);
    let title_exact = |words: &[&Word]| exact(words, Field::TitleExact, Field::Title);
    let anywhere = folded(&gist, Field::Anywhere);
    let anywhere_exact = exact(&gist, Field::AnywhereExact, Field::Anywhere);
    let pairs: Vec<String> = asked
        .pairs()
        .map(|(a, b)| pair(&a.folded, &b.folded))
        .collect();
    let with_pairs = |words: &[String]| [pairs.as_slice(), words].concat();
    if marks {
        add(TitleExact, title_exact(&all));
        if asked.has_fillers() {
            add(GistExact, title_exact(&gist));
        }
        if !pairs.is_empty() {
            add(PhraseExact, with_pairs(&anywhere_exact));
        }
    }
    add(Title, title(&all));
    if asked.has_fillers() {
        add(Gist, title(&gist));
    }
    if !pairs.is_empty() {
        add(Phrase, with_pairs(&anywhere));
    }
    if marks {
        add(AnywhereExact, anywhere_exact);
    }
    add(Anywhere, anywhere);
    steps
}

/// While the last word is still being typed: in what a document is called, then with the words before it anywhere.
pub(in crate::search) fn by_start(asked: &Asked) -> Vec<Step> {
    let words: Vec<&Word> = asked.carrying().collect();
    let Some((last, before)) = words.split_last() else {
        return Vec::new();
    };
    let start: String = last.folded.chars().take(START_CHARS).collect();
    let start = token(Field::TitleStart, &start);
    let called = folded(before, Field::Title);
    let mut steps = vec![Step::new(
        Level::TitleStart,
        called.into_iter().chain([start.clone()]),
    )];
    if !before.is_empty() {
        let anywhere = folded(before, Field::Anywhere);
        steps.push(Step::new(Level::Start, anywhere.into_iter().chain([start])));
    }
    steps
}

/// What is suggested while the last word is still being typed: read as words, and as the symbol of a paper (`nq5`).
pub(in crate::search) fn to_suggest(asked: &Asked) -> Vec<Step> {
    let begins = |words: Vec<&str>| {
        let (last, before) = words.split_last()?;
        let start: String = last.chars().take(START_CHARS).collect();
        let before = before.iter().map(|word| token(Field::Title, word));
        Some(Step::new(
            Level::Start,
            before.chain([token(Field::TitleStart, &start)]),
        ))
    };
    let words = begins(
        asked
            .words
            .iter()
            .map(|word| word.folded.as_str())
            .collect(),
    );
    let symbol = begins(asked.symbol_key.split_whitespace().collect());
    let mut steps: Vec<Step> = words.into_iter().collect();
    steps.extend(symbol.filter(|step| !steps.contains(step)));
    steps
}

/// What a document may have instead of all words, each with its weight.
pub(in crate::search) fn by_parts(asked: &Asked) -> Vec<(u32, Step)> {
    let pairs = asked.pairs().map(|(a, b)| (3, pair(&a.folded, &b.folded)));
    let titles = asked
        .carrying()
        .map(|word| (1, token(Field::Title, &word.folded)));
    let mut parts: Vec<(u32, Step)> = Vec::new();
    for (weight, token) in pairs.take(MOST_PARTS).chain(titles.take(MOST_PARTS)) {
        let step = Step::new(Level::Most, [token]);
        if parts.iter().all(|(_, other)| *other != step) {
            parts.push((weight, step));
        }
    }
    parts
}

/// Pairs, and words, of which [`by_parts`] makes a question each.
const MOST_PARTS: usize = 8;

fn folded(words: &[&Word], field: Field) -> Vec<String> {
    words
        .iter()
        .map(|word| token(field, &word.folded))
        .collect()
}

fn exact(words: &[&Word], marked: Field, bare: Field) -> Vec<String> {
    let tokens = words.iter().map(|word| match &word.exact {
        Some(exact) => token(marked, exact),
        None => token(bare, &word.folded),
    });
    tokens.collect()
}
