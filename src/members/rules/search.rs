//! Reading what somebody types to find a person.

use crate::kernel::text;

/// Digits of a card number.
const CARD_DIGITS: usize = 12;

/// The most words of a search that count; no name has more.
const MOST_WORDS: usize = 10;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::members) enum Search {
    /// The whole number of a party card.
    Card(String),
    /// Beginnings of words of a name, in any order.
    Words(Words),
    /// Nothing that a name or a card number could have.
    Nothing,
}

/// Beginnings of words of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::members) struct Words {
    /// Without marks; each must be found.
    pub folded: Vec<String>,
    /// Those that were typed with marks; names that have them so come first.
    pub marked: Vec<String>,
}

impl Search {
    pub(in crate::members) fn read(typed: &str) -> Self {
        let compact: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if compact.bytes().all(|b| b.is_ascii_digit()) && compact.len() == CARD_DIGITS {
            return Self::Card(compact);
        }
        let folded = words(&text::search_key(typed));
        if folded.is_empty() {
            return Self::Nothing;
        }
        let mut marked = words(&text::exact_key(typed));
        marked.retain(|word| text::has_marks(word));
        Self::Words(Words { folded, marked })
    }
}

/// The keys hold letters, digits and spaces only, so no word has a sign that `LIKE` reads.
fn words(key: &str) -> Vec<String> {
    let mut words: Vec<String> = key
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .take(MOST_WORDS)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}
