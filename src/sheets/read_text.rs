//! The rows of a CSV file: encoding and separator are told by the content.

use csv::{ReaderBuilder, StringRecord};

use super::{Next, Rows, Unfit};
use crate::kernel::legacy_encoding::decode_text;

/// Comma, semicolon (what Excel writes in Vietnam), tab.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// Bytes in which the separator is sought.
const SAMPLE: usize = 64 * 1024;

/// Reads the rows.
pub(super) fn read<R: Rows>(bytes: &[u8], make: impl Fn() -> R) -> Result<R, R::Refused> {
    let text = decode_text(bytes).map_err(Unfit::from)?.text;
    let (text, stated) = stated_separator(&text);
    let separator = stated.unwrap_or_else(|| likeliest_separator(text, &make));
    let mut rows = make();
    let first = u32::from(stated.is_some());
    read_rows(text, separator, first, &mut rows)?;
    Ok(rows)
}

/// Takes off a first line `sep=;`, which Excel understands.
fn stated_separator(text: &str) -> (&str, Option<u8>) {
    let Some((line, rest)) = text.split_once('\n') else {
        return (text, None);
    };
    let stated = line
        .trim_end_matches('\r')
        .trim_matches('"')
        .strip_prefix("sep=");
    match stated
        .and_then(|separator| separator.bytes().next())
        .filter(|separator| SEPARATORS.contains(separator))
    {
        Some(separator) => (rest, Some(separator)),
        None => (text, None),
    }
}

/// The separator with which the top of the file looks most like what is wanted.
fn likeliest_separator<R: Rows>(text: &str, make: &impl Fn() -> R) -> u8 {
    let sample = text.get(..text.floor_char_boundary(SAMPLE)).unwrap_or(text);
    let likeness = |separator: u8| {
        let mut rows = make();
        let _ = read_rows(sample, separator, 0, &mut rows); // what is wrong is said by the reading proper
        rows.likeness()
    };
    let mut best = (0, b',');
    for separator in SEPARATORS {
        let found = likeness(separator);
        if found > best.0 {
            best = (found, separator);
        }
    }
    best.1
}

/// `skipped`: lines above `text` that the file has.
fn read_rows<R: Rows>(
    text: &str,
    separator: u8,
    skipped: u32,
    rows: &mut R,
) -> Result<(), R::Refused> {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let mut lines_inside = 0_u64;
    let mut number = 0;
    while reader.read_record(&mut record).map_err(|_| Unfit::Text)? {
        // Blank lines have a number too, and a line end inside quotes does not begin a row.
        let line = record
            .position()
            .map_or(0, csv::Position::line)
            .saturating_sub(lines_inside);
        number = u32::try_from(line).unwrap_or(u32::MAX).max(number + 1);
        lines_inside += record
            .iter()
            .map(|field| field.bytes().filter(|byte| *byte == b'\n').count() as u64)
            .sum::<u64>();
        let cells = record
            .iter()
            .map(unguarded)
            .map(super::text_cell)
            .enumerate()
            .collect();
        if rows.push(number.saturating_add(skipped), cells)? == Next::Sheet {
            return Ok(());
        }
    }
    Ok(())
}

/// Takes off the apostrophe that [`super::guarded`] puts before what a spreadsheet would run as a formula.
fn unguarded(field: &str) -> &str {
    field
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(super::GUARDED))
        .unwrap_or(field)
}
