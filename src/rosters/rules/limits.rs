//! When a commit is refused.

use super::file_error::MAX_ROWS;
use super::plan::Counts;
use crate::error::Rule;

/// Removals above this share of the members there are need to be confirmed, in percent.
pub(in crate::rosters) const REMOVALS_PERCENT: usize = 10;
/// Days that a dry run can be committed.
pub(in crate::rosters) const IMPORT_DAYS: i64 = 7;

pub(in crate::rosters) const HAS_ERRORS: Rule = Rule::conflict(
    "roster_has_errors",
    "Tệp còn dòng có lỗi; hãy sửa tệp rồi kiểm tra lại từ đầu.",
    "The file has rows with errors; correct it and start again.",
);
pub(in crate::rosters) const REMOVALS_UNCONFIRMED: Rule = Rule::conflict(
    "roster_removals_unconfirmed",
    "Tệp này đưa nhiều người (trên 10 %) ra khỏi danh sách; hãy xem lại và xác nhận nếu đúng.",
    "The file removes many people (above 10 %); check it, and confirm if that is right.",
);
pub(in crate::rosters) const COMMITTED: Rule = Rule::conflict(
    "roster_import_committed",
    "Lần nhập này đã được ghi hoặc đang được ghi.",
    "This import was committed already or is being committed.",
);
pub(in crate::rosters) const NOT_READY: Rule = Rule::conflict(
    "roster_import_not_ready",
    "Tệp chưa kiểm tra xong hoặc không đọc được; hãy xem kết quả kiểm tra.",
    "The dry run has not succeeded; see its job.",
);
pub(in crate::rosters) const EXPIRED: Rule = Rule::conflict(
    "roster_import_expired",
    "Lần nhập này đã quá 7 ngày; hãy tải tệp lên và kiểm tra lại.",
    "This import is older than 7 days; send the file again.",
);
pub(in crate::rosters) const CHANGED: Rule = Rule::conflict(
    "roster_changed",
    "Danh sách đã thay đổi từ lần kiểm tra; hãy kiểm tra lại tệp trước khi ghi.",
    "The roster has changed since the dry run; run it again before committing.",
);

pub(in crate::rosters) const EXPORT_TOO_LARGE: Rule = Rule::conflict(
    "roster_export_too_large",
    "Đơn vị có hơn 200.000 người; hãy xuất từng đơn vị cấp dưới.",
    "The unit has more than 200,000 people; export the units below it one by one.",
);

/// Whether so many people may leave as one file: not more than can be read back.
///
/// # Errors
/// 409 `roster_export_too_large`.
pub(in crate::rosters) const fn may_export(people: usize) -> Result<(), Rule> {
    if people > MAX_ROWS {
        Err(EXPORT_TOO_LARGE)
    } else {
        Ok(())
    }
}

/// Whether so many people would go that somebody must say it is meant.
pub(in crate::rosters) const fn needs_confirmation(counts: &Counts) -> bool {
    counts.removed * 100 > counts.members_before * REMOVALS_PERCENT
}

/// Whether the plan may be carried out.
///
/// # Errors
/// The rule that forbids it.
pub(in crate::rosters) fn may_commit(counts: &Counts, confirmed: bool) -> Result<(), Rule> {
    if counts.errors > 0 {
        return Err(HAS_ERRORS);
    }
    if needs_confirmation(counts) && !confirmed {
        return Err(REMOVALS_UNCONFIRMED);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Counts, may_commit, needs_confirmation};

    fn counts(members_before: usize, removed: usize, errors: usize) -> Counts {
        Counts {
            errors,
            removed,
            members_before,
            ..Counts::default()
        }
    }

    #[test]
    fn removals_above_a_tenth_need_to_be_confirmed() {
        for (before, removed, expected) in [
            (100, 10, false),
            (100, 11, true),
            (9, 1, true),
            (10, 1, false),
            (0, 0, false),
            (5, 0, false),
        ] {
            assert_eq!(
                needs_confirmation(&counts(before, removed, 0)),
                expected,
                "{removed} of {before}"
            );
        }
        assert_eq!(
            may_commit(&counts(100, 11, 0), false).unwrap_err().code,
            "roster_removals_unconfirmed"
        );
        assert_eq!(may_commit(&counts(100, 11, 0), true), Ok(()));
        assert_eq!(
            may_commit(&counts(100, 11, 1), true).unwrap_err().code,
            "roster_has_errors"
        );
        assert_eq!(may_commit(&counts(100, 10, 0), false), Ok(()));
    }
}
