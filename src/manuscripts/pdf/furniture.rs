//! Headers, footers and page numbers: what stands at the same place of page after page.

use std::collections::HashMap;

use super::lines::Line;

/// Lines at the top and at the bottom of a page that may be furniture.
const EDGE: usize = 3;
/// How far furniture stands from the text, in parts of the size.
const APART: f32 = 1.8;
/// Points by which the place of a footer may differ.
const SAME_PLACE: f32 = 4.0;

/// Takes the furniture out; answers what was taken from the first page.
pub(super) fn take(pages: &mut [Vec<Line>]) -> Vec<String> {
    let mut seen: HashMap<(String, i32), usize> = HashMap::new();
    for page in pages.iter() {
        let mut keys: Vec<_> = edges(page).filter_map(|at| page.get(at)).map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *seen.entry(key).or_default() += 1;
        }
    }
    // Left and right pages may have headers of their own, and a first page none.
    let (some, most) = ((pages.len() * 2 / 5).max(2), (pages.len() * 3 / 5).max(3));
    let mut taken = Vec::new();
    for (number, page) in pages.iter_mut().enumerate() {
        let likeness = |line: &Line, is_outermost: bool| match seen.get(&key(line)) {
            Some(times) if *times >= most => Likeness::Sure,
            _ if is_outermost && is_page_number(line) => Likeness::Sure,
            Some(times) if *times >= some => Likeness::Fair,
            _ => Likeness::None,
        };
        let top = run(page.iter(), likeness);
        let bottom = run(page.iter().rev(), likeness).min(page.len() - top);
        let body = page.len() - bottom;
        let all = std::mem::take(page);
        for (at, line) in all.into_iter().enumerate() {
            if (top..body).contains(&at) {
                page.push(line);
            } else if number == 0 {
                taken.push(line.text());
            }
        }
    }
    taken
}

/// How much a line looks like furniture.
enum Likeness {
    None,
    /// Text that happens to be the same on two pages does too: it must be set apart.
    Fair,
    Sure,
}

/// The number of lines from an edge inwards that are furniture.
fn run<'a>(
    lines: impl Iterator<Item = &'a Line>,
    likeness: impl Fn(&Line, bool) -> Likeness,
) -> usize {
    let mut lines = lines.enumerate().take(EDGE + 1).peekable();
    let mut length = 0;
    while let Some((at, line)) = lines.next().filter(|(at, _)| *at < EDGE) {
        let is_apart = lines
            .peek()
            .is_none_or(|(_, next)| (line.y - next.y).abs() > APART * next.size);
        match likeness(line, at == 0) {
            Likeness::None => break,
            Likeness::Fair if !is_apart => {}
            Likeness::Fair | Likeness::Sure => length = at + 1,
        }
    }
    length
}

fn edges(page: &[Line]) -> impl Iterator<Item = usize> {
    let length = page.len();
    (0..length).filter(move |at| *at < EDGE || *at + EDGE >= length)
}

/// The text without its numbers, and the place.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a place on a page is small, and `as` saturates"
)]
fn key(line: &Line) -> (String, i32) {
    let mut text = String::new();
    for c in line.text().chars() {
        let c = if c.is_numeric() { '#' } else { c };
        if !(c == '#' && text.ends_with('#')) {
            text.push(c);
        }
    }
    (text.trim().to_owned(), (line.y / SAME_PLACE).round() as i32)
}

/// `7`, `- 7 -`, `Trang 7/12`.
fn is_page_number(line: &Line) -> bool {
    let text = line.text().to_lowercase();
    let rest = text
        .trim()
        .trim_start_matches("trang")
        .trim_start_matches("page");
    let is_dressing = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '–' | '/' | '.');
    let digits = rest.chars().filter(char::is_ascii_digit).count();
    (1..=8).contains(&digits) && rest.chars().all(is_dressing)
}
