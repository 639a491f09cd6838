//! The rows of an `.xlsx`, one cell at a time.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};

use super::super::rules::gift::Found;
use super::super::rules::sheet::{HEADERS, Row, take};
use crate::kernel::text::search_key;

/// Columns and rows that are looked at.
const COLUMNS: u32 = 50;
const ROWS: u32 = 6_000;

/// The questions of the first sheet whose first row has the headers; `None`: there is no such sheet.
pub(super) fn read(bytes: &[u8]) -> Option<Found> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).ok()?;
    for name in workbook.sheet_names() {
        let mut cells = workbook.worksheet_cells_reader(&name).ok()?;
        let mut rows = Rows::default();
        while let Some(cell) = cells.next_cell().ok()? {
            let (row, column) = cell.get_position();
            if column < COLUMNS && row < ROWS {
                rows.put(row, column, said(cell.get_value()));
            }
        }
        if let Some(found) = rows.finish() {
            return Some(found);
        }
    }
    None
}

fn said(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Bool(truth) => if *truth { "Đúng" } else { "Sai" }.to_owned(),
        _ => String::new(),
    }
}

#[derive(Default)]
struct Rows {
    /// For each column of the sheet the column that it is.
    columns: Vec<Option<usize>>,
    found: Found,
    current: Option<(u32, Row)>,
}

impl Rows {
    fn put(&mut self, row: u32, column: u32, text: String) {
        let Ok(column) = usize::try_from(column) else {
            return;
        };
        if row == 0 {
            self.columns.resize(column + 1, None);
            let name = search_key(&text);
            let known = HEADERS.iter().position(|header| search_key(header) == name);
            if let Some(slot) = self.columns.get_mut(column) {
                *slot = known.filter(|_| !name.is_empty());
            }
            return;
        }
        if self.current.as_ref().is_none_or(|(at, _)| *at != row) {
            self.end_row();
            self.current = Some((row, Row::default()));
        }
        let known = self.columns.get(column).copied().flatten();
        if let (Some(known), Some((_, cells))) = (known, &mut self.current)
            && let Some(cell) = cells.get_mut(known)
        {
            *cell = text;
        }
    }

    fn end_row(&mut self) {
        if let Some((row, cells)) = self.current.take()
            && cells.iter().any(|cell| !cell.trim().is_empty())
        {
            let line = usize::try_from(row).unwrap_or(0) + 1;
            take(&mut self.found, line, &cells);
        }
    }

    fn finish(mut self) -> Option<Found> {
        let is_there = |needed: &usize| self.columns.contains(&Some(*needed));
        if ![0, 2].iter().all(is_there) {
            return None;
        }
        self.end_row();
        Some(self.found)
    }
}
