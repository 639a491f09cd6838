//! A table as a workbook.

use chrono::{Datelike, Timelike};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use super::sheet::{Column, Row, Value};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::reports::rules::rates::NO_RATE;

/// Writes what comes row by row: one row and each different text once are in memory, besides the packed workbook.
///
/// The rows before wait in a temporary file, in the folder that `TMPDIR` names or else the system's own; where that is kept
/// in memory, so are they. The file never has a name in it (`O_TMPFILE`), or is readable for this account only and loses
/// its name as soon as it is made, and goes with its last handle, however the process ends. No text reaches it: it holds figures,
/// and numbers of texts. Names of people and units are in the table of texts, which stays in memory.
///
/// # Errors
/// The workbook cannot be put together, or there is no temporary file.
pub(super) fn write<'a>(
    columns: &[Column],
    at: Instant,
    rows: impl Iterator<Item = Row<'a>>,
) -> Result<Vec<u8>, Error> {
    fill(columns, at, rows).map_err(|error| Error::internal(format!("writing a workbook: {error}")))
}

/// How cells look: by kind of value, of rows and of sums.
struct Looks {
    text: Format,
    number: Format,
    rate: Format,
    none: Format,
}

impl Looks {
    fn new(base: &Format) -> Self {
        Self {
            text: base.clone().set_num_format("@"),
            number: base.clone().set_num_format("#,##0"),
            rate: base.clone().set_num_format("0.0%"),
            none: base.clone().set_align(FormatAlign::Right),
        }
    }
}

fn fill<'a>(
    columns: &[Column],
    at: Instant,
    rows: impl Iterator<Item = Row<'a>>,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&moment(at)?));
    let sheet = workbook.add_worksheet_with_low_memory()?;
    head(sheet, columns)?;
    let plain = Looks::new(&Format::new());
    let total = Looks::new(&Format::new().set_bold().set_border_top(FormatBorder::Thin));
    for (line, row) in (1_u32..).zip(rows) {
        let looks = if row.is_total { &total } else { &plain };
        for (place, value) in (0_u16..).zip(row.values) {
            cell(sheet, (line, place), &value, looks)?;
        }
    }
    workbook.save_to_buffer()
}

fn cell(
    sheet: &mut Worksheet,
    (line, place): (u32, u16),
    value: &Value<'_>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match value {
        Value::Text(text) => {
            sheet.write_string_with_format(line, place, text.as_ref(), &looks.text)?
        }
        Value::Number(number) => {
            // Counts of people are far below what a float can hold.
            let number = u32::try_from(*number).unwrap_or(u32::MAX);
            sheet.write_number_with_format(line, place, number, &looks.number)?
        }
        Value::Rate(Some(rate)) => {
            let share = f64::from(*rate) / 1_000.0;
            sheet.write_number_with_format(line, place, share, &looks.rate)?
        }
        Value::Rate(None) => sheet.write_string_with_format(line, place, NO_RATE, &looks.none)?,
    };
    Ok(())
}

/// The header row, which stays in sight, and the widths.
fn head(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    let bold = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0x00F2_DCDB))
        .set_border(FormatBorder::Thin);
    sheet.set_name("Báo cáo")?;
    sheet.set_freeze_panes(1, 0)?;
    for (place, (head, width)) in (0_u16..).zip(columns) {
        sheet.set_column_width(place, *width)?;
        sheet.write_string_with_format(0, place, *head, &bold)?;
    }
    Ok(())
}

/// Our time, not the machine's.
fn moment(at: Instant) -> Result<ExcelDateTime, XlsxError> {
    let utc = at.utc();
    let part = |number: u32| u8::try_from(number).unwrap_or(0);
    let year = u16::try_from(utc.year()).unwrap_or(1900);
    let date = ExcelDateTime::from_ymd(year, part(utc.month()), part(utc.day()))?;
    date.and_hms(
        u16::from(part(utc.hour())),
        part(utc.minute()),
        f64::from(utc.second()),
    )
}
