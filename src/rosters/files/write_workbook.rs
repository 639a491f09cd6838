//! Exports and the template as `.xlsx`. Every cell is text: numbers keep their zeros, dates are day first whatever
//! the country of the reader's Excel, and nothing is run as a formula.

use std::collections::HashMap;

use chrono::{Datelike as _, Timelike as _};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format as CellFormat, FormatAlign,
    FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::super::model::{Column, RosterMember};
use super::super::rules::cells::NO_CELL;
use super::super::rules::headers::required_columns;
use crate::error::Error;
use crate::kernel::dates::format_vn;
use crate::kernel::instant::Instant;
use crate::kernel::person::{Phone, Sex, Standing};

/// Rows that the lists of choices reach.
const LISTED_ROWS: u32 = 20_000;

/// The two rows that show how it is done; the mark in the first column keeps them from being imported.
pub(super) const EXAMPLES: [[&str; Column::ALL.len()]; 2] = [
    [
        "Nguyễn Văn An",
        "28/11/1985",
        "Nam",
        "079123456001",
        "079085000001",
        "0912345678",
        "an.nguyen@example.com",
        "Chi bộ Thôn Đông",
        "03/02/2010",
        "03/02/2011",
        "Chính thức",
    ],
    [
        "Trần Thị Bình",
        "05/06/1998",
        "Nữ",
        "079123456002",
        "079198000002",
        "0987654321",
        "",
        "Chi bộ Thôn Đông",
        "19/05/2026",
        "",
        "Dự bị",
    ],
];
pub(super) const EXAMPLE_MARK: &str = "Ví dụ";
pub(super) const NUMBERING: &str = "STT";

/// People to be written.
pub(in crate::rosters) struct Table<'a> {
    pub columns: &'a [Column],
    pub members: &'a [RosterMember],
    /// What to write for each cell.
    pub cells: &'a HashMap<i64, String>,
    pub at: Instant,
}

impl Table<'_> {
    /// What a cell of the sheet shows.
    pub(super) fn text(&self, member: &RosterMember, column: Column) -> String {
        let date = |date: Option<chrono::NaiveDate>| date.map(format_vn);
        let text = match column {
            Column::FullName => Some(member.full_name.clone()),
            Column::BirthDate => date(member.birth_date),
            Column::Sex => member.sex.map(Sex::label_vi).map(str::to_owned),
            Column::CardNumber => member.card_number.clone(),
            Column::CitizenId => member.citizen_id.clone(),
            Column::Phone => member.phone.as_ref().map(|phone| {
                Phone::parse(phone).map_or_else(|_| phone.clone(), |phone| phone.local())
            }),
            Column::Email => member.email.clone(),
            Column::Cell => member.cell_id.map_or_else(
                || Some(NO_CELL.to_owned()),
                |cell| self.cells.get(&cell).cloned(),
            ),
            Column::JoinedOn => date(member.joined_on),
            Column::OfficialOn => date(member.official_on),
            Column::Standing => Some(member.standing.label_vi().to_owned()),
        };
        text.unwrap_or_default()
    }
}

/// A header as it is written: required columns with a star.
pub(super) fn title(column: Column) -> String {
    let star = if required_columns(false).contains(&column) {
        "*"
    } else {
        ""
    };
    format!("{}{star}", column.title())
}

/// An export.
pub(super) fn write(table: &Table<'_>) -> Result<Vec<u8>, Error> {
    export(table).map_err(failed)
}

/// The empty sheet that people fill in.
///
/// # Errors
/// The workbook cannot be put together.
pub(super) fn template(at: Instant) -> Result<Vec<u8>, Error> {
    empty(at).map_err(failed)
}

fn failed(error: XlsxError) -> Error {
    Error::internal(format!("writing a workbook: {error}"))
}

fn export(table: &Table<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook(table.at)?;
    let sheet = workbook.add_worksheet();
    head(sheet, table.columns)?;
    for (row, member) in (1_u32..).zip(table.members) {
        sheet.write_string(row, 0, row.to_string())?;
        for (place, column) in (1_u16..).zip(table.columns) {
            let text = table.text(member, *column);
            if !text.is_empty() {
                sheet.write_string(row, place, text)?;
            }
        }
    }
    workbook.save_to_buffer()
}

fn empty(at: Instant) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook(at)?;
    let sheet = workbook.add_worksheet();
    head(sheet, &Column::ALL)?;
    let pale = CellFormat::new()
        .set_italic()
        .set_font_color(Color::Gray)
        .set_num_format("@");
    for (row, example) in (1_u32..).zip(EXAMPLES) {
        sheet.write_string_with_format(row, 0, EXAMPLE_MARK, &pale)?;
        for (place, text) in (1_u16..).zip(example) {
            sheet.write_string_with_format(row, place, text, &pale)?;
        }
    }
    hints(workbook.add_worksheet())?;
    workbook.save_to_buffer()
}

