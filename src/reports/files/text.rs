//! A table as CSV.

use csv::{Terminator, WriterBuilder};

use super::sheet::{Column, Row, Value};
use crate::error::Error;
use crate::reports::rules::rates;

/// Without it Excel takes UTF-8 for something else.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What a spreadsheet takes for the beginning of a formula, and the apostrophe that guards it.
const GUARDED: [char; 7] = ['=', '+', '-', '@', '\'', '\t', '\r'];

/// Bytes of a row, rather too many: what is set aside and not written to takes no memory, but a text that outgrows its
/// place is moved, and there twice in the meantime.
const ROW_BYTES: usize = 256;

/// `count` rows, about.
///
/// # Errors
/// Never in practice: the text is written into memory.
pub(super) fn write<'a>(
    columns: &[Column],
    count: usize,
    rows: impl Iterator<Item = Row<'a>>,
) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(ROW_BYTES * (count + 2));
    bytes.extend_from_slice(BYTE_ORDER_MARK);
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(bytes);
    let failed = |error: csv::Error| Error::internal(format!("writing CSV: {error}"));
    let heads = columns.iter().map(|(head, _)| *head);
    writer.write_record(heads).map_err(failed)?;
    for row in rows {
        writer
            .write_record(row.values.into_iter().map(plain))
            .map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::internal(format!("writing CSV: {error}")))
}

fn plain(value: Value<'_>) -> String {
    match value {
        Value::Text(text) if text.starts_with(GUARDED) => format!("'{text}"),
        Value::Text(text) => text.into_owned(),
        Value::Number(number) => number.to_string(),
        Value::Rate(rate) => rates::text(rate),
    }
}
