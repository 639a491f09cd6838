//! How a query names a paper by its number.

use super::asked::Asked;
use crate::kernel::symbol::SymbolQuery;
use crate::search::model::Found;

/// Words beside a number that name no paper by themselves.
const BESIDE_NUMBERS: [&str; 2] = ["so", "nam"];

/// Words before a number that is hardly a paper's: of a part of one, of a time, of one among several.
const LABELS: [&str; 20] = [
    "dieu", "khoan", "diem", "chuong", "muc", "phan", "luc", "nam", "ngay", "thang", "quy", "tuan",
    "khoa", "ky", "lan", "thu", "dot", "cau", "trang", "mau",
];

/// What a number before it rather counts.
const COUNTED: [&str; 20] = [
    "dang vien",
    "chi bo",
    "dang bo",
    "dong chi",
    "can bo",
    "quan chung",
    "nguoi",
    "tuoi",
    "nam",
    "thang",
    "ngay",
    "tuan",
    "gio",
    "phut",
    "lan",
    "dieu",
    "diem",
    "cau",
    "trang",
    "trieu",
];

/// How a query names a paper; the least says most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::search) enum Named {
    /// By the whole symbol.
    Wholly,
    /// All else that was typed is of its symbol, kind, issuer or year.
    Fully,
    /// Its kind was typed beside its number, and all else is of its title too.
    ByKindAndTitle,
    /// Its kind was typed beside its number.
    ByKind,
    /// All else that was typed is of its title, symbol, kind, issuer or year.
    ByTitle,
    /// As before, but the number looks like that of something else (`Điều 5`, `57 đảng viên`).
    Loosely,
    Not,
}

impl Named {
    /// Whether it is this paper that is looked for, not only words of its title.
    pub(in crate::search) fn is_by_symbol(self) -> bool {
        self <= Self::ByKind
    }
}

pub(in crate::search) fn named(asked: &Asked, found: &Found) -> Named {
    let Some(key) = &found.symbol_key else {
        return Named::Not;
    };
    if !asked.symbols.is_empty() && *key == asked.symbol_key {
        return Named::Wholly;
    }
    let readings = asked
        .symbols
        .iter()
        .map(|symbol| named_by(asked, symbol, key, found));
    readings.min().unwrap_or(Named::Not)
}

fn named_by(asked: &Asked, symbol: &SymbolQuery, key: &str, found: &Found) -> Named {
    let number = symbol.number.to_string();
    if key.split(' ').next() != Some(number.as_str()) {
        return Named::Not;
    }
    let (kind, abbreviation) = (found.kind_key.as_str(), found.abbreviation_key.as_str());
    let title = found.title_key.as_str();
    let year = found.issued_on.map(|day| day.format("%Y").to_string());
    let known = |word: &str| {
        let texts = [key, kind, abbreviation, found.issuer_key.as_str()];
        texts.iter().any(|text| has_word(text, word))
            || year.as_deref() == Some(word)
            || BESIDE_NUMBERS.contains(&word)
            || is_run_together(word, key)
    };
    if symbol.words.iter().all(|word| known(word)) {
        return Named::Fully;
    }
    let mut words = symbol.words.iter();
    let is_titled = words.all(|word| known(word) || has_word(title, word))
        && (has_word(title, "so") || numbers_all(&asked.gist));
    let (before, after) = symbol.words.split_at(symbol.place.min(symbol.words.len()));
    let is_beside = |name: &str| {
        let parts: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
        !parts.is_empty() && (before.ends_with(&parts) || after.starts_with(&parts))
    };
    let mut neighbours = [before.last(), after.first()].into_iter().flatten();
    let is_by_kind = is_beside(kind)
        || is_beside(abbreviation)
        || neighbours.any(|word| is_run_together(word, key));
    match (is_by_kind, is_titled) {
        (true, true) => Named::ByKindAndTitle,
        (true, false) => Named::ByKind,
        (false, true) if is_of_something_else(before, after) => Named::Loosely,
        (false, true) => Named::ByTitle,
        (false, false) => Named::Not,
    }
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(' ').any(|part| part == word)
}

/// Whether every `so` of a query stands before a number: then it is the word for one, otherwise that of `chuyển đổi số`.
fn numbers_all(gist: &str) -> bool {
    let next = gist.split(' ').skip(1).map(Some).chain([None]);
    let mut so = gist.split(' ').zip(next).filter(|(word, _)| *word == "so");
    so.all(|(_, next)| next.is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit())))
}

/// Whether words of a symbol that follow one another were typed as one: `nqtu` of `57 nq tu`. What parts a number from
/// letters leaves those behind it whole, since some are (`QH15`).
fn is_run_together(word: &str, key: &str) -> bool {
    let parts: Vec<&str> = key.split(' ').skip(1).collect();
    (0..parts.len()).any(|from| {
        let mut rest = Some(word);
        let mut taken = 0;
        for part in parts.iter().skip(from) {
            rest = rest.and_then(|rest| rest.strip_prefix(part));
            taken += 1;
            if rest.is_none_or(str::is_empty) {
                break;
            }
        }
        taken > 1 && rest == Some("")
    })
}

fn is_of_something_else(before: &[String], after: &[String]) -> bool {
    let label = before.last().map(String::as_str);
    let is_labelled = label.is_some_and(|label| LABELS.contains(&label));
    let begins_with = |counted: &str| {
        let mut after = after.iter();
        counted
            .split(' ')
            .all(|word| after.next().is_some_and(|next| next == word))
    };
    let counts = COUNTED.iter().any(|counted| begins_with(counted));
    // `57 năm 2024` says when.
    let is_dated = after
        .get(1)
        .is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    is_labelled || (counts && !is_dated)
}

#[cfg(test)]
#[path = "naming_tests.rs"]
mod tests;
