//! Rows as a file yields them become the sheet of a roster, or the reason why the file as a whole is refused.

use super::super::model::{Column, RawCell, Sheet, SheetRow};
use super::file_error::{FileError, MAX_COLUMNS, MAX_ROWS, TooLarge};
use super::headers::HeaderRow;
use crate::kernel::legacy_encoding::{LegacyEncoding, detect};
use crate::kernel::text::search_key;

/// The header is sought in this many rows at the top.
const HEADER_ROWS: u32 = 15;
/// Rows in an old encoding that are named.
const NAMED_ROWS: usize = 5;

/// Whether the reader of a file goes on with this sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rosters) enum Next {
    Row,
    /// This sheet has no header; perhaps the next one.
    Sheet,
}

/// Takes the rows of one sheet after the other until one has the header.
pub(in crate::rosters) struct SheetBuilder {
    required: &'static [Column],
    header: Option<HeaderRow>,
    /// The likest header so far, to say what it lacks.
    nearest: Option<HeaderRow>,
    legacy: Option<(LegacyEncoding, Vec<u32>)>,
    anything: bool,
    sheet: Sheet,
}

impl SheetBuilder {
    pub(in crate::rosters) fn new(required: &'static [Column]) -> Self {
        Self {
            required,
            header: None,
            nearest: None,
            legacy: None,
            anything: false,
            sheet: Sheet::default(),
        }
    }

    pub(in crate::rosters) const fn has_header(&self) -> bool {
        self.header.is_some()
    }

    /// How many columns the likest header has, to choose between readings of a file.
    pub(in crate::rosters) fn likeness(&self) -> usize {
        self.header
            .as_ref()
            .or(self.nearest.as_ref())
            .map_or(0, |header| header.found.len())
    }

    /// A row with its number in the file and its cells, by place from 0; empty ones may be left out.
    ///
    /// # Errors
    /// Too many rows or columns, or a header that names a column twice.
    pub(in crate::rosters) fn push(
        &mut self,
        number: u32,
        cells: Vec<(usize, RawCell)>,
    ) -> Result<Next, FileError> {
        let mut cells = cells;
        cells.retain(|(_, cell)| *cell != RawCell::Empty);
        if cells.iter().any(|(place, _)| *place >= MAX_COLUMNS) {
            return Err(FileError::TooLarge(TooLarge::Columns));
        }
        self.anything |= cells
            .iter()
            .any(|(_, cell)| text(cell).is_none_or(|text| text.contains(char::is_alphanumeric)));
        if self.header.is_some() {
            return self.take(number, cells).map(|()| Next::Row);
        }
        if number > HEADER_ROWS {
            return Ok(Next::Sheet);
        }
        self.seek(number, &cells)?;
        Ok(Next::Row)
    }

    /// The sheet.
    ///
    /// # Errors
    /// No header, nobody below it, or an old encoding.
    pub(in crate::rosters) fn finish(self) -> Result<Sheet, FileError> {
        if let Some((encoding, rows)) = self.legacy {
            return Err(FileError::Legacy { encoding, rows });
        }
        if self.header.is_none() {
            if !self.anything {
                return Err(FileError::Empty);
            }
            let missing = self.nearest.unwrap_or_default().missing(self.required);
            return Err(FileError::WrongHeader {
                missing,
                repeated: Vec::new(),
            });
        }
        if self.sheet.rows.is_empty() {
            return Err(FileError::HeaderOnly);
        }
        Ok(self.sheet)
    }

    fn seek(&mut self, number: u32, cells: &[(usize, RawCell)]) -> Result<(), FileError> {
        let texts = cells
            .iter()
            .filter_map(|(place, cell)| Some((*place, text(cell)?)));
        let row = HeaderRow::of(texts);
        if row.missing(self.required).is_empty() {
            if !row.repeated.is_empty() {
                return Err(FileError::WrongHeader {
                    missing: Vec::new(),
                    repeated: row.repeated,
                });
            }
            self.legacy = None; // of lines above the header
            for (_, column, written) in &row.found {
                if let Some(header) = self.sheet.headers.get_mut(column.index()) {
                    *header = Some(written.clone());
                }
            }
            self.sheet.ignored.clone_from(&row.ignored);
            self.header = Some(row);
            return Ok(());
        }
        let line: String = cells
            .iter()
            .filter_map(|(_, cell)| text(cell))
            .collect::<Vec<_>>()
            .join(" ");
        if let Some(encoding) = detect(&line) {
            self.add_legacy(number, encoding);
        }
        if row.found.len()
            > self
                .nearest
                .as_ref()
                .map_or(0, |nearest| nearest.found.len())
        {
            self.nearest = Some(row);
        }
        Ok(())
    }

    fn take(&mut self, number: u32, cells: Vec<(usize, RawCell)>) -> Result<(), FileError> {
        let Some(header) = &self.header else {
            return Ok(());
        };
        let example = header
            .numbering
            .and_then(|numbering| cells.iter().find(|(place, _)| *place == numbering));
        if example
            .and_then(|(_, cell)| text(cell))
            .is_some_and(|mark| search_key(mark).starts_with("vi du"))
        {
            self.sheet.examples += 1;
            return Ok(());
        }
        let mut row = SheetRow {
            number,
            ..SheetRow::default()
        };
        let mut blank = true;
        for (place, cell) in cells {
            let column = header
                .found
                .iter()
                .find(|(found, _, _)| *found == place)
                .map(|(_, column, _)| *column);
            if let Some(slot) = column.and_then(|column| row.cells.get_mut(column.index())) {
                *slot = cell;
                blank = false;
            }
        }
        if blank {
            return Ok(());
        }
        if self.sheet.rows.len() >= MAX_ROWS {
            return Err(FileError::TooLarge(TooLarge::Rows));
        }
        // Each by itself: a cell picked from our own list would outvote a name in an old encoding.
        let mut named = [Column::FullName, Column::Cell]
            .into_iter()
            .filter_map(|column| text(row.cell(column)));
        if let Some(encoding) = named.find_map(detect) {
            self.add_legacy(number, encoding);
        }
        self.sheet.rows.push(row);
        Ok(())
    }

    fn add_legacy(&mut self, number: u32, encoding: LegacyEncoding) {
        let (_, rows) = self.legacy.get_or_insert((encoding, Vec::new()));
        if rows.len() < NAMED_ROWS {
            rows.push(number);
        }
    }
}

fn text(cell: &RawCell) -> Option<&str> {
    match cell {
        RawCell::Text(text) => Some(text),
        _ => None,
    }
}
