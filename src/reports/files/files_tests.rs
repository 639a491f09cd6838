use calamine::{Data, Reader as _, Xlsx};

use super::*;
use crate::reports::model::Figures;

fn table() -> CellTable {
    let row = |cell: &str, counted, met| CellRow {
        above: "Đảng ủy phường An Bình".to_owned(),
        cell: cell.to_owned(),
        due_at: Some("2026-11-28T17:00:00Z".parse().unwrap()),
        figures: Figures {
            counted,
            met,
            met_late: 1,
            exempt: 2,
            ..Figures::default()
        },
    };
    CellTable {
        unit: "Thành ủy".to_owned(),
        sections: vec![Section {
            title: "=HYPERLINK(\"x\")".to_owned(),
            as_of: "2026-11-23T02:00:00Z".parse().unwrap(),
            rows: vec![
                row("Chi bộ 1", 1, 1),
                row("Chi bộ 2", 21, 18),
                row("@Chi bộ 3", 0, 0),
            ],
        }],
        at: "2026-11-23T02:00:00Z".parse().unwrap(),
    }
}

fn read(bytes: Vec<u8>) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range("Báo cáo").unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn a_workbook_has_numbers_and_a_row_of_sums() {
    let rows = read(write_cells(&table(), ExportFormat::Xlsx).unwrap());
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[0][1], Data::String("Đợt học tập".to_owned()));
    assert_eq!(
        rows[1][1],
        Data::String("=HYPERLINK(\"x\")".to_owned()),
        "text, no formula"
    );
    assert_eq!(rows[2][5..9], [21.0, 18.0, 1.0, 3.0].map(Data::Float));
    assert_eq!(rows[2][14], Data::Float(0.857));
    assert_eq!(
        rows[3][14],
        Data::String("–".to_owned()),
        "nobody is no rate"
    );
    assert_eq!(rows[4][1], Data::String("Tổng cộng".to_owned()));
    // 19 of 22; the mean of the rates would be 92,9 %.
    assert_eq!(rows[4][5..7], [22.0, 19.0].map(Data::Float));
    assert_eq!(rows[4][14], Data::Float(0.864));
}

#[test]
fn csv_is_guarded_and_opens_in_a_spreadsheet() {
    let bytes = write_cells(&table(), ExportFormat::Csv).unwrap();
    assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(&bytes[3..]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(&rows[1][1], "'=HYPERLINK(\"x\")");
    assert_eq!(&rows[3][4], "'@Chi bộ 3");
    assert_eq!(
        (&rows[2][14], &rows[3][14], &rows[4][14]),
        ("85,7 %", "–", "86,4 %")
    );
    assert_eq!(&rows[1][2], "28/11/2026");
}

#[test]
fn people_are_written_with_how_far_they_are() {
    let person = |name: &str, state: &str, counted: &str| Enrolled {
        id: 1,
        public_id: crate::kernel::ids::PublicId::from_uuid(uuid::Uuid::from_u128(1)),
        full_name: name.to_owned(),
        state: state.to_owned(),
        counted: counted.to_owned(),
        entered_at: "2026-11-01T02:00:00Z".parse().unwrap(),
        due_at: "2026-11-28T17:00:00Z".parse().unwrap(),
        completed_at: state
            .starts_with("completed")
            .then(|| "2026-11-20T17:30:00Z".parse().unwrap()),
    };
    let table = MemberTable {
        unit: "Chi bộ 1".to_owned(),
        title: "Nghị quyết 57".to_owned(),
        people: vec![
            person("Nguyễn Văn An", "completed_late", "counted"),
            person("Lê Dương", "assigned", "counted"),
            person("Bùi Đức Đạt", "completed", "exempt"),
        ],
        at: "2026-11-23T02:00:00Z".parse().unwrap(),
    };
    let text = String::from_utf8(write_members(&table, ExportFormat::Csv).unwrap()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[1],
        "1,Nguyễn Văn An,Nghị quyết 57,Hoàn thành muộn,Phải hoàn thành,01/11/2026,28/11/2026,21/11/2026"
    );
    assert!(lines[3].contains("Được miễn"), "{}", lines[3]);
    assert!(
        lines[4].contains("\"Hoàn thành 1/2 (50,0 %)\""),
        "who is exempt is in no rate: {}",
        lines[4]
    );
}
