//! Workbooks as offices make them.

use rust_xlsxwriter::Workbook;

/// The columns of a short roster.
const ROSTER: [&str; 5] = [
    "Họ và tên*",
    "Số thẻ đảng*",
    "Điện thoại",
    "Chi bộ*",
    "Tình trạng",
];

/// A roster with a row for each person: name, card number, phone, cell (its name or code), standing (empty: official).
pub fn roster<'a>(people: impl IntoIterator<Item = [&'a str; 5]>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(std::iter::once(ROSTER).chain(people)) {
        for (column, text) in (0..).zip(cells) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}
