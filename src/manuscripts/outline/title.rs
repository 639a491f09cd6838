//! What of a paragraph is a section's title, and what is its text.

use super::super::blocks::Paragraph;
use super::super::limits;
use super::super::model::{DraftSection, SectionKind};
use super::marks::Mark;
use super::plan::Style;
use crate::kernel::text;

/// Characters of a line that can be a title although it is in plain type.
const PLAIN_TITLE: usize = 160;

/// Whether what follows a mark is a title.
pub(super) fn is_title(paragraph: &Paragraph, mark: &Mark, rest: &str, style: Style) -> bool {
    let length = rest.chars().count();
    if rest.is_empty() || length > limits::TITLE {
        return false;
    }
    if paragraph.heading.is_some() || paragraph.is_bold() || is_in_capitals(rest) {
        return true;
    }
    let ends_open = !rest.ends_with(['.', ';', ',', ':']);
    match mark.kind {
        SectionKind::Clause | SectionKind::Point => {
            style == Style::Numbers && length <= PLAIN_TITLE && ends_open
        }
        SectionKind::Article => length <= PLAIN_TITLE && ends_open,
        _ => length <= PLAIN_TITLE,
    }
}

/// Whether a paragraph after `Chương I` is its title, or goes on with it.
pub(super) fn continues_title(paragraph: &Paragraph, plain: &str, so_far: Option<&str>) -> bool {
    let length = so_far.map_or(0, |title| title.chars().count()) + plain.chars().count();
    let looks = is_in_capitals(plain)
        || paragraph.is_bold() && paragraph.centred
        || paragraph.heading.is_some();
    let first = so_far.is_none() && (looks || paragraph.centred || paragraph.is_bold());
    let further = so_far
        .is_some_and(|title| paragraph.centred && is_in_capitals(title) == is_in_capitals(plain))
        && looks;
    !plain.is_empty() && length < limits::TITLE && (first || further)
}

pub(super) fn is_in_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// The paragraph without its first characters.
pub(super) fn without_start(mut paragraph: Paragraph, mut taken: usize) -> Paragraph {
    if let Some(label) = paragraph.label.take() {
        let length = label.chars().count() + 1;
        if taken < length {
            let left: String = label.chars().skip(taken).collect();
            paragraph.label = Some(left).filter(|left| !left.is_empty());
            return paragraph;
        }
        taken -= length;
    }
    for span in &mut paragraph.spans {
        let length = span.text.chars().count();
        span.text = span.text.chars().skip(taken).collect();
        taken = taken.saturating_sub(length);
    }
    paragraph.spans.retain(|span| !span.text.is_empty());
    paragraph
}

/// What a section without words of its own is called.
pub(super) fn name_of(draft: &DraftSection) -> String {
    let word = match draft.kind {
        SectionKind::Part => "Phần",
        SectionKind::Chapter => "Chương",
        SectionKind::Article => "Điều",
        SectionKind::Clause => "Khoản",
        SectionKind::Point => "Điểm",
        SectionKind::Appendix => "Phụ lục",
        _ => "Mục",
    };
    match &draft.number {
        Some(number) => format!("{word} {number}"),
        None => word.to_owned(),
    }
}

pub(super) fn one_line(line: &str) -> String {
    text::nfc(line)
}
