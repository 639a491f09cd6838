//! The number of a section: its kind already says the word that papers write before it.

use super::super::model::SectionKind;
use crate::kernel::text::search_key;

/// `Điều 5` of an article is `5`, as `5` is: both are one section with one anchor.
pub(super) fn without_word(kind: SectionKind, number: String) -> String {
    let Some(word) = word(kind) else {
        return number;
    };
    let mut rest = number.as_str();
    while let Some(behind) = behind(rest, word) {
        rest = behind;
    }
    rest.to_owned()
}

/// What stands behind the word, where that is something.
fn behind<'a>(number: &'a str, word: &str) -> Option<&'a str> {
    // Spaces are single by now: as many words are taken as it has.
    let spaces = number.match_indices(' ').map(|(place, _)| place);
    let end = spaces.take(word.split(' ').count()).last()?;
    let (before, rest) = number.split_at_checked(end)?;
    let rest = rest.trim_start();
    (search_key(before) == word && !search_key(rest).is_empty()).then_some(rest)
}

/// Folded.
const fn word(kind: SectionKind) -> Option<&'static str> {
    match kind {
        SectionKind::Part => Some("phan"),
        SectionKind::Chapter => Some("chuong"),
        SectionKind::Heading => Some("muc"),
        SectionKind::Article => Some("dieu"),
        SectionKind::Clause => Some("khoan"),
        SectionKind::Point => Some("diem"),
        SectionKind::Appendix => Some("phu luc"),
        SectionKind::Preamble | SectionKind::Text | SectionKind::Closing => None,
    }
}
