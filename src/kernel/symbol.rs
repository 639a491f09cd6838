//! Number and symbol of a paper, as the Party (`57-NQ/TW`) and the State (`356/2025/NĐ-CP`) write them, and what people
//! type when they look for one (`57 nq tw`, `NQ57`, `nghị quyết 57`).

use super::text::{char_count, nfc, search_key};

/// Characters of a symbol, in NFC.
pub const SYMBOL_LENGTH: usize = 50;

/// Digits of a paper's number.
const NUMBER_DIGITS: usize = 5;

/// Number and symbol of one paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    text: String,
    number: u32,
    key: String,
}

/// Why a text is no symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSymbol {
    /// Longer than [`SYMBOL_LENGTH`].
    TooLong,
    /// Not `number-KIND/ISSUER`, `number/KIND-ISSUER` or `number/year/KIND-ISSUER`.
    Malformed,
}

impl Symbol {
    /// Reads a symbol as it is printed on a paper; spaces around its signs and long dashes are forgiven.
    ///
    /// # Errors
    /// [`NoSymbol`].
    pub fn read(text: &str) -> Result<Self, NoSymbol> {
        if char_count(text) > SYMBOL_LENGTH {
            return Err(NoSymbol::TooLong);
        }
        // Spaces go first: marks on either side of one are put in order together.
        let unspaced: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let text: String = nfc(&unspaced)
            .chars()
            .map(|c| if is_dash(c) { '-' } else { c })
            .collect();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = text.split_at_checked(digits).ok_or(NoSymbol::Malformed)?;
        let number = read_number(number).ok_or(NoSymbol::Malformed)?;
        // A late addition to a series: 12a-NQ/TW.
        let signs = rest
            .strip_prefix(|c: char| c.is_ascii_lowercase())
            .unwrap_or(rest);
        let parts = signs.strip_prefix(['-', '/']).ok_or(NoSymbol::Malformed)?;
        let mut parts = parts.split(['-', '/']);
        let is_word = |part: &str| !part.is_empty() && part.chars().all(char::is_alphanumeric);
        if !parts.all(is_word) || !signs.chars().any(char::is_alphabetic) {
            return Err(NoSymbol::Malformed);
        }
        let key = tokens(&text).join(" ");
        Ok(Self { text, number, key })
    }

    /// As it is shown: signs and letters as written, without spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number, without leading zeros.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// What makes two writings the same: `01-NQ/TU` and `1 nq tu` give `1 nq tu`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// A query that may mean a paper by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SymbolQuery {
    /// The paper's number.
    pub number: u32,
    /// What else was typed, folded, without the word for "number": abbreviations, kinds, issuers, a year.
    pub words: Vec<String>,
    /// How many of the words stand before the number.
    pub place: usize,
}

/// Numbers in a query that may be the paper's.
const READINGS: usize = 3;

impl SymbolQuery {
    /// The first of [`Self::readings`].
    #[must_use]
    pub fn read(query: &str) -> Option<Self> {
        Self::readings(query).into_iter().next()
    }

    /// A reading for each number in the query, up to three, in the order typed; those that look like a year come last
    /// (`quy định 2025 số 12`). A number that begins the query is always among them: a symbol begins with its own.
    #[must_use]
    pub fn readings(query: &str) -> Vec<Self> {
        let mut words = tokens(query);
        words.retain(|word| word != "so");
        let numbers = words
            .iter()
            .enumerate()
            .filter_map(|(place, word)| Some((place, read_number(word)?)));
        let mut numbers: Vec<(usize, u32)> = numbers.collect();
        numbers.sort_by_key(|(_, number)| is_year(*number));
        let first = numbers.iter().position(|(place, _)| *place == 0);
        if let Some(beyond) = first.filter(|first| *first >= READINGS) {
            numbers.swap(READINGS - 1, beyond);
        }
        let readings = numbers.into_iter().take(READINGS).map(|(place, number)| {
            let others = words
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place);
            Self {
                number,
                words: others.map(|(_, word)| word.clone()).collect(),
                place,
            }
        });
        readings.collect()
    }
}

/// Words of a symbol or query, folded: signs part them, and so does a letter that follows a number or a number that
/// follows a kind (`57nq`, `NQ57`, `NQ57TW`); `QH15` and other words that stand after a number stay whole.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut number_seen = false;
    for word in search_key(text).split(' ') {
        let mut rest = word;
        while !rest.is_empty() {
            let (part, behind) = rest.split_at(end_of_first(rest, number_seen));
            let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
            number_seen |= is_number;
            let bare = part.trim_start_matches('0');
            let is_bare = is_number && !bare.is_empty();
            tokens.push(if is_bare { bare } else { part }.to_owned());
            rest = behind;
        }
    }
    tokens
}

/// Where the first word ends in what is written as one.
fn end_of_first(word: &str, number_seen: bool) -> usize {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let letters = word.bytes().take_while(|byte| !byte.is_ascii_digit());
    match (digits, letters.count()) {
        (0, letters) if !number_seen => letters,
        (1.., _) => digits,
        _ => word.len(),
    }
}

fn read_number(digits: &str) -> Option<u32> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let short = digits.trim_start_matches('0').len() <= NUMBER_DIGITS;
    let number: u32 = digits.parse().ok().filter(|_| is_number && short)?;
    (number > 0).then_some(number)
}

fn is_year(number: u32) -> bool {
    (1930..2100).contains(&number)
}

fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
#[path = "symbol_tests.rs"]
mod tests;
