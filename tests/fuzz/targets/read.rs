//! What must hold of whatever is read as a manuscript.

use sotay::manuscripts::{self, DraftSection, Format, Section};

/// Reads bytes, and finishes what they became: drafts are a tree, and finishing sections again changes nothing.
pub fn read(format: Format, bytes: &[u8]) {
    let Ok(manuscript) = manuscripts::read(format, bytes) else {
        return;
    };
    let sections = match manuscripts::finish(manuscript.drafts) {
        Ok(sections) => sections,
        Err(faults) => panic!("drafts that are no sections: {faults:?}"),
    };
    let again: Vec<DraftSection> = sections
        .iter()
        .cloned()
        .map(<DraftSection as From<Section>>::from)
        .collect();
    assert_eq!(manuscripts::finish(again), Ok(sections));
}
