//! Paragraphs into sections, in one pass.

use super::super::blocks::{Block, Paragraph, Source, Table};
use super::super::model::{DraftSection, Manuscript, SectionKind, Warning, WarningCode};
use super::super::refused::Refused;
use super::super::{limits, markup, stamps};
use super::marks::{Mark, mark};
use super::open::Opened;
use super::plan::{Plan, rank};
use super::title::{continues_title, is_in_capitals, is_title, name_of, one_line, without_start};
use super::{closing, first_page};

/// A section that is being filled.
struct Filling {
    level: u8,
    kind: SectionKind,
    number: Option<String>,
    title: Option<String>,
    blocks: Vec<Block>,
    /// Its title is on the next line.
    awaits_title: bool,
}

struct Reading {
    plan: Plan,
    opened: Opened,
    sections: Vec<Filling>,
    /// The place of the section that each block went to.
    places: Vec<usize>,
    warnings: Vec<Warning>,
    last_heading: u8,
}

/// The drafts of a file, with what its first page says.
pub(in crate::manuscripts) fn manuscript(source: Source) -> Result<Manuscript, Refused> {
    let source = source.checked()?;
    let lines = first_page::lines(&source);
    let page: Vec<&str> = lines
        .iter()
        .map(|line| line.text.as_str())
        .chain(source.furniture.iter().map(String::as_str))
        .collect();
    let stamps = stamps::stamps(&page.join("\n"));
    let first_page = first_page::guess(&lines);
    let front_is_blank = source.front_is_blank;
    let mut reading = Reading {
        plan: Plan::of(&source.blocks),
        opened: Opened::new(),
        sections: Vec::new(),
        places: Vec::with_capacity(source.blocks.len()),
        warnings: Vec::new(),
        last_heading: 0,
    };
    for block in source.blocks {
        match block {
            Block::Paragraph(paragraph) => reading.paragraph(paragraph),
            Block::Table(table) => reading.table(table),
        }
        if reading.sections.len() > limits::SECTIONS {
            return Err(Refused::TooManySections);
        }
        reading
            .places
            .push(reading.sections.len().saturating_sub(1));
    }
    for (code, block) in source.warnings {
        let place = reading.places.get(block).or(reading.places.last()).copied();
        reading.warnings.push(Warning { code, place });
    }
    let (drafts, warnings) = reading.finished();
    Ok(Manuscript {
        drafts,
        stamps,
        front_is_blank,
        warnings,
        first_page,
    })
}

impl Reading {
    fn paragraph(&mut self, paragraph: Paragraph) {
        if paragraph.is_empty() {
            return;
        }
        let plain = paragraph.plain();
        if let Some(mark) = self.accepted(&paragraph, &plain) {
            self.open_marked(paragraph, &plain, mark);
        } else if let Some(level) = paragraph.heading {
            self.open_heading(&paragraph, plain, level);
        } else if self.begins_closing(&plain) {
            self.open(SectionKind::Closing, 0, None, None);
            self.add(Block::Paragraph(paragraph));
        } else if self.begins_attached(&paragraph, &plain) {
            self.open(SectionKind::Appendix, 0, None, Some(one_line(&plain)));
            self.await_title();
        } else if !self.took_title(&paragraph, &plain) {
            self.add(Block::Paragraph(paragraph));
        }
    }

    /// The mark of a paragraph, if it opens a section here.
    fn accepted(&self, paragraph: &Paragraph, plain: &str) -> Option<Mark> {
        let mark = mark(plain).filter(|_| paragraph.bullet.is_none())?;
        if mark.worded {
            return Some(mark);
        }
        if self.opened.has(SectionKind::Closing) {
            return None;
        }
        let rest: String = plain.chars().skip(mark.taken).collect();
        let stands_out =
            paragraph.heading.is_some() || paragraph.is_bold() || is_in_capitals(&rest);
        let rank = rank(mark.kind, false, false);
        self.opened
            .takes(&mark, rank, self.plan.style, stands_out)
            .then_some(mark)
    }

    fn open_marked(&mut self, paragraph: Paragraph, plain: &str, mark: Mark) {
        let rank = rank(mark.kind, mark.worded, mark.sub);
        let rest: String = plain.chars().skip(mark.taken).collect();
        let number = Some(mark.number.clone()).filter(|number| !number.is_empty());
        let titled = is_title(&paragraph, &mark, &rest, self.plan.style);
        let title = titled.then(|| one_line(&rest));
        if !self.open(mark.kind, rank, number, title) {
            self.add(Block::Paragraph(paragraph));
        } else if rest.is_empty() {
            self.await_title();
        } else if !titled {
            self.add(Block::Paragraph(without_start(paragraph, mark.taken)));
        }
        self.note_heading(mark.kind);
    }