/// A workbook that carries our time, not the machine's.
fn workbook(at: Instant) -> Result<Workbook, XlsxError> {
    let utc = at.utc();
    let part = |number: u32| u8::try_from(number).unwrap_or(0);
    let year = u16::try_from(utc.year()).unwrap_or(1900);
    let date = ExcelDateTime::from_ymd(year, part(utc.month()), part(utc.day()))?;
    let at = date.and_hms(
        u16::from(part(utc.hour())),
        part(utc.minute()),
        f64::from(utc.second()),
    )?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&at));
    Ok(workbook)
}

/// The header row, column widths, and every column as text.
fn head(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    let bold = CellFormat::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0x00F2_DCDB))
        .set_border(FormatBorder::Thin);
    let text = CellFormat::new().set_num_format("@");
    sheet.set_name("Danh sách")?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_column_width(0, 7)?;
    sheet.set_column_format(0, &text)?;
    sheet.write_string_with_format(0, 0, NUMBERING, &bold)?;
    for (place, column) in (1_u16..).zip(columns) {
        sheet.set_column_width(place, width(*column))?;
        sheet.set_column_format(place, &text)?;
        sheet.write_string_with_format(0, place, title(*column), &bold)?;
        if let Some(list) = choices(*column) {
            sheet.add_data_validation(1, place, LISTED_ROWS, place, &list?)?;
        }
    }
    Ok(())
}

const fn width(column: Column) -> u8 {
    match column {
        Column::FullName | Column::Email | Column::Cell => 28,
        Column::CardNumber | Column::CitizenId | Column::Standing => 20,
        Column::Sex => 10,
        _ => 15,
    }
}

/// The list to choose from, where there is one.
fn choices(column: Column) -> Option<Result<DataValidation, XlsxError>> {
    let labels: Vec<&str> = match column {
        Column::Sex => vec![Sex::Male.label_vi(), Sex::Female.label_vi()],
        Column::Standing => Standing::ALL.into_iter().map(Standing::label_vi).collect(),
        _ => return None,
    };
    let list = DataValidation::new().allow_list_strings(&labels);
    Some(list.and_then(|list| {
        list.set_error_title("Giá trị không có trong danh sách")?
            .set_error_message("Hãy chọn một giá trị trong danh sách.")
    }))
}

fn hints(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let (bold, wrapped) = (
        CellFormat::new().set_bold(),
        CellFormat::new().set_text_wrap(),
    );
    sheet.set_name("Hướng dẫn")?;
    sheet.set_column_width(0, 30)?;
    sheet.set_column_width(1, 90)?;
    sheet.write_string_with_format(0, 0, "Cột", &bold)?;
    sheet.write_string_with_format(0, 1, "Cách ghi", &bold)?;
    for (row, column) in (1_u32..).zip(Column::ALL) {
        sheet.write_string(row, 0, title(column))?;
        sheet.write_string_with_format(row, 1, hint(column), &wrapped)?;
    }
    let last = u32::try_from(Column::ALL.len()).unwrap_or(0) + 2;
    sheet.write_string(last, 0, "Ghi chú chung")?;
    sheet.write_string_with_format(
        last,
        1,
        "Cột có dấu * là bắt buộc. Ô để trống nghĩa là giữ nguyên thông tin đang có. Dòng có chữ “Ví dụ” ở cột STT không được nhập; \
         có thể xóa. Không nhập dân tộc, tôn giáo.",
        &wrapped,
    )?;
    Ok(())
}

const fn hint(column: Column) -> &'static str {
    match column {
        Column::FullName => "Ghi đủ họ, chữ đệm và tên, có dấu.",
        Column::BirthDate | Column::JoinedOn | Column::OfficialOn => {
            "Ghi ngày/tháng/năm, ví dụ 28/11/1985."
        }
        Column::Sex => "Nam hoặc Nữ.",
        Column::CardNumber => "12 chữ số, giữ cả số 0 ở đầu.",
        Column::CitizenId => "12 chữ số, giữ cả số 0 ở đầu; có thể để trống.",
        Column::Phone => "10 chữ số, bắt đầu bằng 0.",
        Column::Email => "Ví dụ ten@example.com; có thể để trống.",
        Column::Cell => {
            "Tên hoặc mã chi bộ trong đơn vị; không cần ghi khi nhập cho một chi bộ. “Chưa xếp chi bộ” giữ nguyên người đang không thuộc chi bộ nào."
        }
        Column::Standing => "Chọn trong danh sách; để trống là Chính thức đối với người mới.",
    }
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
