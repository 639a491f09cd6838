//! Rules of the tree: pure.

use chrono::NaiveDate;

use super::model::UnitKind;
use crate::error::Rule;

pub const UNIT_CLOSED: Rule = Rule::conflict(
    "unit_closed",
    "Tổ chức này đã kết thúc hoạt động nên không thay đổi được nữa.",
    "This unit is closed and can no longer be changed.",
);
pub const CODE_TAKEN: Rule = Rule::conflict(
    "code_taken",
    "Mã này đã được dùng cho một tổ chức khác.",
    "This code belongs to another unit.",
);
pub const UNDER_ITSELF: Rule = Rule::conflict(
    "under_itself",
    "Không thể đưa một tổ chức vào bên trong chính nó.",
    "A unit cannot come under itself or a part of itself.",
);
pub const HAS_CHILDREN: Rule = Rule::conflict(
    "has_children",
    "Tổ chức này còn tổ chức trực thuộc đang hoạt động; hãy chuyển hoặc kết thúc chúng trước.",
    "This unit still has open units below it; move or close them first.",
);
pub const HAS_MEMBERS: Rule = Rule::conflict(
    "has_members",
    "Tổ chức này còn đảng viên đang sinh hoạt; hãy chuyển họ đi trước.",
    "This unit still has members; transfer them first.",
);
pub const TOP_UNIT: Rule = Rule::conflict(
    "top_unit",
    "Tổ chức cao nhất không thể sáp nhập, chia tách hoặc kết thúc.",
    "A top unit can be neither merged, nor split, nor closed.",
);
pub const MISPLACED: Rule = Rule::invalid(
    "kind_misplaced",
    "/kind",
    "Loại tổ chức này không thể trực thuộc tổ chức đã chọn.",
    "A unit of this kind cannot stand under that unit.",
);
pub const LEVEL_DIFFERS: Rule = Rule::invalid(
    "level_differs",
    "/into_id",
    "Chỉ sáp nhập được hai tổ chức cùng cấp.",
    "Only units of the same level can be merged.",
);
pub const SAME_UNIT: Rule = Rule::invalid(
    "same_unit",
    "/into_id",
    "Không thể sáp nhập một tổ chức vào chính nó.",
    "A unit cannot be merged into itself.",
);
pub const FUTURE: Rule = Rule::invalid(
    "date_future",
    "/effective_on",
    "Ngày không được sau hôm nay.",
    "The date must not be after today.",
);
pub const TOO_EARLY: Rule = Rule::invalid(
    "before_opened",
    "/effective_on",
    "Ngày này trước ngày thành lập của tổ chức.",
    "The date is before a unit concerned was opened.",
);
pub const OUT_OF_RANGE: Rule = Rule::invalid(
    "date_out_of_range",
    "/opened_on",
    "Ngày phải từ năm 1900.",
    "The date must not be before 1900.",
);
pub const NAME_FORM: Rule = Rule::invalid(
    "wrong_format",
    "/name",
    "Tên phải có chữ hoặc số và dài không quá 200 ký tự.",
    "The name needs a letter or digit and has at most 200 characters.",
);
pub const CODE_FORM: Rule = Rule::invalid(
    "wrong_format",
    "/code",
    "Mã gồm 1–32 ký tự: chữ không dấu, chữ số, dấu . - _ / và bắt đầu bằng chữ hoặc số.",
    "A code has 1 to 32 ASCII letters, digits, . - _ / and starts with a letter or digit.",
);
pub const NOTHING_TO_SEARCH: Rule = Rule::invalid(
    "nothing_to_search",
    "?q",
    "Hãy nhập ít nhất một chữ hoặc số để tìm.",
    "Enter at least one letter or digit to search for.",
);

/// The same rule at another member of the request.
#[must_use]
pub fn at(rule: Rule, pointer: &'static str) -> Rule {
    Rule {
        pointer: Some(pointer),
        ..rule
    }
}

/// How far from the top a kind stands; a level may be left out.
const fn level(kind: UnitKind) -> u8 {
    match kind {
        UnitKind::Central => 0,
        UnitKind::Province => 1,
        UnitKind::Commune | UnitKind::Sector => 2,
        UnitKind::Grassroots | UnitKind::SubCommittee => 3,
        UnitKind::Cell => 4,
        UnitKind::Group => 5,
    }
}

/// Whether a unit of this kind may stand under one of kind `above`; `None`: at the top.
#[must_use]
pub const fn may_stand_under(kind: UnitKind, above: Option<UnitKind>) -> bool {
    match (kind, above) {
        (UnitKind::Cell | UnitKind::Group, None) => false,
        (_, None) | (UnitKind::SubCommittee, Some(UnitKind::Grassroots)) => true,
        (UnitKind::Group, Some(above)) => matches!(above, UnitKind::Cell),
        (kind, Some(above)) => level(above) < level(kind),
    }
}

/// Whether a unit can be merged into one of kind `into`: of the same level, but not an organisation with its own members
/// into a part of one.
#[must_use]
pub const fn may_merge(kind: UnitKind, into: UnitKind) -> bool {
    level(kind) == level(into)
        && !matches!((kind, into), (UnitKind::Grassroots, UnitKind::SubCommittee))
}

/// A date on which something happened to units that were opened on `opened`: not before them, not after `today`.
///
/// # Errors
/// 422 at `/effective_on`.
pub fn check_effective(on: NaiveDate, today: NaiveDate, opened: &[NaiveDate]) -> Result<(), Rule> {
    if on > today {
        Err(FUTURE)
    } else if opened.iter().any(|opened| on < *opened) {
        Err(TOO_EARLY)
    } else {
        Ok(())
    }
}

/// A date on which a unit was opened.
///
/// # Errors
/// 422 at `/opened_on`.
pub fn check_opened(on: NaiveDate, today: NaiveDate) -> Result<(), Rule> {
    if on > today {
        Err(at(FUTURE, "/opened_on"))
    } else if NaiveDate::from_ymd_opt(1900, 1, 1).is_some_and(|first| on < first) {
        Err(OUT_OF_RANGE)
    } else {
        Ok(())
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
