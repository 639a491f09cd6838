//! Why a file as a whole is refused: each reason with a code and texts of its own.

use super::super::model::Column;
use crate::error::{Error, Rule, Text};
use crate::kernel::legacy_encoding::LegacyEncoding;

/// Rows that a sheet may have below its header.
pub(in crate::rosters) const MAX_ROWS: usize = 200_000;
/// Columns that a sheet may have.
pub(in crate::rosters) const MAX_COLUMNS: usize = 100;

/// Why a file cannot be a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rosters) enum FileError {
    /// Nothing in it at all.
    Empty,
    /// A header, and no people below it.
    HeaderOnly,
    /// No row among the first has the required headers.
    WrongHeader {
        missing: Vec<Column>,
        repeated: Vec<Column>,
    },
    Unreadable(Unreadable),
    TooLarge(TooLarge),
    /// Cells in TCVN3 or VNI; the first such rows, none where the whole file is.
    Legacy {
        encoding: LegacyEncoding,
        rows: Vec<u32>,
    },
}

/// Why a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rosters) enum Unreadable {
    /// A workbook that is damaged or was cut.
    Workbook,
    /// The old `.xls`, or a workbook under a password: both are the same kind of container.
    OldWorkbook,
    /// Text that is damaged or was cut.
    Text,
    /// Neither a workbook nor text.
    Kind,
}

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rosters) enum TooLarge {
    Rows,
    Columns,
    /// The workbook unpacks to more than any roster.
    Unpacked,
}

impl FileError {
    pub(in crate::rosters) const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "roster_empty_file",
            Self::HeaderOnly => "roster_header_only",
            Self::WrongHeader { .. } => "roster_wrong_header",
            Self::Unreadable(_) => "roster_unreadable",
            Self::TooLarge(_) => "roster_too_large",
            Self::Legacy { .. } => "roster_legacy_encoding",
        }
    }

    pub(in crate::rosters) fn text(&self) -> Text {
        match self {
            Self::Empty => Text::new(
                "Tệp không có nội dung; hãy chọn đúng tệp danh sách.",
                "The file is empty; please choose the roster file.",
            ),
            Self::HeaderOnly => Text::new(
                "Tệp chỉ có dòng tiêu đề, chưa có người nào bên dưới.",
                "The file has a header row and nobody below it.",
            ),
            Self::WrongHeader { missing, repeated } => wrong_header(missing, repeated),
            Self::Unreadable(what) => what.text(),
            Self::TooLarge(what) => what.text(),
            Self::Legacy { encoding, rows } => legacy(*encoding, rows),
        }
    }
}

impl Unreadable {
    const fn text(self) -> Text {
        match self {
            Self::Workbook => Text::new(
                "Không đọc được tệp Excel: tệp bị hỏng hoặc tải lên chưa đủ; hãy mở lại bằng Excel, lưu lại rồi thử lại.",
                "The workbook cannot be read: it is damaged or was cut; open it in Excel, save it again and retry.",
            ),
            Self::OldWorkbook => Text::new(
                "Tệp Excel đời cũ (.xls) hoặc có mật khẩu; hãy bỏ mật khẩu và lưu lại dưới dạng .xlsx.",
                "The workbook is of the old kind (.xls) or has a password; remove the password and save it as .xlsx.",
            ),
            Self::Text => Text::new(
                "Tệp văn bản bị hỏng hoặc bị cắt; hãy lưu lại dưới dạng .xlsx hoặc CSV UTF-8.",
                "The text file is damaged or cut; save it again as .xlsx or CSV UTF-8.",
            ),
            Self::Kind => Text::new(
                "Tệp không phải là Excel (.xlsx) hay CSV.",
                "The file is neither a workbook (.xlsx) nor CSV.",
            ),
        }
    }
}

impl TooLarge {
    const fn text(self) -> Text {
        match self {
            Self::Rows => Text::new(
                "Tệp có hơn 200.000 người; hãy chia thành nhiều tệp theo đơn vị.",
                "The file has more than 200,000 people; split it by unit.",
            ),
            Self::Columns => Text::new(
                "Tệp có nội dung ở ngoài 100 cột đầu; hãy xóa các cột thừa.",
                "The file has content beyond its first 100 columns; delete what is not needed.",
            ),
            Self::Unpacked => Text::new(
                "Tệp Excel quá lớn sau khi giải nén; hãy xóa hình ảnh, trang tính và định dạng thừa.",
                "The workbook is too large once unpacked; delete pictures, sheets and formats that are not needed.",
            ),
        }
    }
}

fn wrong_header(missing: &[Column], repeated: &[Column]) -> Text {
    let names = |columns: &[Column]| {
        columns
            .iter()
            .map(|column| format!("“{}”", column.title()))
            .collect::<Vec<_>>()
            .join(", ")
    };
    if missing.is_empty() {
        let names = names(repeated);
        return Text::owned(
            format!("Có nhiều hơn một cột {names}; hãy chỉ giữ lại một cột."),
            format!("There is more than one column {names}; keep only one."),
        );
    }
    let names = names(missing);
    Text::owned(
        format!(
            "Không tìm thấy dòng tiêu đề đúng trong 15 dòng đầu; thiếu cột {names}. Hãy dùng tệp mẫu."
        ),
        format!(
            "No right header row among the first 15 rows; missing: {names}. Please use the template."
        ),
    )
}

fn legacy(encoding: LegacyEncoding, rows: &[u32]) -> Text {
    let (vi, en) = (encoding.message_vi(), encoding.message_en());
    if rows.is_empty() {
        return Text::owned(vi.to_owned(), en.to_owned());
    }
    let rows = rows
        .iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    Text::owned(
        format!("{vi} (Các dòng đầu tiên: {rows}.)"),
        format!("{en} (First rows: {rows}.)"),
    )
}

impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        let mut rule = Rule::invalid(error.code(), "", "", "");
        rule.pointer = None;
        rule.text = error.text();
        rule.into()
    }
}
