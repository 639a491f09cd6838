//! Whether HTML can be parsed in bounded time and memory. An HTML parser looks through all open elements at every tag, and
//! opens formatting elements again in every block that follows while they are not closed.

use super::super::limits;

/// Elements that end by themselves or have no end.
const UNNESTED: [&str; 20] = [
    "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "br", "hr", "img", "col", "dt", "dd",
    "option", "input", "wbr", "meta", "link", "source",
];

/// Elements that are opened again in the next block.
const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Times that formatting elements may be opened again, in all.
const REOPENED: usize = 50_000;

/// True when few elements are open inside each other and few are opened again. Errs on the side of refusing.
pub(super) fn is_bounded(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let (mut formatting, mut reopened) = (0_usize, 0_usize);
    for tag in html.split('<').skip(1) {
        let is_end = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let length = name
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        let Some(name) = name
            .get(..length)
            .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
        else {
            continue;
        };
        let is = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(name));
        if !is(&FORMATTING) {
            reopened += formatting;
        }
        if is(&UNNESTED) {
            continue;
        }
        if !is_end {
            open.push(name);
            formatting += usize::from(is(&FORMATTING));
        } else if open
            .pop_if(|last| last.eq_ignore_ascii_case(name))
            .is_some()
        {
            formatting -= usize::from(is(&FORMATTING));
        }
        if open.len() > limits::HTML_NESTING || reopened > REOPENED {
            return false;
        }
    }
    reopened <= REOPENED
}
