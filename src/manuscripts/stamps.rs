//! Secrecy stamps: MẬT, TỐI MẬT, TUYỆT MẬT as a paper bears them, not as it speaks of secrets.
//!
//! A stamp stands alone in its line or column, or in capitals among the lines of the letterhead, or after `Độ mật:`. It is
//! known letter-spaced (`M Ậ T`), in brackets, decomposed, and with marks missing (`TUYET MAT`); other marks make other
//! words (`MẶT`, `MẤT`), and so do words before it (`BÍ MẬT`, `BẢO MẬT`).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::kernel::text;

use super::limits;
use super::model::{SecrecyLevel, Section, Stamp};

/// Lines that a letterhead takes.
const HEAD_LINES: usize = 30;
/// Stamps after which nobody needs to be told of more.
pub(super) const ENOUGH: usize = 20;
/// Characters of a line that are quoted.
const QUOTED: usize = 200;

const LEVELS: [(&str, SecrecyLevel); 3] = [
    ("tuyệtmật", SecrecyLevel::TopSecret),
    ("tốimật", SecrecyLevel::HighlySecret),
    ("mật", SecrecyLevel::Secret),
];

/// What may stand beside a stamp in its line: urgency and the number of the copy.
const BESIDE: [&str; 12] = [
    "hỏa",
    "hoả",
    "tốc",
    "thượng",
    "khẩn",
    "bản",
    "số",
    "dấu",
    "độ",
    "mức",
    "kính",
    "stt",
];

/// What is said to be secret, in a line that says nothing else: `TÀI LIỆU MẬT`.
const BORNE_BY: [&str; 4] = ["tàiliệu", "vănbản", "hồsơ", "côngvăn"];

/// The stamps that a first page bears, in its order, each line once; of many the first.
#[must_use]
pub fn stamps(first_page_text: &str) -> Vec<Stamp> {
    let written = first_page_text
        .lines()
        .filter(|line| !line.trim().is_empty());
    let mut found: Vec<Stamp> = Vec::new();
    for (number, line) in written.enumerate() {
        // A stamp that is letter-spaced has wide gaps of its own: the whole line is looked at too.
        let columns = line.split('\t').flat_map(|column| column.split("   "));
        let borne = std::iter::once(line)
            .chain(columns)
            .filter_map(|column| borne(column, number < HEAD_LINES))
            .max();
        if let Some(level) = borne {
            let stamp = Stamp {
                level,
                line: text::nfc(line).chars().take(QUOTED).collect(),
            };
            if !found.contains(&stamp) {
                found.push(stamp);
            }
            if found.len() >= ENOUGH {
                break;
            }
        }
    }
    found
}

/// The stamps on the first page's worth of sections.
#[must_use]
pub fn stamps_in(sections: &[Section]) -> Vec<Stamp> {
    let mut page = String::new();
    for section in sections {
        for part in [section.title.as_deref().unwrap_or_default(), &section.text] {
            let room = limits::FIRST_PAGE.saturating_sub(page.chars().count());
            page.extend(part.chars().take(room));
            page.push('\n');
        }
        if page.chars().count() >= limits::FIRST_PAGE {
            break;
        }
    }
    stamps(&page)
}

/// The level that a line or a column of one bears.
fn borne(column: &str, in_head: bool) -> Option<SecrecyLevel> {
    let line = text::nfc(column);
    let words: Vec<&str> = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    alone(&words)
        .or_else(|| named(&words))
        .or_else(|| declared(&line))
        .or_else(|| if in_head { in_capitals(&words) } else { None })
}