    fn open_heading(&mut self, paragraph: &Paragraph, plain: String, level: u8) {
        if level > self.last_heading + 1 {
            self.warn(WarningCode::HeadingStructure, self.sections.len());
        }
        self.last_heading = level;
        let rank = self.plan.rank_of_heading(paragraph, level);
        let title = one_line(&plain);
        let fits = title.chars().count() <= limits::TITLE;
        if !fits || !self.open(SectionKind::Text, rank, None, Some(title)) {
            self.add(Block::Paragraph(paragraph.clone()));
        }
    }

    /// Numbered sections count as headings where they lie in the chain of heading styles.
    fn note_heading(&mut self, kind: SectionKind) {
        if kind != SectionKind::Clause && kind != SectionKind::Point {
            self.last_heading = self.sections.last().map_or(0, |section| section.level);
        }
    }

    fn begins_closing(&self, plain: &str) -> bool {
        let at_end = !self.sections.is_empty() && !self.opened.has(SectionKind::Closing);
        at_end && closing::begins_closing(plain)
    }

    /// After the signature a kind of paper in capitals begins what is attached.
    fn begins_attached(&self, paragraph: &Paragraph, plain: &str) -> bool {
        let after = self.opened.has(SectionKind::Closing);
        after
            && is_in_capitals(plain)
            && (paragraph.centred || paragraph.is_bold())
            && first_page::is_kind(plain)
    }

    /// Whether a line was the title of the section opened last.
    fn took_title(&mut self, paragraph: &Paragraph, plain: &str) -> bool {
        let Some(section) = self
            .sections
            .last_mut()
            .filter(|section| section.awaits_title)
        else {
            return false;
        };
        section.awaits_title = continues_title(paragraph, plain, section.title.as_deref());
        if section.awaits_title {
            let line = one_line(plain);
            section.title = Some(match section.title.take() {
                Some(title) => format!("{title} {line}"),
                None => line,
            });
        }
        section.awaits_title
    }

    fn await_title(&mut self) {
        if let Some(section) = self.sections.last_mut() {
            section.awaits_title = true;
        }
    }

    fn table(&mut self, table: Table) {
        let in_preamble = self
            .sections
            .iter()
            .all(|section| section.kind == SectionKind::Preamble);
        if in_preamble && closing::is_letterhead(&table) {
            self.add_all(closing::flattened(table));
        } else if !in_preamble && closing::is_closing(&table) {
            if !self.opened.has(SectionKind::Closing) {
                self.open(SectionKind::Closing, 0, None, None);
            }
            self.add_all(closing::flattened(table));
        } else {
            self.add(Block::Table(table));
        }
    }

    /// False when the section would lie too deep.
    fn open(
        &mut self,
        kind: SectionKind,
        rank: u8,
        number: Option<String>,
        title: Option<String>,
    ) -> bool {
        let Some(level) = self.opened.level(rank) else {
            return false;
        };
        self.opened.open(rank, kind, number.as_deref());
        self.sections.push(Filling {
            level,
            kind,
            number,
            title,
            blocks: Vec::new(),
            awaits_title: false,
        });
        true
    }

    /// Adds to the section opened last; before the first it is the preamble.
    fn add(&mut self, block: Block) {
        if self.sections.is_empty() {
            self.open(SectionKind::Preamble, 0, None, None);
        }
        if let Some(section) = self.sections.last_mut() {
            section.awaits_title = false;
            section.blocks.push(block);
        }
    }

    fn add_all(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            self.add(block);
        }
    }

    fn warn(&mut self, code: WarningCode, place: usize) {
        self.warnings.push(Warning {
            code,
            place: Some(place),
        });
    }

    fn finished(mut self) -> (Vec<DraftSection>, Vec<Warning>) {
        if let [only] = self.sections.as_mut_slice()
            && only.kind == SectionKind::Preamble
        {
            only.kind = SectionKind::Text;
            self.warn(WarningCode::NoStructure, 0);
        }
        let mut drafts = Vec::with_capacity(self.sections.len());
        for (place, section) in std::mem::take(&mut self.sections).into_iter().enumerate() {
            let html = markup::html(&section.blocks);
            if html.chars().count() > limits::SECTION_TEXT {
                self.warn(WarningCode::SectionTooLong, place);
            }
            drafts.push(DraftSection {
                level: section.level,
                kind: section.kind,
                number: section.number,
                title: section.title,
                html,
            });
        }
        // A heading without a word of its own still is a section: its number is its title.
        for draft in &mut drafts {
            if draft.title.is_none() && draft.html.is_empty() {
                draft.title = Some(name_of(draft));
            }
        }
        self.warnings.sort_unstable();
        self.warnings.dedup();
        (drafts, self.warnings)
    }
}
