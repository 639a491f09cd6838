//! How a paper is organised as a whole, seen before its first section is opened.

use super::super::blocks::{Block, Paragraph};
use super::super::model::SectionKind;
use super::marks::{Mark, mark};

/// By what a paper is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Articles (điều): numbers divide only within them.
    Articles,
    /// Headings in heading styles: a number alone is an item of a list.
    Headings,
    /// Numbers: `I-`, `1.`, `1.1.`
    Numbers,
}

pub(super) struct Plan {
    pub style: Style,
    /// The rank of numbered sections in a heading style, by its level.
    ranks: [Option<u8>; 10],
}

/// The rank of free headings of style level 0, where no numbered section shares a style.
const FREE: u8 = 80;

/// How deep a kind of section lies; smaller is further out.
pub(super) const fn rank(kind: SectionKind, worded: bool, sub: bool) -> u8 {
    match kind {
        SectionKind::Preamble | SectionKind::Closing | SectionKind::Appendix => 0,
        SectionKind::Part => 10,
        SectionKind::Chapter => 20,
        SectionKind::Heading if worded && !sub => 30,
        SectionKind::Heading if worded => 35,
        SectionKind::Heading => 40,
        SectionKind::Article => 50,
        SectionKind::Clause => 60,
        SectionKind::Point => 70,
        SectionKind::Text => FREE,
    }
}

impl Plan {
    pub fn of(blocks: &[Block]) -> Self {
        let (mut articles, mut headings) = (0_usize, 0_usize);
        let mut ranks: [Option<u8>; 10] = [None; 10];
        for block in blocks {
            let Block::Paragraph(paragraph) = block else {
                continue;
            };
            let mark = mark(&paragraph.plain());
            articles += usize::from(
                mark.as_ref()
                    .is_some_and(|mark| mark.kind == SectionKind::Article),
            );
            headings += usize::from(paragraph.heading.is_some());
            if let (Some(level), Some(mark)) = (paragraph.heading, &mark) {
                note(&mut ranks, level, mark);
            }
        }
        let style = match (articles, headings) {
            (1.., _) => Style::Articles,
            (0, 2..) => Style::Headings,
            _ => Style::Numbers,
        };
        Self { style, ranks }
    }

    /// The rank of a free heading in a heading style.
    pub fn rank_of_heading(&self, paragraph: &Paragraph, level: u8) -> u8 {
        debug_assert!(paragraph.heading == Some(level), "asked of its own level");
        let at = |level: u8| self.ranks.get(usize::from(level)).copied().flatten();
        if let Some(rank) = at(level) {
            return rank;
        }
        // Outside of what is styled one level deeper, inside of what is styled further out.
        let deeper = (level..10).find_map(at);
        let outer = (0..level).rev().find_map(at);
        match (outer, deeper) {
            (_, Some(rank)) => rank
                .saturating_sub(1)
                .max(outer.map_or(1, |outer| outer + 1)),
            (Some(rank), None) => rank.saturating_add(level).max(FREE),
            (None, None) => FREE + level,
        }
    }
}

fn note(ranks: &mut [Option<u8>; 10], level: u8, mark: &Mark) {
    let rank = rank(mark.kind, mark.worded, mark.sub);
    if let Some(known) = ranks.get_mut(usize::from(level)) {
        *known = Some(known.map_or(rank, |known| known.min(rank)));
    }
}
