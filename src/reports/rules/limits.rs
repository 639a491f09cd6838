//! How much a report takes: pure.

use crate::error::Rule;

/// Units directly below one that a report shows.
pub(in crate::reports) const CHILDREN: usize = 2_000;
/// Assignments of a matrix or a month.
pub(in crate::reports) const ASSIGNMENTS: usize = 100;
/// Assignments that are read at a time, to find those that concern somebody.
pub(in crate::reports) const PAGE: i64 = 100;
/// Requirements of an assignment that a report shows.
pub(in crate::reports) const REQUIREMENTS: i64 = 100;
/// Names on the secretary's screen; `list_missing_members` has all of them.
pub(in crate::reports) const NAMES: i64 = 200;
/// Rows of an export.
pub(in crate::reports) const EXPORT_ROWS: usize = 250_000;
/// Snapshots of an assignment that are listed, the newest first.
pub(in crate::reports) const SNAPSHOTS: i64 = 200;

pub(in crate::reports) const TOO_WIDE: Rule = Rule::conflict(
    "report_too_wide",
    "Đơn vị này có quá nhiều đơn vị trực thuộc để hiển thị trong một báo cáo; xin vui lòng xuất ra tệp.",
    "There are too many units directly below this one for a report; please export it.",
);
pub(in crate::reports) const EXPORT_TOO_LARGE: Rule = Rule::conflict(
    "report_export_too_large",
    "Báo cáo có quá nhiều dòng để xuất ra một tệp; xin vui lòng chọn đơn vị nhỏ hơn hoặc một đợt học tập.",
    "The export would have too many rows; please choose a smaller unit or one assignment.",
);
pub(in crate::reports) const ASSIGNMENT_NEEDED: Rule = Rule::invalid(
    "assignment_needed",
    "/assignment_id",
    "Cần chọn một đợt học tập cho nội dung xuất này.",
    "This export needs an assignment.",
);
pub(in crate::reports) const NAMES_ARE_OF_NOW: Rule = Rule::invalid(
    "names_are_of_now",
    "/snapshot_id",
    "Số liệu đã chốt không có danh sách tên; xin vui lòng bỏ chọn lần chốt số liệu.",
    "Frozen figures carry no names; leave the snapshot out.",
);
pub(in crate::reports) const MONTH_FORM: Rule = Rule::invalid(
    "month_form",
    "{month}",
    "Tháng phải viết theo dạng năm-tháng, ví dụ 2026-11.",
    "The month must be written year-month, for example 2026-11.",
);
