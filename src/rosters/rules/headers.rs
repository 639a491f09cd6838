//! Which column of a sheet is which, by its header.

use super::super::model::{Column, IgnoredColumn};
use crate::kernel::text::{nfc, search_key};

/// Characters of a header that are shown again.
const SHOWN: usize = 100;

/// What a header row says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::rosters) struct HeaderRow {
    /// The place of each column that is read, and the header as written.
    pub found: Vec<(usize, Column, String)>,
    pub repeated: Vec<Column>,
    pub ignored: Vec<IgnoredColumn>,
    /// The running number, where example rows are marked.
    pub numbering: Option<usize>,
}

/// What one header means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Read(Column),
    Numbering,
    /// Ethnicity or religion: sensitive, never read.
    Refused,
    Unknown,
}

impl HeaderRow {
    /// Reads the cells of a row as headers.
    pub(in crate::rosters) fn of<'a>(cells: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut row = Self::default();
        for (place, written) in cells {
            let shown: String = nfc(written).chars().take(SHOWN).collect();
            match meaning(written) {
                Meaning::Read(column) if row.place(column).is_some() => row.repeated.push(column),
                Meaning::Read(column) => row.found.push((place, column, shown)),
                Meaning::Numbering => row.numbering = row.numbering.or(Some(place)),
                Meaning::Refused => row.ignored.push(IgnoredColumn {
                    header: shown,
                    refused: true,
                }),
                Meaning::Unknown if shown.is_empty() => {}
                Meaning::Unknown => row.ignored.push(IgnoredColumn {
                    header: shown,
                    refused: false,
                }),
            }
        }
        row.repeated.sort_unstable();
        row.repeated.dedup();
        row
    }

    pub(in crate::rosters) fn place(&self, column: Column) -> Option<usize> {
        self.found
            .iter()
            .find(|(_, found, _)| *found == column)
            .map(|(place, _, _)| *place)
    }

    /// The required columns that it lacks.
    pub(in crate::rosters) fn missing(&self, required: &[Column]) -> Vec<Column> {
        required
            .iter()
            .copied()
            .filter(|column| self.place(*column).is_none())
            .collect()
    }
}

/// The columns a file must have; inside a single cell there is no need to name it.
pub(in crate::rosters) fn required_columns(unit_is_cell: bool) -> &'static [Column] {
    if unit_is_cell {
        &[Column::FullName, Column::CardNumber]
    } else {
        &[Column::FullName, Column::CardNumber, Column::Cell]
    }
}

fn meaning(written: &str) -> Meaning {
    match header_key(written).as_str() {
        "stt" | "so tt" | "tt" | "so thu tu" | "no" => Meaning::Numbering,
        "dan toc" | "ton giao" | "thanh phan dan toc" | "ethnicity" | "religion" => {
            Meaning::Refused
        }
        key => column_of(key).map_or(Meaning::Unknown, Meaning::Read),
    }
}

/// The key by which headers are compared: no star, nothing in parentheses, no marks.
fn header_key(written: &str) -> String {
    let mut depth = 0_usize;
    let mut bare = String::with_capacity(written.len());
    for character in written.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '*' => {}
            other if depth == 0 => bare.push(other),
            _ => {}
        }
    }
    search_key(&bare)
}

fn column_of(key: &str) -> Option<Column> {
    Column::ALL
        .into_iter()
        .find(|column| names(*column).contains(&key))
}

/// The keys of the headers that mean a column.
#[rustfmt::skip]
const fn names(column: Column) -> &'static [&'static str] {
    match column {
        Column::FullName => &[
            "ho va ten", "ho ten", "ho va ten khai sinh", "ho ten khai sinh", "ho va ten dang vien", "ho ten dang vien",
            "ten dang vien", "full name",
        ],
        Column::BirthDate => &["ngay sinh", "ngay thang nam sinh", "sinh ngay", "birth date", "date of birth"],
        Column::Sex => &["gioi tinh", "nam nu", "sex", "gender"],
        Column::CardNumber => &[
            "so the dang", "so the dang vien", "so the", "ma so the dang", "so the dv", "card number", "party card number",
        ],
        Column::CitizenId => &[
            "so dinh danh ca nhan", "so dinh danh", "so dinh danh ca nhan cccd", "ma dinh danh ca nhan", "cccd", "so cccd",
            "so can cuoc", "so can cuoc cong dan", "can cuoc cong dan", "can cuoc", "citizen id",
        ],
        Column::Phone => &[
            "dien thoai", "so dien thoai", "dien thoai di dong", "so dien thoai di dong", "sdt", "so dt", "di dong", "phone",
            "phone number",
        ],
        Column::Email => &["thu dien tu", "dia chi thu dien tu", "email", "e mail", "dia chi email"],
        Column::Cell => &[
            "chi bo", "ten chi bo", "ma chi bo", "chi bo sinh hoat", "noi sinh hoat", "don vi sinh hoat", "to chuc dang", "cell",
        ],
        Column::JoinedOn => &["ngay vao dang", "ngay ket nap", "ngay ket nap dang", "ngay vao dang csvn", "date joined"],
        Column::OfficialOn => &[
            "ngay chinh thuc", "ngay vao dang chinh thuc", "ngay cong nhan chinh thuc", "ngay cong nhan dang vien chinh thuc",
            "official date",
        ],
        Column::Standing => &["tinh trang", "tinh trang dang vien", "trang thai", "loai dang vien", "standing"],
    }
}

#[cfg(test)]
mod tests {
    use super::{HeaderRow, required_columns};
    use crate::rosters::model::Column;

    fn read(headers: &[&str]) -> HeaderRow {
        HeaderRow::of(headers.iter().copied().enumerate())
    }

    #[test]
    fn the_templates_own_headers_are_all_known() {
        let titles: Vec<String> = Column::ALL
            .iter()
            .map(|column| format!("{} *", column.title()))
            .collect();
        let row = read(&titles.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(row.found.len(), Column::ALL.len());
        for column in Column::ALL {
            assert_eq!(row.place(column), Some(column.index()));
        }
    }

    #[test]
    fn stars_hints_case_marks_and_line_ends_do_not_matter() {
        let row = read(&[
            "STT",
            "HỌ VÀ TÊN (*)",
            "so the dang",
            "Ngày sinh\n(dd/mm/yyyy)",
            "Số thẻ",
            "E-mail",
            "Chi bộ*",
        ]);
        assert_eq!(row.numbering, Some(0));
        assert_eq!(row.place(Column::FullName), Some(1));
        assert_eq!(row.place(Column::CardNumber), Some(2));
        assert_eq!(row.place(Column::BirthDate), Some(3));
        assert_eq!(row.place(Column::Email), Some(5));
        assert_eq!(row.repeated, [Column::CardNumber]);
        assert!(row.missing(required_columns(false)).is_empty());
    }

    #[test]
    fn ethnicity_and_religion_are_refused_and_others_unknown() {
        let row = read(&["Dân tộc", "Tôn giáo", "Ghi chú", ""]);
        let told: Vec<_> = row
            .ignored
            .iter()
            .map(|column| (column.header.as_str(), column.refused))
            .collect();
        assert_eq!(
            told,
            [("Dân tộc", true), ("Tôn giáo", true), ("Ghi chú", false)]
        );
        assert_eq!(
            row.missing(required_columns(true)),
            [Column::FullName, Column::CardNumber]
        );
        assert_eq!(row.missing(required_columns(false)).len(), 3);
    }
}
