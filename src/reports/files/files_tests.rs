use calamine::{Data, Reader as _, Xlsx};

use super::*;
use crate::reports::model::Figures;

fn table() -> CellTable {
    let row = |cell: &str, counted, met| CellRow {
        above: "Đảng ủy phường An Bình".into(),
        cell: cell.into(),
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

/// A part of a packed workbook.
fn part(bytes: &[u8], name: &str) -> String {
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    std::io::read_to_string(parts.by_name(name).unwrap()).unwrap()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap();
    rest.split_once(end).unwrap().0
}

#[test]
fn rows_that_are_written_leave_memory_without_their_texts() {
    let bytes = write_cells(&table(), ExportFormat::Xlsx).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    // A workbook that holds its cells until the end tells of each row how far they reach.
    assert!(sheet.contains("<row r=\"3\">"), "{sheet}");
    let texts = part(&bytes, "xl/sharedStrings.xml");
    for text in [
        "Đảng ủy phường An Bình",
        "Chi bộ 2",
        "Thành ủy",
        "HYPERLINK",
    ] {
        assert_eq!(texts.matches(text).count(), 1, "{text} once: {texts}");
        assert!(!sheet.contains(text), "{text} was in the file: {sheet}");
    }
}

#[test]
fn a_workbook_has_its_looks() {
    let bytes = write_cells(&table(), ExportFormat::Xlsx).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    let pane = between(&sheet, "<pane ", "/>");
    assert!(
        pane.contains("ySplit=\"1\"") && pane.contains("state=\"frozen\""),
        "the header stays in sight: {pane}"
    );
    let widths = between(&sheet, "<cols>", "</cols>");
    assert!(
        widths.contains("min=\"2\" max=\"2\" width=\"40."),
        "{widths}"
    );
    let styles = part(&bytes, "xl/styles.xml");
    let (fonts, looks) = (
        between(&styles, "<fonts", "</fonts>"),
        between(&styles, "<cellXfs", "</cellXfs>"),
    );
    let look = |cell: &str| {
        let style = between(&sheet, &format!("<c r=\"{cell}\" s=\""), "\"");
        let style: usize = style.parse().unwrap();
        looks.split("<xf ").nth(style + 1).unwrap()
    };
    let is_bold = |cell: &str| {
        let font: usize = between(look(cell), "fontId=\"", "\"").parse().unwrap();
        fonts
            .split("<font>")
            .nth(font + 1)
            .unwrap()
            .contains("<b/>")
    };
    for cell in ["O3", "O5"] {
        let format = between(look(cell), "numFmtId=\"", "\"");
        let start = format!("<numFmt numFmtId=\"{format}\" formatCode=\"");
        assert_eq!(between(&styles, &start, "\""), "0.0%", "{cell}");
    }
    let bold = ["A1", "B3", "B5", "F5"].map(is_bold);
    assert_eq!(bold, [true, false, true, true], "header and sums stand out");
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
