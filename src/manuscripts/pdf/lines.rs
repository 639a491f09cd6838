//! Fragments into the lines that a reader sees.

use super::super::blocks::Style;
use super::state::Fragment;

/// A line of a page; points from the left and from the bottom.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub pieces: Vec<Piece>,
    pub x: f32,
    pub end: f32,
    pub y: f32,
    pub size: f32,
    pub is_bold: bool,
    /// Where each part after a wide gap begins: columns, or cells of a table.
    pub columns: Vec<f32>,
    /// It is a paragraph of its own.
    pub stands_alone: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Piece {
    pub text: String,
    pub style: Style,
}

/// In parts of the size: how far a baseline may be off (raised numbers), and which gaps are a space or a column.
const SAME_LINE: f32 = 0.45;
const SPACE: f32 = 0.16;
const COLUMN: f32 = 2.5;
/// Raised and lowered text is smaller than this part of its line's size.
const SMALL: f32 = 0.85;
const RAISED: f32 = 0.08;

impl Line {
    pub fn has_columns(&self) -> bool {
        !self.columns.is_empty()
    }

    pub fn text(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| piece.text.as_str())
            .collect()
    }
}

/// The lines of a page from top to bottom.
pub(super) fn of(mut fragments: Vec<Fragment>) -> Vec<Line> {
    // Stable: what was drawn first stays first where places are equal.
    fragments.sort_by(|one, other| other.y.total_cmp(&one.y));
    let mut lines = Vec::new();
    let mut current: Vec<Fragment> = Vec::new();
    let (mut y, mut size) = (0.0_f32, 0.0_f32);
    for fragment in fragments {
        let is_same = (y - fragment.y).abs() <= SAME_LINE * size.max(fragment.size);
        if !current.is_empty() && !is_same {
            lines.extend(line(std::mem::take(&mut current)));
        }
        if current.is_empty() {
            (y, size) = (fragment.y, fragment.size);
        } else if fragment.size > size {
            // The baseline is that of the largest type in the line.
            (y, size) = (fragment.y, fragment.size);
        }
        current.push(fragment);
    }
    lines.extend(line(current));
    lines
}

fn line(mut fragments: Vec<Fragment>) -> Option<Line> {
    fragments.sort_by(|one, other| one.x.total_cmp(&other.x));
    let size = fragments
        .iter()
        .map(|fragment| fragment.size)
        .fold(0.0, f32::max);
    let y = fragments
        .iter()
        .find(|fragment| fragment.size >= size * SMALL)?
        .y;
    let mut line = Line {
        x: f32::MAX,
        end: f32::MIN,
        y,
        size,
        is_bold: true,
        ..Line::default()
    };
    for fragment in &fragments {
        line.add(fragment);
    }
    let is_written = |piece: &Piece| !piece.text.trim().is_empty();
    line.is_bold = line
        .pieces
        .iter()
        .filter(|piece| is_written(piece))
        .all(|piece| piece.style.has(Style::BOLD));
    line.pieces.iter().any(is_written).then_some(line)
}

impl Line {
    fn add(&mut self, fragment: &Fragment) {
        let is_blank = fragment.text.trim().is_empty();
        let gap = fragment.x - self.end;
        if let Some(last) = self.pieces.last_mut() {
            let spaced = last.text.ends_with([' ', '\t']) || fragment.text.starts_with(' ');
            if gap > COLUMN * self.size && !is_blank {
                last.text.push('\t');
                self.columns.push(fragment.x);
            } else if gap > SPACE * self.size && !spaced {
                last.text.push(' ');
            }
        }
        // A blank at the end of a line may run past the margin, and one before a column would hide the gap.
        if is_blank {
            if gap < SPACE * self.size && !self.pieces.is_empty() {
                self.end = self.end.max(fragment.end.min(self.end + self.size));
                self.push(" ", self.style_of(fragment));
            }
            return;
        }
        self.push(&fragment.text, self.style_of(fragment));
        self.x = self.x.min(fragment.x);
        self.end = self.end.max(fragment.end);
    }

    fn push(&mut self, text: &str, style: Style) {
        match self.pieces.last_mut() {
            Some(last) if last.style == style => last.text.push_str(text),
            _ => self.pieces.push(Piece {
                text: text.to_owned(),
                style,
            }),
        }
    }

    fn style_of(&self, fragment: &Fragment) -> Style {
        let mut style = Style::default();
        style.set(Style::BOLD, fragment.is_bold);
        style.set(Style::ITALIC, fragment.is_italic);
        if fragment.size < SMALL * self.size {
            style.set(Style::SUP, fragment.y > self.y + RAISED * self.size);
            style.set(Style::SUB, fragment.y < self.y - RAISED * self.size);
        }
        style
    }
}
