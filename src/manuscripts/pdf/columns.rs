//! Letterhead and signature stand in two columns: they are read one after the other, not line by line across.

use super::super::outline::begins_closing;
use super::lines::{Line, Piece};

/// Lines in which a letterhead has its columns.
const HEAD: usize = 10;

/// The lines of a page with those two blocks unfolded.
pub(super) fn unfolded(page: Vec<Line>, is_first: bool) -> Vec<Line> {
    let head = if is_first { head(&page) } else { 0 };
    let closing = page
        .iter()
        .position(|line| line.has_columns() && begins_closing(line.text().trim_start()));
    let mut out = Vec::with_capacity(page.len());
    let mut lines = page.into_iter().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        let is_closing = closing == Some(at);
        if at >= head && !is_closing {
            out.push(line);
            continue;
        }
        let mut block = vec![line];
        let split = block
            .iter()
            .chain(lines.peek().map(|(_, line)| line))
            .filter_map(|line| line.columns.first().copied());
        let mut split = split.fold(f32::MAX, f32::min);
        while let Some((_, line)) = lines.next_if(|(at, line)| {
            if is_closing {
                fits(line, split)
            } else {
                *at < head
            }
        }) {
            split = line.columns.first().copied().unwrap_or(split).min(split);
            block.push(line);
        }
        unfold(block, split, &mut out);
    }
    out
}

/// The number of lines of the letterhead; 0 when it has no columns.
fn head(page: &[Line]) -> usize {
    let last = page.iter().take(HEAD).rposition(Line::has_columns);
    let last = last.map_or(0, |last| last + 1);
    // The number stands alone below the last line with two columns at times.
    let follows = page
        .get(last)
        .is_some_and(|line| last > 0 && line.text().trim_start().starts_with("Số"));
    last + usize::from(follows)
}

/// Whether a line keeps to the columns of a signature.
fn fits(line: &Line, split: f32) -> bool {
    line.has_columns() || line.x >= split - line.size || line.end <= split
}

fn unfold(block: Vec<Line>, split: f32, out: &mut Vec<Line>) {
    let mut right = Vec::new();
    for line in block {
        let is_right = line.x >= split - line.size;
        if !line.has_columns() {
            let alone = Line {
                stands_alone: true,
                ..line
            };
            if is_right {
                right.push(alone);
            } else {
                out.push(alone);
            }
            continue;
        }
        let (first, second) = split_line(line);
        if is_right {
            right.push(first);
        } else {
            out.push(first);
        }
        right.push(second);
    }
    out.extend(right);
}

/// What stands before the first wide gap, and what after it.
fn split_line(line: Line) -> (Line, Line) {
    let at = line
        .pieces
        .iter()
        .position(|piece| piece.text.contains('\t'))
        .unwrap_or_default();
    let mut before = line.pieces;
    let mut after = before.split_off(at.min(before.len()));
    if let Some(gap) = after.first_mut()
        && let Some((left, right)) = gap.text.split_once('\t')
    {
        before.push(Piece {
            text: left.to_owned(),
            style: gap.style,
        });
        gap.text = right.to_owned();
    }
    let part = |pieces| Line {
        pieces,
        columns: Vec::new(),
        stands_alone: true,
        ..line
    };
    (part(before), part(after))
}
