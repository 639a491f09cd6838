//! The structure of a paper, found from its heading styles and from the words and numbers that begin its paragraphs.
//!
//! Each kind of section has a rank; a section lies in the last one before it of a lower rank. Free headings take the
//! rank of the numbered sections that share their style. Levels follow from the ranks, so that they never skip.

mod closing;
mod first_page;
mod manuscript;
mod marks;
pub(super) mod numerals;
mod open;
mod plan;
mod title;

pub(super) use closing::begins_closing;
pub(super) use manuscript::manuscript;

/// Whether a line of text begins as a section does.
pub(super) fn begins_section(line: &str) -> bool {
    marks::mark(line).is_some()
}
