//! Names of people.

use std::fmt;

use unicode_normalization::char::is_combining_mark;

use super::PersonFieldError;
use crate::kernel::{name_sort, text};

/// The length of a full name in characters after NFC, both ends included.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=100;

/// A person's full name as written, in the form of [`text::nfc`].
///
/// Letters of any script, spaces, apostrophes, hyphens and dots; at least two letters. Typographic apostrophes and
/// hyphens become `'` and `-`, so that `H’Hen` and `H'Hen` are one name. Case and tone placement stay as written.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FullName(String);

impl FullName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`PersonFieldError::FullNameLength`], [`PersonFieldError::FullNameCharacters`] or
    /// [`PersonFieldError::FullNameLetters`].
    pub fn parse(written: &str) -> Result<Self, PersonFieldError> {
        let name: String = text::nfc(written).chars().map(plain_punctuation).collect();
        if !LENGTH.contains(&text::char_count(&name)) {
            return Err(PersonFieldError::FullNameLength);
        }
        if !has_only_name_characters(&name) {
            return Err(PersonFieldError::FullNameCharacters);
        }
        if name.chars().filter(|c| c.is_alphabetic()).nth(1).is_none() {
            return Err(PersonFieldError::FullNameLetters);
        }
        Ok(Self(name))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name, as an owned string.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// The key for search without marks; see [`text::search_key`].
    #[must_use]
    pub fn search_key(&self) -> String {
        text::search_key(&self.0)
    }

    /// The key for search with marks; see [`text::exact_key`].
    #[must_use]
    pub fn exact_key(&self) -> String {
        text::exact_key(&self.0)
    }

    /// The key by which people are listed: given name, middle names, family name; see [`name_sort::name_sort_key`].
    #[must_use]
    pub fn sort_key(&self) -> Vec<u8> {
        name_sort::name_sort_key(&self.0)
    }
}

impl fmt::Debug for FullName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FullName(..)")
    }
}

/// The apostrophes and hyphens of word processors as those of the keyboard.
const fn plain_punctuation(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{2BC}' | '`' | '\u{B4}' => '\'',
        '\u{2010}'..='\u{2013}' => '-',
        other => other,
    }
}

/// Letters and the marks on them (Ede `ô̆` has no single code point), spaces and the three signs.
fn has_only_name_characters(name: &str) -> bool {
    let mut after_letter = false;
    name.chars().all(|c| {
        let mark_on_letter = after_letter && is_combining_mark(c);
        after_letter = c.is_alphabetic() || mark_on_letter;
        after_letter || matches!(c, ' ' | '\'' | '-' | '.')
    })
}
