//! Which sections are open while a paper is read from top to bottom, and whether a number may open another.

use super::super::limits;
use super::super::model::SectionKind;
use super::marks::Mark;
use super::numerals;
use super::plan::Style;

#[derive(Debug, Clone, Copy)]
struct Open {
    rank: u8,
    kind: SectionKind,
    /// Its own number.
    value: Option<u32>,
    /// The last numbers of what lies in it: under Roman numerals, clauses, points.
    last: [u32; 3],
}

impl Open {
    /// Whether a section of this rank may lie in it; letterhead and signature hold none.
    const fn holds(&self, rank: u8) -> bool {
        self.rank < rank && !matches!(self.kind, SectionKind::Preamble | SectionKind::Closing)
    }
}

/// The open sections, outermost first; the paper itself is always open.
#[derive(Debug)]
pub(super) struct Opened(Vec<Open>);

impl Opened {
    pub fn new() -> Self {
        Self(vec![Open {
            rank: 0,
            kind: SectionKind::Text,
            value: None,
            last: [0; 3],
        }])
    }

    /// The section that would hold one of this rank.
    fn holder(&self, rank: u8) -> Option<&Open> {
        let (paper, sections) = self.0.split_first()?;
        sections
            .iter()
            .rev()
            .find(|open| open.holds(rank))
            .or(Some(paper))
    }

    /// The level of a section of this rank if it were opened now, or `None` when that is too deep.
    pub fn level(&self, rank: u8) -> Option<u8> {
        let held = self
            .0
            .iter()
            .skip(1)
            .filter(|open| open.holds(rank))
            .count();
        u8::try_from(held + 1)
            .ok()
            .filter(|level| *level <= limits::LEVEL)
    }

    pub fn open(&mut self, rank: u8, kind: SectionKind, number: Option<&str>) {
        while self.0.len() > 1 && self.0.last().is_some_and(|open| !open.holds(rank)) {
            self.0.pop();
        }
        let value = number.and_then(|number| numerals::value(last_part(number)));
        if let (Some(slot), Some(holder), Some(value)) = (slot(kind), self.0.last_mut(), value)
            && let Some(last) = holder.last.get_mut(slot)
        {
            *last = value;
        }
        self.0.push(Open {
            rank,
            kind,
            value,
            last: [0; 3],
        });
    }

    pub fn has(&self, kind: SectionKind) -> bool {
        self.0.iter().any(|open| open.kind == kind)
    }

    /// Whether a mark that is a number alone opens a section here. Numbers go up; one that does not is an item of a list.
    pub fn takes(&self, mark: &Mark, rank: u8, style: Style, stands_out: bool) -> bool {
        let Some(holder) = self.holder(rank) else {
            return false;
        };
        let value = numerals::value(last_part(&mark.number)).unwrap_or_default();
        let last = slot(mark.kind)
            .and_then(|slot| holder.last.get(slot))
            .copied()
            .unwrap_or_default();
        let goes_up = value > last;
        match mark.kind {
            SectionKind::Heading => {
                let in_article = self.has(SectionKind::Article);
                (goes_up || value == 1) && (stands_out || goes_up && !in_article)
            }
            SectionKind::Clause => {
                let in_headings =
                    matches!(holder.kind, SectionKind::Heading | SectionKind::Article);
                goes_up
                    && (in_headings
                        || style == Style::Numbers
                        || stands_out && style == Style::Headings)
            }
            SectionKind::Point => {
                let major = mark.number.split('.').next().and_then(numerals::value);
                let fits = holder.kind == SectionKind::Clause && holder.value == major;
                goes_up && fits && style != Style::Articles
            }
            _ => true,
        }
    }
}

/// `2` of `1.2`.
fn last_part(number: &str) -> &str {
    number.rsplit('.').next().unwrap_or(number)
}

const fn slot(kind: SectionKind) -> Option<usize> {
    match kind {
        SectionKind::Heading => Some(0),
        SectionKind::Clause => Some(1),
        SectionKind::Point => Some(2),
        _ => None,
    }
}
