//! Exports and the template as CSV.

use csv::{QuoteStyle, WriterBuilder};

use super::super::model::Column;
use super::write_workbook::{EXAMPLE_MARK, EXAMPLES, NUMBERING, Table, title};
use crate::error::Error;
use crate::sheets::guarded;

/// Without it Excel takes UTF-8 for something else.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// An export.
pub(super) fn write(table: &Table<'_>) -> Result<Vec<u8>, Error> {
    let rows = (1_u32..).zip(table.members).map(|(number, member)| {
        let cells = table
            .columns
            .iter()
            .map(|column| guarded(table.text(member, *column)));
        std::iter::once(number.to_string()).chain(cells).collect()
    });
    lines(table.columns, rows)
}

/// The empty sheet that people fill in.
///
/// # Errors
/// Never in practice: the text is written into memory.
pub(super) fn template() -> Result<Vec<u8>, Error> {
    let rows = EXAMPLES.iter().map(|example| {
        let cells = example.iter().map(|text| (*text).to_owned());
        std::iter::once(EXAMPLE_MARK.to_owned())
            .chain(cells)
            .collect()
    });
    lines(&Column::ALL, rows)
}

fn lines(columns: &[Column], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Error> {
    let failed = |error: String| Error::internal(format!("writing CSV: {error}"));
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    let titles = columns.iter().map(|column| title(*column));
    writer
        .write_record(std::iter::once(NUMBERING.to_owned()).chain(titles))
        .map_err(|error| failed(error.to_string()))?;
    for row in rows {
        writer
            .write_record(&row)
            .map_err(|error| failed(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| failed(error.to_string()))
}
