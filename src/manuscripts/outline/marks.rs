//! The words and numbers that begin a section: `Chương I`, `Điều 5.`, `II-`, `1.`, `1.2.`

use super::super::model::SectionKind;
use super::numerals;

/// What a line begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub kind: SectionKind,
    /// As written; empty where there is none.
    pub number: String,
    /// Characters of the line up to what follows the mark.
    pub taken: usize,
    /// Named by a word (`Mục 1`), not by a number alone.
    pub worded: bool,
    /// Inside of its kind: `Tiểu mục` lies in a `Mục`.
    pub sub: bool,
}

const WORDS: [(&str, SectionKind, bool); 6] = [
    ("phụ lục", SectionKind::Appendix, false),
    ("phần", SectionKind::Part, false),
    ("chương", SectionKind::Chapter, false),
    ("tiểu mục", SectionKind::Heading, true),
    ("mục", SectionKind::Heading, false),
    ("điều", SectionKind::Article, false),
];

/// Characters that a mark may take with its number.
const LONGEST: usize = 40;

/// The mark that a line in its stored form begins with.
pub(super) fn mark(line: &str) -> Option<Mark> {
    let head: Vec<char> = line.chars().take(LONGEST).collect();
    let is_whole = head.len() < LONGEST;
    worded(line, &head, is_whole)
        .or_else(|| roman(&head))
        .or_else(|| arabic(&head))
}

fn worded(line: &str, head: &[char], is_whole: bool) -> Option<Mark> {
    let lower: String = head.iter().flat_map(|c| c.to_lowercase()).collect();
    let (word, kind, sub) = WORDS.iter().find(|(word, ..)| lower.starts_with(word))?;
    let mut at = word.chars().count();
    let rest = head.get(at..)?;
    if rest.first().is_some_and(|c| c.is_alphanumeric()) {
        return None;
    }
    at += spaces(rest);
    if *kind == SectionKind::Appendix {
        at += word_length(head, at, "số").map_or(0, |length| length + 1);
    }
    let (number, length) = number(head.get(at..)?, *kind);
    if number.is_empty() && *kind != SectionKind::Appendix {
        return None;
    }
    at += length;
    let ending = ending(head.get(at..)?, is_whole)?;
    let accepted = match ending {
        Ending::Marked(_) => true,
        // `Điều 5 của Luật này` is prose, `CHƯƠNG I QUY ĐỊNH CHUNG` is none.
        Ending::Open(_) => {
            let mut first = head.iter().take(word.chars().count());
            let rest_in_capitals = !line.chars().skip(at).any(char::is_lowercase);
            let word_in_capitals = !first.any(|c| c.is_lowercase());
            *kind != SectionKind::Article
                && (rest_in_capitals || number.is_empty() && word_in_capitals)
        }
    };
    let (Ending::Marked(length) | Ending::Open(length)) = ending;
    accepted.then(|| Mark {
        kind: *kind,
        number,
        taken: at + length,
        worded: true,
        sub: *sub,
    })
}

/// What stands between the number and the rest.
enum Ending {
    /// A full stop, a colon, a dash or the end of the line, and the spaces behind; their length.
    Marked(usize),
    /// Spaces only.
    Open(usize),
}

fn ending(rest: &[char], is_whole: bool) -> Option<Ending> {
    let before = spaces(rest);
    let Some(first) = rest.get(before) else {
        return is_whole.then_some(Ending::Marked(before));
    };
    let is_mark = |c: char| matches!(c, '.' | ':' | '-' | '–' | '—' | ')' | '/' | '\n' | '\t');
    if !is_mark(*first) {
        return (before > 0).then_some(Ending::Open(before));
    }
    let behind = rest.get(before + 1..).unwrap_or_default();
    if *first == '.'
        && behind.first().is_some_and(|c| c.is_alphanumeric())
        && before == 0
        && behind.first().is_some_and(char::is_ascii_digit)
    {
        return None;
    }
    Some(Ending::Marked(before + 1 + spaces(behind)))
}

/// The number at the start: `thứ nhất`, `II`, `5a`, `5`, `A`; with its length.
fn number(rest: &[char], kind: SectionKind) -> (String, usize) {
    if let Some((ordinal, length)) = numerals::ordinal(rest) {
        return (ordinal, length);
    }
    let word: String = rest.iter().take_while(|c| c.is_alphanumeric()).collect();
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let is_arabic = (1..=4).contains(&digits) && word.chars().count() <= digits + 1;
    let is_letter = kind == SectionKind::Appendix
        && word.chars().count() == 1
        && word.chars().all(char::is_uppercase);
    if is_arabic || is_letter || numerals::roman(&word).is_some() {
        let length = word.chars().count();
        return (word, length);
    }
    (String::new(), 0)
}

/// `II- QUAN ĐIỂM`, `I. Tình hình`, `IV/ …`.
fn roman(head: &[char]) -> Option<Mark> {
    let length = head
        .iter()
        .take_while(|c| matches!(c, 'I' | 'V' | 'X'))
        .count();
    let number: String = head.iter().take(length).collect();
    numerals::roman(&number)?;
    let (sign, behind) = head.get(length..)?.split_first()?;
    let gap = spaces(behind);
    let is_marked = match sign {
        '.' => gap > 0,
        '-' | '–' | '—' | '/' => true,
        _ => false,
    };
    let starts = behind
        .get(gap)
        .is_some_and(|c| c.is_uppercase() || matches!(c, '"' | '“'));
    (is_marked && starts).then(|| Mark {
        kind: SectionKind::Heading,
        number,
        taken: length + 1 + gap,
        worded: false,
        sub: false,
    })
}

/// `1.`, `2)`, `3-` are clauses, `1.2` and `1.2.` points.
fn arabic(head: &[char]) -> Option<Mark> {
    let mut at = 0;
    let mut parts: usize = 0;
    loop {
        let digits = head
            .get(at..)?
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count();
        if !(1..=3).contains(&digits) {
            break;
        }
        at += digits;
        parts += 1;
        let next_is_digit = head.get(at + 1).is_some_and(char::is_ascii_digit);
        if head.get(at) != Some(&'.') || !next_is_digit {
            break;
        }
        at += 1;
    }
    let number: String = head.iter().take(at).collect();
    let kind = match parts {
        1 => SectionKind::Clause,
        2 => SectionKind::Point,
        _ => return None,
    };
    let is_sign = |c: &char| matches!(c, '.' | ')' | '/' | '-' | '–');
    let sign = usize::from(head.get(at).is_some_and(is_sign));
    let gap = spaces(head.get(at + sign..)?);
    (gap > 0 && (sign > 0 || parts > 1)).then_some(Mark {
        kind,
        number,
        taken: at + sign + gap,
        worded: false,
        sub: false,
    })
}

fn spaces(chars: &[char]) -> usize {
    chars.iter().take_while(|c| matches!(c, ' ' | '\t')).count()
}

/// The length of a word if it stands at a place.
fn word_length(head: &[char], at: usize, word: &str) -> Option<usize> {
    let length = word.chars().count();
    let there: String = head
        .iter()
        .skip(at)
        .take(length)
        .flat_map(|c| c.to_lowercase())
        .collect();
    let ends = head.get(at + length).is_some_and(|c| *c == ' ');
    (there == word && ends).then_some(length)
}

#[cfg(test)]
#[path = "marks_tests.rs"]
mod tests;
