//! What can be wrong in a row, and what was put right: codes and texts, never the value.

use super::super::model::Column;
use crate::error::Text;
use crate::kernel::dates::DateError;
use crate::kernel::person::{PersonFieldError, Repair};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rosters) enum Issue {
    Required,
    /// `#N/A` and its like.
    BrokenCell,
    Person(PersonFieldError),
    Date(DateError),
    /// A bare year.
    YearOnly,
    /// Joined before the age of 18.
    JoinedTooYoung,
    OfficialBeforeJoined,
    StandingUnknown,
    CellUnknown,
    CellAmbiguous,
    CellClosed,
    /// Said to belong to no cell, but new or a member of one.
    CellNeeded,
    /// The card number stands in another row, too.
    CardRepeated {
        first: u32,
    },
    CitizenRepeated {
        first: u32,
    },
    /// The row means somebody whom another row means.
    PersonRepeated {
        first: u32,
    },
    /// The number belongs to somebody whom the importer does not keep.
    CardElsewhere,
    CitizenElsewhere,
    /// The number belongs to somebody else whom the importer keeps.
    CitizenTaken,
}

/// What was put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rosters) enum Mend {
    Number(Repair),
    /// A name in capitals was put into title case.
    Capitals,
}

/// Something about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rosters) struct Finding<T> {
    pub row: u32,
    pub column: Column,
    pub what: T,
}

impl Issue {
    pub(in crate::rosters) const fn code(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::BrokenCell => "broken_cell",
            Self::Person(error) => error.code(),
            Self::Date(error) => error.code(),
            Self::YearOnly => "date_year_only",
            Self::JoinedTooYoung => "joined_too_young",
            Self::OfficialBeforeJoined => "official_before_joined",
            Self::StandingUnknown => "standing_unknown",
            Self::CellUnknown => "cell_unknown",
            Self::CellAmbiguous => "cell_ambiguous",
            Self::CellClosed => "cell_closed",
            Self::CellNeeded => "cell_needed",
            Self::CardRepeated { .. } => "card_number_repeated",
            Self::CitizenRepeated { .. } => "citizen_id_repeated",
            Self::PersonRepeated { .. } => "person_repeated",
            Self::CardElsewhere => "card_number_elsewhere",
            Self::CitizenElsewhere => "citizen_id_elsewhere",
            Self::CitizenTaken => "citizen_id_taken",
        }
    }

    pub(in crate::rosters) fn text(self) -> Text {
        match self {
            Self::Person(error) => Text::new(error.message_vi(), error.message_en()),
            Self::Date(error) => Text::new(error.message_vi(), error.message_en()),
            Self::CardRepeated { first } => repeated("Số thẻ đảng", "The card number", first),
            Self::CitizenRepeated { first } => {
                repeated("Số định danh cá nhân", "The citizen id", first)
            }
            Self::PersonRepeated { first } => repeated("Người này", "This person", first),
            fixed => fixed.fixed_text(),
        }
    }

    const fn fixed_text(self) -> Text {
        match self {
            Self::BrokenCell => Text::new(
                "Ô này đang báo lỗi công thức; hãy nhập lại giá trị.",
                "The cell shows a formula error; enter the value.",
            ),
            Self::YearOnly => Text::new(
                "Mới có năm; hãy ghi đủ ngày/tháng/năm, ví dụ 28/11/1985.",
                "Only a year; write day/month/year, for example 28/11/1985.",
            ),
            Self::JoinedTooYoung => Text::new(
                "Ngày vào Đảng sớm hơn ngày tròn 18 tuổi; hãy xem lại ngày sinh và ngày vào Đảng.",
                "The date joined is before the 18th birthday; check both dates.",
            ),
            Self::OfficialBeforeJoined => Text::new(
                "Ngày chính thức không được trước ngày vào Đảng.",
                "The official date must not be before the date joined.",
            ),
            Self::StandingUnknown => Text::new(
                "Không hiểu tình trạng này; hãy chọn trong danh sách của tệp mẫu (Chính thức, Dự bị, Miễn sinh hoạt …).",
                "Unknown standing; choose one from the list in the template.",
            ),
            Self::CellUnknown => Text::new(
                "Không có chi bộ này trong đơn vị đã chọn.",
                "There is no such cell in the chosen unit.",
            ),
            Self::CellAmbiguous => Text::new(
                "Có nhiều chi bộ cùng tên; hãy ghi mã chi bộ thay cho tên.",
                "Several cells have this name; write the code of the cell instead.",
            ),
            Self::CellClosed => {
                Text::new("Chi bộ này đã kết thúc hoạt động.", "This cell is closed.")
            }
            Self::CellNeeded => Text::new(
                "“Chưa xếp chi bộ” chỉ dành cho đảng viên đang không thuộc chi bộ nào; hãy ghi tên hoặc mã chi bộ.",
                "Only a member who belongs to no cell now may stay without one; write the name or code of the cell.",
            ),
            Self::CardElsewhere => Text::new(
                "Số thẻ đảng này thuộc về đảng viên ngoài phạm vi bạn quản lý; cần làm thủ tục chuyển sinh hoạt.",
                "The card number belongs to a member whom you do not keep; a transfer is needed.",
            ),
            Self::CitizenElsewhere => Text::new(
                "Số định danh này thuộc về đảng viên ngoài phạm vi bạn quản lý.",
                "The citizen id belongs to a member whom you do not keep.",
            ),
            Self::CitizenTaken => Text::new(
                "Số định danh này đang thuộc về một đảng viên khác có số thẻ khác.",
                "The citizen id belongs to another member with another card number.",
            ),
            _ => Text::new("Thiếu thông tin bắt buộc.", "A required value is missing."),
        }
    }
}

impl Mend {
    pub(in crate::rosters) const fn code(self) -> &'static str {
        match self {
            Self::Number(Repair::LeadingZeros) => "leading_zeros",
            Self::Number(Repair::TrailingPointZero) => "trailing_point_zero",
            Self::Number(Repair::Separators) => "separators",
            Self::Capitals => "name_in_capitals",
        }
    }

    pub(in crate::rosters) const fn text(self) -> Text {
        match self {
            Self::Number(repair) => Text::new(repair.message_vi(), repair.message_en()),
            Self::Capitals => Text::new(
                "Họ tên viết toàn chữ hoa đã được chuyển thành chữ thường có viết hoa đầu từ.",
                "The name in capitals was put into title case.",
            ),
        }
    }
}

fn repeated(what_vi: &str, what_en: &str, first: u32) -> Text {
    Text::owned(
        format!("{what_vi} đã có ở dòng {first}."),
        format!("{what_en} already stands in row {first}."),
    )
}
