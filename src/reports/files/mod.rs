//! Exports as bytes: one table, written as a workbook or as CSV.

mod sheet;
mod text;
mod workbook;

use super::model::{CellRow, Enrolled, ExportFormat};
use crate::error::Error;
use crate::kernel::instant::Instant;

/// Figures of the cells that an assignment concerns.
pub(super) struct Section {
    pub title: String,
    pub as_of: Instant,
    pub rows: Vec<CellRow>,
}

/// Figures to be written.
pub(super) struct CellTable {
    pub unit: String,
    pub sections: Vec<Section>,
    pub at: Instant,
}

/// People to be written.
pub(super) struct MemberTable {
    pub unit: String,
    pub title: String,
    pub people: Vec<Enrolled>,
    pub at: Instant,
}

/// # Errors
/// The workbook cannot be put together.
pub(super) fn write_cells(table: &CellTable, format: ExportFormat) -> Result<Vec<u8>, Error> {
    match format {
        ExportFormat::Xlsx => workbook::write(&sheet::CELLS, table.at, sheet::cell_rows(table)),
        ExportFormat::Csv => {
            let count = table
                .sections
                .iter()
                .map(|section| section.rows.len())
                .sum();
            text::write(&sheet::CELLS, count, sheet::cell_rows(table))
        }
    }
}

/// # Errors
/// The workbook cannot be put together.
pub(super) fn write_members(table: &MemberTable, format: ExportFormat) -> Result<Vec<u8>, Error> {
    match format {
        ExportFormat::Xlsx => workbook::write(&sheet::MEMBERS, table.at, sheet::member_rows(table)),
        ExportFormat::Csv => {
            let count = table.people.len();
            text::write(&sheet::MEMBERS, count, sheet::member_rows(table))
        }
    }
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
