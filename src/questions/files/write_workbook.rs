//! Exports and the template as `.xlsx`. Every cell is text: nothing is run as a formula.

use chrono::{Datelike as _, Timelike as _};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use super::super::rules::gift::Imported;
use super::super::rules::sheet::{HEADERS, KINDS, row};
use crate::kernel::instant::Instant;

/// Rows that the list of kinds reaches.
const LISTED_ROWS: u32 = 6_000;

pub(super) fn write(questions: &[Imported], at: Instant) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Our time, not the machine's.
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&moment(at)?));
    let sheet = workbook.add_worksheet();
    head(sheet)?;
    for (line, question) in (1_u32..).zip(questions) {
        let cells = row(question.category.as_deref(), &question.body);
        for (column, text) in (0_u16..).zip(&cells) {
            if !text.is_empty() {
                sheet.write_string(line, column, text)?;
            }
        }
    }
    hints(workbook.add_worksheet())?;
    workbook.save_to_buffer()
}

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

fn head(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let bold = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00F2_DCDB))
        .set_border(FormatBorder::Thin);
    let text = Format::new().set_num_format("@").set_text_wrap();
    sheet.set_name("Câu hỏi")?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, header) in (0_u16..).zip(HEADERS) {
        let width = match column {
            2 => 60,
            12 | 14 => 40,
            _ => 18,
        };
        sheet.set_column_width(column, width)?;
        sheet.set_column_format(column, &text)?;
        sheet.write_string_with_format(0, column, header, &bold)?;
    }
    let kinds = KINDS.map(|(_, name)| name);
    let list = DataValidation::new().allow_list_strings(&kinds)?;
    sheet.add_data_validation(1, 0, LISTED_ROWS, 0, &list)?;
    Ok(())
}

fn hints(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap();
    sheet.set_name("Hướng dẫn")?;
    sheet.set_column_width(0, 20)?;
    sheet.set_column_width(1, 90)?;
    let lines = [
        (
            "Một đáp án",
            "Các phương án ở cột A–H; cột Đáp án ghi chữ cái, ví dụ B.",
        ),
        (
            "Nhiều đáp án",
            "Như trên, ví dụ A, C. Mỗi phương án sai được chọn trừ đúng bằng điểm của một phương án đúng.",
        ),
        ("Đúng/Sai", "Cột Đáp án ghi Đúng hoặc Sai."),
        (
            "Ghép cặp",
            "Mỗi ô A–H là một cặp: vế trái -> vế phải; thêm vế nhiễu: -> vế phải.",
        ),
        ("Sắp xếp", "Các ô A–H theo đúng thứ tự."),
        (
            "Trả lời ngắn",
            "Cột Đáp án ghi các cách trả lời được chấp nhận, cách nhau bằng dấu chấm phẩy. Không phân biệt hoa thường; ghi x ở cột Phân biệt dấu nếu cần đúng dấu.",
        ),
        ("Số", "Cột Đáp án ghi số, hoặc số và sai số: 57:0,5."),
        (
            "GIFT",
            "Nếu cần trọng số, phản hồi hoặc hơn 8 phương án: ghi phần trong dấu { } theo định dạng GIFT; khi đó các cột đáp án bị bỏ qua.",
        ),
    ];
    for (line, (kind, hint)) in (0_u32..).zip(lines) {
        sheet.write_string(line, 0, kind)?;
        sheet.write_string_with_format(line, 1, hint, &wrapped)?;
    }
    Ok(())
}
