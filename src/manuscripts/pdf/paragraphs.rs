//! Lines into paragraphs: a line goes on with the one before when that ran to the margin and nothing marks a beginning.

use super::super::blocks::{Block, Paragraph, Source, Span};
use super::super::model::WarningCode;
use super::super::outline::begins_section;
use super::lines::Line;
use super::{PAGE, PICTURE, Pages, columns, furniture};

/// The measures of a document's text, in points.
struct Measures {
    left: f32,
    right: f32,
    /// From baseline to baseline.
    pitch: f32,
}

/// In parts of the size: how far in a first line stands, and how far a gap or size may differ.
const INDENT: f32 = 0.8;
const GAP: f32 = 1.28;
const OTHER_SIZE: f32 = 0.12;
/// The width of a letter.
const LETTER: f32 = 0.5;
/// Signs before the items of a list, those of symbol fonts among them.
const BULLETS: [char; 6] = ['•', '◦', '▪', '●', '\u{F0B7}', '\u{F0A7}'];
/// Neighbouring lines with columns that make a table.
const TABLE: usize = 3;

pub(super) fn source(mut read: Pages) -> Source {
    let front_is_blank = read.lines.first().is_none_or(Vec::is_empty);
    let furniture = furniture::take(&mut read.lines);
    let measures = Measures::of(&read.lines);
    let mut source = Source {
        furniture,
        front_is_blank,
        ..Source::default()
    };
    let mut before: Option<Line> = None;
    let mut in_table = 0;
    for (number, page) in read.lines.into_iter().enumerate() {
        if read.skipped.contains(&number) {
            source.warnings.push((PAGE, source.blocks.len()));
        }
        for (index, line) in columns::unfolded(page, number == 0).into_iter().enumerate() {
            in_table = if line.has_columns() { in_table + 1 } else { 0 };
            if in_table == TABLE {
                source
                    .warnings
                    .push((WarningCode::TableFlattened, source.blocks.len()));
            }
            let goes_on = before
                .as_ref()
                .is_some_and(|before| measures.goes_on(before, &line, index == 0));
            match source.blocks.last_mut() {
                Some(Block::Paragraph(paragraph)) if goes_on => extend(paragraph, &line),
                _ => source.blocks.push(measures.begun(&line)),
            }
            before = Some(line);
        }
        if number == 0 {
            source.first_page = Some(source.blocks.len()).filter(|blocks| *blocks > 0);
        }
    }
    if read.has_pictures {
        source.warnings.push((PICTURE, 0));
    }
    source
}

fn spans(line: &Line) -> impl Iterator<Item = Span> {
    line.pieces.iter().map(|piece| Span {
        text: piece.text.clone(),
        style: piece.style,
        link: None,
    })
}

fn extend(paragraph: &mut Paragraph, line: &Line) {
    if let Some(last) = paragraph.spans.last_mut()
        && !last.text.ends_with(' ')
    {
        last.text.push(' ');
    }
    paragraph.spans.extend(spans(line));
}

impl Measures {
    fn of(pages: &[Vec<Line>]) -> Self {
        let lines = || pages.iter().flatten();
        let sorted = |mut values: Vec<f32>| {
            values.sort_by(f32::total_cmp);
            values
        };
        let at = |values: &[f32], part: usize, of: usize| {
            values
                .get((values.len() * part / of).min(values.len().saturating_sub(1)))
                .copied()
                .unwrap_or_default()
        };
        let lefts = sorted(lines().map(|line| line.x).collect());
        let rights = sorted(lines().map(|line| line.end).collect());
        let steps = pages
            .iter()
            .flat_map(|page| page.windows(2))
            .filter_map(|pair| match pair {
                [one, other] => Some(one.y - other.y)
                    .filter(|step| *step > 0.0 && *step < 3.0 * one.size.max(other.size)),
                _ => None,
            });
        let steps = sorted(steps.collect());
        Self {
            left: at(&lefts, 1, 12),
            right: at(&rights, 14, 15),
            // Steps between paragraphs are wider: the usual one is found below the middle.
            pitch: at(&steps, 2, 5),
        }
    }

    fn is_centred(&self, line: &Line) -> bool {
        let (before, after) = (line.x - self.left, self.right - line.end);
        let is_balanced = (before - after).abs() < 2.0 * line.size;
        before > 1.5 * line.size && after > 1.5 * line.size && is_balanced && !line.has_columns()
    }

    fn is_indented(&self, line: &Line) -> bool {
        line.x > self.left + INDENT * line.size
    }

    /// Whether the first word of the next line would have fit.
    fn ends_short(&self, line: &Line, next: &Line) -> bool {
        let next = next.text();
        let word = next
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .chars()
            .count();
        // A word as long as a line of text is none.
        let width = f32::from(u8::try_from(word.min(40)).unwrap_or_default()) * LETTER * line.size;
        line.end + width + LETTER * line.size < self.right
    }

    fn goes_on(&self, before: &Line, line: &Line, is_new_page: bool) -> bool {
        let step = before.y - line.y;
        let is_near = is_new_page || step > 0.0 && step < GAP * self.pitch.max(before.size);
        let is_alike = before.is_bold == line.is_bold
            && (before.size - line.size).abs() <= OTHER_SIZE * before.size.max(line.size);
        let is_alone =
            |line: &Line| line.stands_alone || line.has_columns() || self.is_centred(line);
        let is_set_apart = is_alone(before) || is_alone(line);
        let is_deeper = self.is_indented(line) && line.x > before.x + LETTER * line.size;
        let is_first =
            is_deeper || self.is_indented(line) && (is_new_page || is_begin(&line.text()));
        if !is_near || !is_alike || is_set_apart || is_first || self.ends_short(before, line) {
            return false;
        }
        let text = before.text();
        let is_ended = text.trim_end().ends_with(['.', ';', ':', '!', '?']);
        !(is_ended && is_begin(&line.text()))
    }

    fn begun(&self, line: &Line) -> Block {
        let mut paragraph = Paragraph {
            spans: spans(line).collect(),
            centred: self.is_centred(line),
            ..Paragraph::default()
        };
        if let Some(first) = paragraph.spans.first_mut()
            && let Some(item) = first.text.trim_start().strip_prefix(BULLETS)
        {
            first.text = item.to_owned();
            paragraph.bullet = Some(0);
        }
        Block::Paragraph(paragraph)
    }
}

/// Whether a line begins a section or an item of a list.
fn is_begin(line: &str) -> bool {
    let line = line.trim_start();
    let mut characters = line.chars();
    let (first, second) = (characters.next(), characters.next());
    let is_dash = first.is_some_and(|c| matches!(c, '-' | '–' | '+' | '*') || BULLETS.contains(&c))
        && second.is_some_and(char::is_whitespace);
    let is_point = first.is_some_and(char::is_lowercase) && matches!(second, Some(')' | '.'));
    is_dash || is_point || begins_section(line)
}
