//! Drafts, as their author corrected them, into sections that can be stored: checked, cleaned, anchored.

mod anchors;
mod clean;
mod complexity;
mod fault;
mod number;
mod plain_text;

use self::fault::SectionFaultCode as Code;
pub use self::fault::{SectionFault, SectionFaultCode};
use super::limits;
use super::model::{DraftSection, Section};
use crate::kernel::text;

/// Bytes of HTML that are cleaned at all; what is thrown away may be more than what stays.
const GIVEN_BYTES: usize = 4 * limits::TOTAL_BYTES;

/// Checks and cleans sections; all faults are answered at once.
///
/// Cleaning again what came out changes nothing, anchors included.
pub fn finish(drafts: Vec<DraftSection>) -> Result<Vec<Section>, Vec<SectionFault>> {
    let mut faults = fault::Faults::default();
    if drafts.is_empty() {
        faults.add(0, Code::NoSections);
    }
    if drafts.len() > limits::SECTIONS {
        faults.add(limits::SECTIONS, Code::TooManySections);
        return Err(faults.found);
    }
    let given: usize = drafts.iter().map(|draft| draft.html.len()).sum();
    if given > GIVEN_BYTES {
        faults.add(drafts.len().saturating_sub(1), Code::TotalTooLong);
        return Err(faults.found);
    }
    let mut sections = Vec::with_capacity(drafts.len());
    let mut path: Vec<usize> = Vec::new();
    let mut total = 0;
    for (place, draft) in drafts.into_iter().enumerate() {
        check_level(&mut faults, place, draft.level, path.len());
        path.truncate(usize::from(draft.level.max(1)) - 1);
        let section = section(&mut faults, place, path.last().copied(), draft);
        total += section.html.len() + section.text.len();
        path.push(place);
        sections.push(section);
    }
    if total > limits::TOTAL_BYTES {
        faults.add(sections.len().saturating_sub(1), Code::TotalTooLong);
    }
    if !faults.found.is_empty() {
        return Err(faults.found);
    }
    anchors::set(&mut sections);
    Ok(sections)
}

fn check_level(faults: &mut fault::Faults, place: usize, level: u8, open: usize) {
    if !(1..=limits::LEVEL).contains(&level) {
        faults.add(place, Code::LevelOutOfRange);
    } else if place == 0 && level != 1 {
        faults.add(place, Code::FirstLevel);
    } else if usize::from(level) > open + 1 {
        faults.add(place, Code::LevelSkipped);
    }
}

/// One line with something in it.
fn line(text: Option<String>) -> Option<String> {
    text.map(|text| text::nfc(&text))
        .filter(|text| !text.is_empty())
}

fn section(
    faults: &mut fault::Faults,
    place: usize,
    parent: Option<usize>,
    draft: DraftSection,
) -> Section {
    let number = line(draft.number).map(|written| number::without_word(draft.kind, written));
    let title = line(draft.title);
    let longer = |text: &Option<String>, limit| {
        text.as_ref()
            .is_some_and(|text| text.chars().count() > limit)
    };
    if longer(&title, limits::TITLE) {
        faults.add(place, Code::TitleTooLong);
    }
    if longer(&number, limits::NUMBER) {
        faults.add(place, Code::NumberTooLong);
    }
    let html = match clean::clean(draft.html) {
        Ok(html) => html,
        Err(code) => {
            faults.add(place, code);
            return Section {
                place,
                level: draft.level,
                parent,
                kind: draft.kind,
                anchor: String::new(),
                number,
                title,
                html: String::new(),
                text: String::new(),
            };
        }
    };
    let text = plain_text::of(&html);
    if text.chars().count() > limits::SECTION_TEXT {
        faults.add(place, Code::SectionTooLong);
    }
    if text.is_empty() && title.is_none() {
        faults.add(place, Code::Empty);
    }
    Section {
        place,
        level: draft.level,
        parent,
        kind: draft.kind,
        anchor: String::new(),
        number,
        title,
        html,
        text,
    }
}

#[cfg(test)]
mod clean_tests;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
#[path = "finish_tests.rs"]
mod tests;
