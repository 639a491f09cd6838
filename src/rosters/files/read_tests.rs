use encoding_rs::WINDOWS_1258;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::compose;

use crate::kernel::legacy_encoding::LegacyEncoding;
use crate::rosters::files::read;
use crate::rosters::model::{Column, RawCell, Sheet};
use crate::rosters::rules::file_error::{FileError, Unreadable};

const SHEET: &str = "STT;Họ và tên;Số thẻ đảng;Chi bộ;Dân tộc\r\n1;Nguyễn Thị Ánh;079123456001;Chi bộ Thôn Đông;Kinh\r\n";

fn text(sheet: &Sheet, row: usize, column: Column) -> String {
    match sheet.rows[row].cell(column) {
        RawCell::Text(text) => text.to_string(),
        other => panic!("{other:?}"),
    }
}

/// As Excel writes Windows-1258: letters whole, tones as characters of their own.
fn windows_1258(text: &str) -> Vec<u8> {
    let mut letters: Vec<char> = Vec::new();
    let is_tone = |c: &char| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
    for c in text.nfd() {
        let letter = letters.iter().rposition(|c| !is_tone(c));
        match letter.and_then(|at| Some((at, compose(letters[at], c).filter(|_| !is_tone(&c))?))) {
            Some((at, whole)) => letters[at] = whole,
            None => letters.push(c),
        }
    }
    let text: String = letters.into_iter().collect();
    let (bytes, _, unmappable) = WINDOWS_1258.encode(&text);
    assert!(!unmappable, "{text}");
    bytes.into_owned()
}

#[test]
fn every_encoding_that_excel_writes_is_read() {
    let utf16: Vec<u8> = SHEET.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        SHEET.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", SHEET.as_bytes()].concat(),
        [b"\xFF\xFE".to_vec(), utf16.clone()].concat(),
        utf16,
        windows_1258(SHEET),
        SHEET.nfd().collect::<String>().into_bytes(),
    ] {
        let sheet = read(&bytes, false).unwrap();
        assert_eq!(sheet.rows.len(), 1);
        assert_eq!(sheet.rows[0].number, 2);
        assert_eq!(text(&sheet, 0, Column::FullName), "Nguyễn Thị Ánh");
        assert_eq!(text(&sheet, 0, Column::Cell), "Chi bộ Thôn Đông");
        assert_eq!(text(&sheet, 0, Column::CardNumber), "079123456001");
        assert!(
            sheet
                .ignored
                .iter()
                .any(|column| column.header == "Dân tộc" && column.refused)
        );
    }
}

#[test]
fn separators_are_told_by_the_content() {
    for separator in [",", ";", "\t"] {
        let named = format!("sep={separator}\n{}", SHEET.replace(';', separator));
        for (written, row) in [(SHEET.replace(';', separator), 2), (named, 3)] {
            let sheet = read(written.as_bytes(), false).unwrap();
            assert_eq!(text(&sheet, 0, Column::FullName), "Nguyễn Thị Ánh");
            assert_eq!(sheet.rows[0].number, row);
        }
    }
}

#[test]
fn rows_are_numbered_as_excel_shows_them() {
    let text = "Danh sách\n\nHọ và tên,Số thẻ đảng,Ghi chú\nA B,1,\"hai\ndòng\"\n\n , \nC D,2,\n";
    let sheet = read(text.as_bytes(), true).unwrap();
    assert_eq!(
        sheet.rows.iter().map(|row| row.number).collect::<Vec<_>>(),
        [4, 7]
    );
}

#[test]
fn a_guarded_formula_is_only_text() {
    let text = "Họ và tên,Số thẻ đảng,Thư điện tử\nA B,1,'=1+1@example.com\nC D,2,'''x@example.com\nE F,3,'y@example.com\n";
    let sheet = read(text.as_bytes(), true).unwrap();
    let read = |row| self::text(&sheet, row, Column::Email);
    assert_eq!(
        (read(0), read(1), read(2)),
        (
            "=1+1@example.com".into(),
            "''x@example.com".into(),
            "'y@example.com".into()
        )
    );
}

fn refusal(bytes: impl AsRef<[u8]>) -> FileError {
    read(bytes.as_ref(), false).unwrap_err()
}

#[test]
fn a_file_without_people_says_why() {
    for nothing in ["", " \r\n\r\n ; ; \n", "\u{FEFF}"] {
        assert_eq!(refusal(nothing), FileError::Empty, "{nothing:?}");
    }
    for header in [
        "Họ và tên,Số thẻ đảng,Chi bộ\n",
        "Họ và tên,Số thẻ đảng,Chi bộ\n,,\n",
    ] {
        assert_eq!(refusal(header), FileError::HeaderOnly, "{header:?}");
    }
}

#[test]
fn a_wrong_header_says_what_is_wrong() {
    let all = [Column::FullName, Column::CardNumber, Column::Cell];
    let too_low = format!("{}Họ và tên,Số thẻ đảng,Chi bộ\n", "x\n".repeat(15));
    for (text, missing, repeated) in [
        (
            "Họ và tên,Chi bộ\nA B,x\n",
            &[Column::CardNumber][..],
            &[][..],
        ),
        ("Xin chào\n", &all, &[]),
        (too_low.as_str(), &all, &[]),
        (
            "Họ tên,Họ và tên,Số thẻ,Chi bộ\nA,B,1,x\n",
            &[],
            &[Column::FullName],
        ),
    ] {
        let (missing, repeated) = (missing.to_vec(), repeated.to_vec());
        assert_eq!(
            refusal(text),
            FileError::WrongHeader { missing, repeated },
            "{text}"
        );
    }
}

#[test]
fn other_files_and_old_encodings_say_what_they_are() {
    let unreadable = FileError::Unreadable;
    assert_eq!(
        refusal(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"),
        unreadable(Unreadable::Kind)
    );
    assert_eq!(
        refusal(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"),
        unreadable(Unreadable::OldWorkbook)
    );
    assert_eq!(
        refusal([b"\xEF\xBB\xBF".as_slice(), b"H\xC3"].concat()),
        unreadable(Unreadable::Text)
    );
    let in_tcvn3 = |row| FileError::Legacy {
        encoding: LegacyEncoding::Tcvn3,
        rows: vec![row],
    };
    assert_eq!(refusal("STT,Hä vµ tªn,Sè thÎ ®¶ng,Chi bé\n"), in_tcvn3(1));
    let one_row = "Họ và tên,Số thẻ đảng,Chi bộ\nTrần Lan,1,x\nTrÇn ThÞ §µo,2,Chi bộ Thôn Đông\n";
    assert_eq!(refusal(one_row), in_tcvn3(3));
}
