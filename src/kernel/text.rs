//! Vietnamese text: one written form, and the keys by which texts are matched.
//!
//! Stored text is only ever cleaned by [`nfc`]; everything else here is for keys, counts and shown suggestions. `đ` has
//! no Unicode decomposition, so it is folded by hand; old and new tone placement (`hoà`/`hòa`) is not canonically equal,
//! so [`exact_key`] moves the tone to one agreed letter.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

/// The five tone marks: huyền, sắc, ngã, hỏi, nặng.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// The marks that make another letter: circumflex, breve, horn.
const LETTER_MARKS: [char; 3] = ['\u{302}', '\u{306}', '\u{31B}'];

/// The one form in which a single-line text is stored.
///
/// Unicode NFC; look-alikes of `Đ`/`đ` (eth U+00D0 and U+00F0, African d U+0189 and U+0256) become `Đ`/`đ`; control,
/// zero-width and bidirectional control characters are dropped; runs of white space, line ends and no-break spaces
/// included, become one space, and none is left at either end. Idempotent.
#[must_use]
pub fn nfc(s: &str) -> String {
    one_spaced(visible(s)).nfc().collect()
}

/// The number of characters (Unicode scalar values) of `s` in NFC: what length limits count.
///
/// Nothing is trimmed or dropped first, so that a limit also bounds text that does not pass through [`nfc`].
#[must_use]
pub fn char_count(s: &str) -> usize {
    s.nfc().count()
}

/// The key for search without marks: lower case, marks stripped, `đ` as `d`, anything but letters and digits as one
/// space: `Đảng uỷ phường Hoà Bình` gives `dang uy phuong hoa binh`. Idempotent.
///
/// Compatibility forms (full-width letters, ligatures of PDF text, superscripts) are folded too.
#[must_use]
pub fn search_key(s: &str) -> String {
    let bare = visible(s)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        // Lower-casing may write a mark of its own (a dotted capital I does).
        .filter(|c| !is_combining_mark(*c))
        .map(|c| match plain_d(c) {
            'đ' => 'd',
            other => word_or_space(other),
        });
    one_spaced(bare).collect()
}

/// The key for search with marks: lower-case NFC, tone placement agreed, anything but letters and digits as one space.
///
/// In a syllable that ends in `oa`, `oe` or `uy` the tone stands on the first of the two letters, so `hoà` and `hòa`,
/// `uỷ` and `ủy` have one key; `qu` is a consonant, so `quý` stays. Idempotent.
#[must_use]
pub fn exact_key(s: &str) -> String {
    let lower = lower_nfc(s);
    let words: String = one_spaced(lower.chars().map(word_or_space)).collect();
    agree_tones(&words)
}

/// The words of a text as written, each with the byte at which it begins: letters, digits and their marks, with what is
/// invisible between them. The [`search_key`] of a word may be empty, or be of several words (`½`).
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = rest.by_ref().find(|(_, c)| is_letter_or_digit(*c))?;
        let mut end = text.len();
        while let Some((at, c)) = rest.peek().copied() {
            if !is_word(c) && !is_invisible(c) {
                end = at;
                break;
            }
            rest.next();
        }
        Some((start, text.get(start..end)?))
    })
}

/// Which letters of a word are capitals, a bit each; the same whatever its marks and however they are written.
#[must_use]
pub fn capitals(written: &str) -> u64 {
    if !written.chars().any(char::is_uppercase) {
        return 0;
    }
    let letters = nfc(written);
    let bits = (0..u64::BITS).zip(letters.chars());
    let capitals = bits.filter(|(_, letter)| letter.is_uppercase());
    capitals.fold(0, |all, (bit, _)| all | 1 << bit)
}

/// Whether `s` carries a Vietnamese mark: a tone, a circumflex, a breve, a horn or the bar of `đ`.
///
/// A query with marks prefers matches with the same marks; a query without marks matches all.
#[must_use]
pub fn has_marks(s: &str) -> bool {
    s.nfd()
        .map(plain_d)
        .any(|c| matches!(c, 'đ' | 'Đ') || TONES.contains(&c) || LETTER_MARKS.contains(&c))
}

