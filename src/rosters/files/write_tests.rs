use std::collections::HashMap;

use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Workbook};

use super::{Table, template};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::kernel::legacy_encoding::LegacyEncoding;
use crate::kernel::person::{Sex, Standing};
use crate::rosters::files::{read, write, write_text};
use crate::rosters::model::{Column, Format, RawCell, RosterMember};
use crate::rosters::rules::file_error::{FileError, TooLarge};

fn member() -> RosterMember {
    RosterMember {
        id: 1,
        public_id: PublicId::new(Instant::default()),
        full_name: "Nguyễn Văn An".into(),
        card_number: Some("079123456001".into()),
        citizen_id: Some("001085000001".into()),
        phone: Some("+84912345678".into()),
        email: Some("=an@example.com".into()),
        birth_date: chrono::NaiveDate::from_ymd_opt(1985, 11, 28),
        sex: Some(Sex::Male),
        joined_on: None,
        official_on: None,
        home_unit_id: 7,
        standing: Standing::Exempt,
        revision: 1,
        cell_id: Some(7),
    }
}

#[test]
fn an_export_reads_as_it_was_written() {
    let cells = HashMap::from([(7, "-Chi bộ, “7”".to_owned())]);
    let members = [member()];
    let table = Table {
        columns: &Column::ALL,
        members: &members,
        cells: &cells,
        at: Instant::default(),
    };
    for format in [Format::Xlsx, Format::Csv] {
        let bytes = write(&table, format).unwrap();
        let sheet = read(&bytes, false).unwrap();
        assert_eq!(sheet.rows.len(), 1);
        for column in Column::ALL {
            let expected = table.text(&members[0], column);
            match sheet.rows[0].cell(column) {
                RawCell::Empty => assert_eq!(expected, ""),
                RawCell::Text(text) => assert_eq!(**text, *expected),
                other => panic!("{column:?}: {other:?}"),
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            format == Format::Xlsx || text.contains(",'=an@example.com,\"'-Chi bộ, “7”\","),
            "{text}"
        );
    }
}

#[test]
fn the_template_is_only_a_header_to_the_import() {
    for bytes in [
        template(Instant::default()).unwrap(),
        write_text::template().unwrap(),
    ] {
        for unit_is_cell in [true, false] {
            assert_eq!(
                read(&bytes, unit_is_cell).unwrap_err(),
                FileError::HeaderOnly
            );
        }
    }
}

#[test]
fn a_workbook_is_read_whatever_its_cells_are() {
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .write_string(0, 0, "Trang bìa")
        .unwrap();
    let sheet = workbook.add_worksheet();
    let date = CellFormat::new().set_num_format("dd/mm/yyyy");
    sheet.write_string(0, 0, "DANH SÁCH ĐẢNG VIÊN").unwrap();
    for (place, title) in [
        (1, "Họ và tên*"),
        (2, "Số thẻ"),
        (3, "Ngày sinh"),
        (4, "Chi bộ"),
        (5, "Ngày vào Đảng"),
    ] {
        sheet.write_string(4, place, title).unwrap();
    }
    sheet.write_string(5, 1, "Nguyễn Văn An").unwrap();
    sheet.write_number(5, 2, 79_123_456_001.0).unwrap();
    sheet
        .write_datetime_with_format(5, 3, ExcelDateTime::from_ymd(1985, 11, 28).unwrap(), &date)
        .unwrap();
    sheet.write_string(5, 4, "Chi bộ 1").unwrap();
    sheet.write_formula(5, 5, "=1/0").unwrap();
    sheet.write_blank(6, 1, &date).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let read = read(&bytes, false).unwrap();
    assert_eq!(read.rows.len(), 1);
    let row = &read.rows[0];
    assert_eq!(row.number, 6);
    assert_eq!(
        *row.cell(Column::FullName),
        RawCell::Text("Nguyễn Văn An".into())
    );
    assert_eq!(
        *row.cell(Column::CardNumber),
        RawCell::Number(79_123_456_001.0)
    );
    assert_eq!(*row.cell(Column::BirthDate), RawCell::Number(31_379.0));
    assert_eq!(read.header(Column::CardNumber), "Số thẻ");
}

#[test]
fn workbooks_that_are_no_roster_say_why() {
    let book = |fill: &dyn Fn(&mut rust_xlsxwriter::Worksheet)| {
        let mut workbook = Workbook::new();
        fill(workbook.add_worksheet());
        workbook.save_to_buffer().unwrap()
    };
    let header = |sheet: &mut rust_xlsxwriter::Worksheet| {
        for (place, title) in [(0, "Họ và tên"), (1, "Số thẻ đảng"), (2, "Chi bộ")] {
            sheet.write_string(0, place, title).unwrap();
        }
    };
    let empty = book(&|_| {});
    let header_only = book(&|sheet| header(sheet));
    let wide = book(&|sheet| {
        header(sheet);
        sheet.write_string(1, 100, "x").unwrap();
    });
    let vni = book(&|sheet| {
        header(sheet);
        sheet.write_string(1, 0, "Nguyeãn Vaên Haûi").unwrap();
    });
    assert_eq!(read(&empty, false).unwrap_err(), FileError::Empty);
    assert_eq!(
        read(&header_only, false).unwrap_err(),
        FileError::HeaderOnly
    );
    assert_eq!(
        read(&wide, false).unwrap_err(),
        FileError::TooLarge(TooLarge::Columns)
    );
    assert_eq!(
        read(&vni, false).unwrap_err(),
        FileError::Legacy {
            encoding: LegacyEncoding::Vni,
            rows: vec![2]
        }
    );
    assert_eq!(
        read(&header_only[..header_only.len() / 2], false)
            .unwrap_err()
            .code(),
        "roster_unreadable"
    );
}
