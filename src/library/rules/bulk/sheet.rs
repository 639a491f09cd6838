//! Rows as a file yields them become the sheet of an import, or the reason why the file is refused as a whole.

use super::columns::Column;
use crate::sheets::{Next, RawCell, Rows, Unfit};

/// Rows of one import.
const MAX_ROWS: usize = 50_000;
const MAX_COLUMNS: usize = 100;
/// The header is sought in this many rows at the top.
const HEADER_ROWS: u32 = 15;
/// Characters of a header that are shown again.
const SHOWN: usize = 100;

/// A row below the header that is not blank.
#[derive(Debug, Clone, Default)]
pub(in crate::library) struct SheetRow {
    /// As the program that shows the sheet numbers it: the first is 1.
    pub number: u32,
    cells: Vec<(Column, RawCell)>,
}

impl SheetRow {
    pub(in crate::library) fn cell(&self, column: Column) -> &RawCell {
        const NONE: RawCell = RawCell::Empty;
        let found = self.cells.iter().find(|(found, _)| *found == column);
        found.map_or(&NONE, |(_, cell)| cell)
    }

    #[cfg(test)]
    pub(super) fn of(number: u32, cells: &[(Column, &str)]) -> Self {
        let cells = cells
            .iter()
            .map(|(column, text)| (*column, RawCell::Text((*text).into())));
        Self {
            number,
            cells: cells.collect(),
        }
    }
}

/// The sheet of an import.
#[derive(Debug, Clone, Default)]
pub(in crate::library) struct Sheet {
    /// Headers of columns that are not read.
    pub ignored: Vec<String>,
    pub rows: Vec<SheetRow>,
}

/// Why a file is no sheet of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::library) enum FileError {
    Empty,
    HeaderOnly,
    Missing(Vec<Column>),
    Repeated(Vec<Column>),
    TooManyRows,
    TooManyColumns,
    Unfit(Unfit),
}

impl From<Unfit> for FileError {
    fn from(unfit: Unfit) -> Self {
        Self::Unfit(unfit)
    }
}

impl FileError {
    /// In Vietnamese.
    pub(in crate::library) fn message(&self) -> String {
        let named = |columns: &[Column]| {
            let names: Vec<_> = columns
                .iter()
                .map(|column| format!("“{}”", column.code()))
                .collect();
            names.join(", ")
        };
        match self {
            Self::Empty => "Bảng kê không có nội dung.".to_owned(),
            Self::HeaderOnly => "Bảng kê chỉ có dòng tiêu đề, chưa có tài liệu nào.".to_owned(),
            Self::Missing(columns) => format!(
                "Không tìm thấy dòng tiêu đề đúng trong 15 dòng đầu của bảng kê; thiếu cột {}.",
                named(columns)
            ),
            Self::Repeated(columns) => {
                format!("Bảng kê có nhiều hơn một cột {}.", named(columns))
            }
            Self::TooManyRows => {
                format!("Bảng kê có hơn {MAX_ROWS} tài liệu; hãy chia thành nhiều thư mục.")
            }
            Self::TooManyColumns => format!("Bảng kê có hơn {MAX_COLUMNS} cột."),
            Self::Unfit(unfit) => match unfit {
                Unfit::Workbook => "Bảng kê Excel bị hỏng hoặc không đủ.",
                Unfit::OldWorkbook => {
                    "Bảng kê là Excel đời cũ (.xls) hoặc có mật khẩu; hãy lưu lại thành .xlsx không mật khẩu."
                }
                Unfit::Text => "Bảng kê CSV bị hỏng hoặc bị cắt.",
                Unfit::Kind => "Bảng kê không phải là Excel (.xlsx) hay CSV.",
                Unfit::Unpacked => "Bảng kê Excel quá lớn sau khi giải nén.",
                Unfit::Legacy(encoding) => encoding.message_vi(),
            }
            .to_owned(),
        }
    }
}

/// Takes the rows of one sheet after the other until one has the header.
#[derive(Debug, Default)]
pub(in crate::library) struct SheetBuilder {
    header: Option<Vec<(usize, Column)>>,
    /// Columns of the likest header so far.
    nearest: Vec<Column>,
    anything: bool,
    sheet: Sheet,
}

impl SheetBuilder {
    pub(in crate::library) fn finish(self) -> Result<Sheet, FileError> {
        if self.header.is_none() {
            if !self.anything {
                return Err(FileError::Empty);
            }
            return Err(FileError::Missing(missing(&self.nearest)));
        }
        if self.sheet.rows.is_empty() {
            return Err(FileError::HeaderOnly);
        }
        Ok(self.sheet)
    }