/// A name in capitals in title case: `NGUYỄN VĂN AN` gives `Nguyễn Văn An`, `H'HEN NIÊ` gives `H'Hen Niê`.
///
/// A name with any lower-case letter was written with care and is returned unchanged. A converted name is in the form
/// of [`nfc`]. Hyphens and apostrophes stay, and the letter after one is a capital.
#[must_use]
pub fn title_case_name(s: &str) -> String {
    if s.chars().any(char::is_lowercase) || !s.chars().any(char::is_uppercase) {
        return s.to_owned();
    }
    let mut name = String::with_capacity(s.len());
    let mut in_word = false;
    for c in nfc(s).chars() {
        if in_word {
            name.extend(c.to_lowercase());
        } else {
            name.push(c);
        }
        in_word = is_word(c);
    }
    name.nfc().collect()
}

/// Lower-case text in the form of [`nfc`].
pub(super) fn lower_nfc(s: &str) -> String {
    nfc(s).chars().flat_map(char::to_lowercase).nfc().collect()
}

/// Moves the tone of each syllable of a lower-case NFC text to the agreed letter; leaves all else as it is.
pub(super) fn agree_tones(lower: &str) -> String {
    let mut agreed = String::with_capacity(lower.len());
    for piece in lower.split_inclusive(|c| !is_word(c)) {
        let word = piece.trim_end_matches(|c| !is_word(c));
        match with_agreed_tone(word) {
            Some(moved) => agreed.push_str(&moved),
            None => agreed.push_str(word),
        }
        agreed.push_str(piece.strip_prefix(word).unwrap_or_default());
    }
    agreed
}

/// The syllable with its tone moved back by one letter, or `None` when there is nothing to move.
fn with_agreed_tone(syllable: &str) -> Option<String> {
    let mut rest = syllable.chars();
    let (last, tone) = plain_vowel_and_tone(rest.next_back()?);
    let first = rest.next_back()?;
    let onset = rest.as_str();
    let moves = match (first, last) {
        ('o', 'a' | 'e') => true,
        ('u', 'y') => !onset.ends_with('q'),
        _ => false,
    };
    let toned = tone.filter(|_| moves).and_then(|t| compose(first, t))?;
    Some(format!("{onset}{toned}{last}"))
}

/// `á` as `a` and its tone; a letter that has another mark, or no tone, as itself.
fn plain_vowel_and_tone(c: char) -> (char, Option<char>) {
    let mut parts = std::iter::once(c).nfd();
    match (parts.next(), parts.next(), parts.next()) {
        (Some(base), Some(tone), None) if TONES.contains(&tone) => (base, Some(tone)),
        _ => (c, None),
    }
}

/// The characters a reader can see, with `Đ` and `đ` in their own code points.
fn visible(s: &str) -> impl Iterator<Item = char> {
    s.chars().filter(|c| !is_invisible(*c)).map(plain_d)
}

/// The Vietnamese letter for a look-alike of `Đ` or `đ`.
const fn plain_d(c: char) -> char {
    match c {
        '\u{D0}' | '\u{189}' => 'Đ',
        '\u{F0}' | '\u{256}' => 'đ',
        other => other,
    }
}

/// A control or format character that shows nothing and would make equal texts differ or read backwards.
///
/// In order: soft hyphen, grapheme joiner, Arabic letter mark, Mongolian vowel separator; zero-width space and joiners
/// with the direction marks; embeddings and overrides; word joiner and isolates; byte-order mark; interlinear
/// annotation; tags. Tab and line ends are white space, so they are not among the controls.
fn is_invisible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control() && !c.is_whitespace();
    }
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    ) || (c.is_control() && !c.is_whitespace())
}

/// Whether a character belongs to a word: a letter, a digit, or a mark on one.
fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    is_letter_or_digit(c) || is_combining_mark(c)
}

/// As the standard library says, which looks into tables for all but ASCII: here the Latin letters with marks, of which
/// Vietnamese is full, are known at once.
fn is_letter_or_digit(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}' | '\u{1EA0}'..='\u{1EF9}')
        || c.is_alphanumeric()
}

fn word_or_space(c: char) -> char {
    if is_word(c) { c } else { ' ' }
}

/// Runs of white space as one space, none at either end.
fn one_spaced(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut started = false;
    let mut gap = false;
    chars.flat_map(move |c| {
        if c.is_whitespace() {
            gap = started;
            return [None, None].into_iter().flatten();
        }
        started = true;
        let space = std::mem::take(&mut gap).then_some(' ');
        [space, Some(c)].into_iter().flatten()
    })
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
