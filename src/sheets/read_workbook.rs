//! The rows of an `.xlsx`, one at a time: the sheet itself is never held in memory, only its texts are.

use std::io::{Cursor, Read, Seek};

use calamine::{DataRef, Reader as _, SheetType, Xlsx, XlsxCellReader};
use chrono::NaiveDate;

use super::{Next, RawCell, Rows, Unfit};

/// Days between the first days of the two systems in which Excel counts.
const DAYS_1900_TO_1904: f64 = 1_462.0;

/// Reads the first sheet that has the header.
pub(super) fn read<R: Rows>(bytes: &[u8], mut rows: R) -> Result<R, R::Refused> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unfit::Workbook)?;
    let shift = if workbook.has_1904_epoch() {
        DAYS_1900_TO_1904
    } else {
        0.0
    };
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    for name in &sheets {
        let mut cells = workbook
            .worksheet_cells_reader(name)
            .map_err(|_| Unfit::Workbook)?;
        read_sheet(&mut cells, shift, &mut rows)?;
        if rows.has_header() {
            break;
        }
    }
    Ok(rows)
}

fn read_sheet<F: Read + Seek, R: Rows>(
    cells: &mut XlsxCellReader<'_, F>,
    shift: f64,
    rows: &mut R,
) -> Result<(), R::Refused> {
    let mut row: Vec<(usize, RawCell)> = Vec::new();
    let mut number = 0_u32;
    loop {
        let next = cells.next_cell().map_err(|_| Unfit::Workbook)?;
        let place = next.as_ref().map(calamine::Cell::get_position);
        if place.is_none_or(|(at, _)| at != number) && !row.is_empty() {
            let read = std::mem::take(&mut row);
            if rows.push(number.saturating_add(1), read)? == Next::Sheet {
                return Ok(());
            }
        }
        let (Some(cell), Some((at, column))) = (next, place) else {
            return Ok(());
        };
        number = at;
        let value = raw(cell.get_value(), shift);
        if value != RawCell::Empty {
            row.push((usize::try_from(column).unwrap_or(usize::MAX), value));
        }
    }
}

fn raw(value: &DataRef<'_>, shift: f64) -> RawCell {
    match value {
        DataRef::Empty => RawCell::Empty,
        DataRef::String(text) => super::text_cell(text),
        DataRef::SharedString(text) => super::text_cell(text),
        DataRef::Float(number) => RawCell::Number(*number),
        #[expect(
            clippy::cast_precision_loss,
            reason = "a workbook holds every number as a double"
        )]
        DataRef::Int(number) => RawCell::Number(*number as f64),
        DataRef::DateTime(serial) => RawCell::Number(serial.as_f64() + shift),
        DataRef::DateTimeIso(text) => {
            let day = text
                .split('T')
                .next()
                .and_then(|day| day.parse::<NaiveDate>().ok());
            day.map_or(RawCell::Broken, RawCell::Day)
        }
        DataRef::Bool(_) | DataRef::DurationIso(_) | DataRef::Error(_) => RawCell::Broken,
    }
}