    fn seek(&mut self, cells: &[(usize, RawCell)]) -> Result<(), FileError> {
        let mut found: Vec<(usize, Column)> = Vec::new();
        let (mut repeated, mut ignored) = (Vec::new(), Vec::new());
        for (place, cell) in cells {
            let RawCell::Text(written) = cell else {
                continue;
            };
            match Column::of_header(written) {
                Some(column) if found.iter().any(|(_, known)| *known == column) => {
                    repeated.push(column);
                }
                Some(column) => found.push((*place, column)),
                None => ignored.push(written.chars().take(SHOWN).collect()),
            }
        }
        let columns: Vec<Column> = found.iter().map(|(_, column)| *column).collect();
        if missing(&columns).is_empty() {
            if !repeated.is_empty() {
                return Err(FileError::Repeated(repeated));
            }
            (self.header, self.sheet.ignored) = (Some(found), ignored);
        } else if columns.len() > self.nearest.len() {
            self.nearest = columns;
        }
        Ok(())
    }
}

fn missing(columns: &[Column]) -> Vec<Column> {
    let mut missing = Column::REQUIRED.to_vec();
    missing.retain(|column| !columns.contains(column));
    missing
}

impl Rows for SheetBuilder {
    type Refused = FileError;

    fn push(&mut self, number: u32, cells: Vec<(usize, RawCell)>) -> Result<Next, FileError> {
        let mut cells = cells;
        cells.retain(|(_, cell)| *cell != RawCell::Empty);
        if cells.iter().any(|(place, _)| *place >= MAX_COLUMNS) {
            return Err(FileError::TooManyColumns);
        }
        self.anything |= !cells.is_empty();
        let Some(header) = &self.header else {
            if number > HEADER_ROWS {
                return Ok(Next::Sheet);
            }
            self.seek(&cells)?;
            return Ok(Next::Row);
        };
        let of = |place: usize| header.iter().find(|(found, _)| *found == place);
        let cells: Vec<_> = cells
            .into_iter()
            .filter_map(|(place, cell)| Some((of(place)?.1, cell)))
            .collect();
        if cells.is_empty() {
            return Ok(Next::Row);
        }
        if self.sheet.rows.len() >= MAX_ROWS {
            return Err(FileError::TooManyRows);
        }
        self.sheet.rows.push(SheetRow { number, cells });
        Ok(Next::Row)
    }

    fn has_header(&self) -> bool {
        self.header.is_some()
    }

    fn likeness(&self) -> usize {
        self.header.as_ref().map_or(self.nearest.len(), Vec::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Sheet, FileError> {
        crate::sheets::read(text.as_bytes(), SheetBuilder::default)?.finish()
    }

    #[test]
    fn sheets_are_refused_each_for_its_own_reason() {
        assert_eq!(read("").unwrap_err(), FileError::Empty);
        assert_eq!(read("\n,,\n").unwrap_err(), FileError::Empty);
        let header = "file,kind,title,tier,audience\n";
        assert_eq!(read(header).unwrap_err(), FileError::HeaderOnly);
        assert_eq!(
            read("file,kind,title\na.docx,text,A\n").unwrap_err(),
            FileError::Missing(vec![Column::Tier, Column::Audience])
        );
        assert_eq!(
            read("file,kind,title,tier,audience,Loại\na,b,c,d,e,f\n").unwrap_err(),
            FileError::Repeated(vec![Column::Kind])
        );
        assert_eq!(
            read("Danh sách\nhọp chi bộ\n").unwrap_err(),
            FileError::Missing(Column::REQUIRED.to_vec())
        );
    }

    #[test]
    fn rows_keep_their_numbers_and_unknown_columns_are_named() {
        let text =
            "Bảng kê\nTệp;Loại *;Tiêu đề;Mức độ;Đối tượng;Ghi chú\na;b;c;d;e;f\n;;;;;\nx;;;;;\n";
        let sheet = read(text).unwrap();
        assert_eq!(sheet.ignored, ["Ghi chú"]);
        let numbers: Vec<u32> = sheet.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [3, 5]);
        assert_eq!(
            *sheet.rows[0].cell(Column::Title),
            RawCell::Text("c".into())
        );
        assert_eq!(*sheet.rows[1].cell(Column::Title), RawCell::Empty);
    }
}
