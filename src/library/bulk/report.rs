//! What came of an import, in words for the operator.

use super::rows::Row;
use crate::error::Error;
use crate::library::rules::bulk::row::Fault;

/// What an import is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Checking,
    Writing,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// Rows of the sheet.
    pub rows: usize,
    /// Documents that are to be added, or were.
    pub new: usize,
    /// Rows whose document was there.
    pub unchanged: usize,
    /// Rows with something wrong.
    pub failed: usize,
    /// All that is wrong, a line each, by row.
    pub errors: Vec<String>,
    /// What waits for a second person, or for another row that does: a line each.
    pub waiting: Vec<String>,
    pub notes: Vec<String>,
    /// Whether documents were to be written, and could.
    pub committed: bool,
    /// What ended the writing before its end.
    pub ended_by: Option<Error>,
}

impl ImportReport {
    /// How many of each: a line.
    #[must_use]
    pub fn counts(&self) -> String {
        let new = if self.committed {
            "đã thêm"
        } else {
            "mới"
        };
        let waiting = match self.waiting.len() {
            0 => String::new(),
            some => format!(", {some} còn chờ"),
        };
        format!(
            "{} dòng: {} {new}, {} đã có từ trước (giữ nguyên), {} có lỗi{waiting}.",
            self.rows, self.new, self.unchanged, self.failed
        )
    }

    pub(super) fn take(&mut self, rows: &[Row]) {
        self.rows = rows.len();
        let counts = |row: &&Row| {
            let is_written = if self.committed {
                row.written
            } else {
                row.is_new()
            };
            is_written && row.waits.is_none()
        };
        self.new = rows.iter().filter(counts).count();
        self.unchanged = rows.iter().filter(|row| row.unchanged).count();
        self.failed = rows.iter().filter(|row| !row.faults.is_empty()).count();
        let of_row = |row: &Row| {
            let number = row.entry.number;
            let lines = row.faults.iter().map(move |fault| line(number, fault));
            lines.collect::<Vec<_>>()
        };
        self.errors = rows.iter().flat_map(of_row).collect();
        let waits = |row: &Row| {
            let waits = row.waits.as_ref().filter(|_| row.faults.is_empty())?;
            Some(format!("Dòng {}: {}", row.entry.number, waits.text()))
        };
        self.waiting = rows.iter().filter_map(waits).collect();
    }
}

fn line(number: u32, fault: &Fault) -> String {
    match fault.column {
        Some(column) => format!("Dòng {number}, cột “{}”: {}", column.code(), fault.text),
        None => format!("Dòng {number}: {}", fault.text),
    }
}