/// The line says the level, and at most urgency and a number beside it.
fn alone(words: &[&str]) -> Option<SecrecyLevel> {
    let initial = words.first()?.chars().next()?;
    if words.len() > 16 || initial.is_lowercase() {
        return None;
    }
    let is_beside = |word: &str| {
        let lower = word.to_lowercase();
        BESIDE.contains(&lower.as_str()) || word.chars().all(|c| c.is_ascii_digit())
    };
    let spelt: String = words
        .iter()
        .filter(|word| !is_beside(word))
        .copied()
        .collect();
    let in_title_case = words
        .iter()
        .all(|word| word.chars().skip(1).all(char::is_lowercase));
    let in_capitals = !spelt.chars().any(char::is_lowercase);
    if !in_title_case && !in_capitals && spelt.chars().skip(1).any(char::is_uppercase) {
        return None;
    }
    // `Độ mật: Mật` spells it twice once the word of degree is gone.
    let once = level_of(&spelt);
    once.or_else(|| {
        LEVELS
            .iter()
            .find(|(name, _)| spells(&spelt, &format!("mật{name}")))
            .map(|(_, level)| *level)
    })
}

/// `TÀI LIỆU TUYỆT MẬT`, `Văn bản Mật`; in small letters it is speech.
fn named(words: &[&str]) -> Option<SecrecyLevel> {
    let (noun, level) = words.split_at_checked(2)?;
    let noun = noun.concat();
    let is_noun = BORNE_BY.iter().any(|known| spells(&noun, known));
    if is_noun { alone(level) } else { None }
}

/// `Độ mật: Tối mật` anywhere in a line.
fn declared(line: &str) -> Option<SecrecyLevel> {
    let lower = line.to_lowercase();
    let (_, after) = lower
        .split_once("độ mật")
        .or_else(|| lower.split_once("do mat"))?;
    let stated = after.trim_start().strip_prefix(':')?;
    let words: Vec<&str> = stated
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(2)
        .collect();
    level_of(&words.concat()).or_else(|| words.first().and_then(|first| level_of(first)))
}

/// A word in capitals with its marks among others that are not: `Số 05-BC/TU (MẬT)`.
fn in_capitals(words: &[&str]) -> Option<SecrecyLevel> {
    let is_capital = |word: &str| word.chars().all(char::is_uppercase);
    let at = words.iter().position(|word| *word == "MẬT")?;
    let before = at
        .checked_sub(1)
        .and_then(|index| words.get(index))
        .copied()
        .unwrap_or_default();
    let after = words.get(at + 1).copied().unwrap_or_default();
    let (level, led_by) = match before {
        "TỐI" => (SecrecyLevel::HighlySecret, 2),
        "TUYỆT" => (SecrecyLevel::TopSecret, 2),
        _ => (SecrecyLevel::Secret, 1),
    };
    let outer = at
        .checked_sub(led_by)
        .and_then(|index| words.get(index))
        .copied()
        .unwrap_or_default();
    // A symbol (`BC`, `TU`) is short; a word of a title in capitals has a vowel with a mark or is longer.
    let is_title = |word: &str| is_capital(word) && !word.is_empty() && !word.is_ascii();
    (!is_title(outer) && !is_title(after)).then_some(level)
}

fn level_of(spelt: &str) -> Option<SecrecyLevel> {
    let named = LEVELS.iter().find(|(name, _)| spells(spelt, name));
    named.map(|(_, level)| *level)
}

/// The letters are those of `name`, each with its marks or fewer.
fn spells(written: &str, name: &str) -> bool {
    let (written, name) = (letters(written), letters(name));
    written.len() == name.len()
        && written
            .iter()
            .zip(&name)
            .all(|((letter, marks), (wanted, known))| {
                letter == wanted && marks.iter().all(|mark| known.contains(mark))
            })
}

fn letters(word: &str) -> Vec<(char, Vec<char>)> {
    let mut letters: Vec<(char, Vec<char>)> = Vec::new();
    for c in word.nfd().flat_map(char::to_lowercase) {
        match letters.last_mut() {
            Some((_, marks)) if is_combining_mark(c) => marks.push(c),
            _ => letters.push((c, Vec::new())),
        }
    }
    letters
}

#[cfg(test)]
#[path = "stamps_tests.rs"]
mod tests;
