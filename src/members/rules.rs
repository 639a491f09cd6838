//! What is right and what is not about people: pure.

mod record;
mod search;

use chrono::NaiveDate;

pub(super) use record::{Written, check_dates, read_reason};
pub(super) use search::Search;

use crate::auth::Role;
use crate::error::{Error, Rule, Text};
use crate::kernel::dates::DateError;

pub(super) const CARD_NUMBER_TAKEN: Rule = Rule::conflict(
    "card_number_taken",
    "Số thẻ đảng này đã có trong danh sách; xin kiểm tra lại số.",
    "This card number is already on the roster; please check the number.",
);
pub(super) const CITIZEN_ID_TAKEN: Rule = Rule::conflict(
    "citizen_id_taken",
    "Số căn cước này đã có trong danh sách; xin kiểm tra lại số.",
    "This citizen id is already on the roster; please check the number.",
);
pub(super) const SET_AND_CLEARED: Rule = Rule::invalid(
    "set_and_cleared",
    "/clear",
    "Một thông tin vừa được ghi vừa được xóa.",
    "The same member is set and cleared.",
);
pub(super) const UNIT_CLOSED: Rule = Rule::conflict(
    "unit_closed",
    "Tổ chức này đã kết thúc hoạt động; xin chọn tổ chức khác.",
    "This unit has been closed; please choose another.",
);
pub(super) const UNIT_HOLDS_NO_MEMBERS: Rule = Rule::conflict(
    "unit_holds_no_members",
    "Đảng viên chỉ sinh hoạt ở chi bộ, tổ đảng hoặc đảng bộ cơ sở; xin chọn lại.",
    "Members belong to a cell, a group or a grassroots organisation; please choose one of those.",
);
pub(super) const ALREADY_THERE: Rule = Rule::conflict(
    "already_there",
    "Đảng viên đang sinh hoạt tại đơn vị này.",
    "The member already belongs to this unit.",
);
pub(super) const MEMBERSHIP_ENDED: Rule = Rule::conflict(
    "membership_ended",
    "Đảng viên không còn sinh hoạt trong tổ chức; xin ghi nhận tình trạng mới trước.",
    "The member no longer belongs to the organisation; record a new standing first.",
);
pub(super) const MEMBERSHIP_BEGAN_LATER: Rule = Rule::conflict(
    "membership_began_later",
    "Có đảng viên mới chuyển đến sau ngày này.",
    "A member came to the unit after this day.",
);
pub(super) const SAME_STANDING: Rule = Rule::conflict(
    "same_standing",
    "Đảng viên đang ở tình trạng này.",
    "The member already has this standing.",
);
pub(super) const STANDING_ENDS_MEMBERSHIP: Rule = Rule::invalid(
    "standing_ends_membership",
    "/standing",
    "Không thể thêm người đã rời tổ chức.",
    "A person who has left the organisation cannot be added.",
);
pub(super) const BEFORE_UNIT_OPENED: Rule = Rule::conflict(
    "before_unit_opened",
    "Ngày này trước ngày thành lập tổ chức.",
    "This day is before the unit was opened.",
);
pub(super) const OWN_ROLE: Rule = Rule::forbidden(
    "own_role",
    "Không ai tự giao vai trò cho mình; xin nhờ người khác có thẩm quyền.",
    "Nobody gives himself a role; please ask another person in charge.",
);
pub(super) const ROLE_TOO_HIGH: Rule = Rule::forbidden(
    "role_too_high",
    "Vai trò của bạn không được giao hoặc thu hồi vai trò này.",
    "Your role does not let you give or end this role.",
);
pub(super) const ROLE_OVERLAPS: Rule = Rule::conflict(
    "role_overlaps",
    "Đảng viên đã có vai trò này tại tổ chức này trong thời gian đó.",
    "The member already holds this role over this unit in that time.",
);
pub(super) const ROLE_UNFIT: Rule = Rule::conflict(
    "role_unfit_for_unit",
    "Vai trò bí thư và phó bí thư chi bộ chỉ giao tại chi bộ, tổ đảng hoặc đảng bộ cơ sở.",
    "Secretaries and deputies are appointed over a cell, a group or a grassroots organisation.",
);
pub(super) const ROLE_ENDS_FIRST: Rule = Rule::invalid(
    "ends_before_it_begins",
    "/to_on",
    "Ngày kết thúc phải sau ngày bắt đầu.",
    "The end must come after the beginning.",
);
pub(super) const LAST_ADMINISTRATOR: Rule = Rule::conflict(
    "last_administrator",
    "Đây là quản trị viên cuối cùng; xin giao vai trò này cho người khác trước.",
    "This is the last administrator; please give the role to another person first.",
);

/// The kinds of unit that people belong to.
pub(super) fn holds_members(unit_kind: &str) -> bool {
    matches!(unit_kind, "cell" | "group" | "grassroots")
}

/// Whether a role can be held over a unit of this kind.
pub(super) fn fits_unit(role: Role, unit_kind: &str) -> bool {
    !is_of_cell(role) || holds_members(unit_kind)
}

/// Roles that only a member of the cell holds.
pub(super) const fn is_of_cell(role: Role) -> bool {
    matches!(role, Role::CellSecretary | Role::DeputySecretary)
}

/// A day on which something took effect: not in the future, not before what it follows (`follows`: the day on which the
/// row before it began). The same day is right: that is how a mistake of today is corrected.
pub(super) fn check_effective(
    pointer: &'static str,
    effective_on: NaiveDate,
    today: NaiveDate,
    follows: Option<NaiveDate>,
) -> Result<(), Error> {
    check_calendar(pointer, effective_on)?;
    if effective_on > today {
        return Err(date_error(pointer, DateError::Future));
    }
    if follows.is_some_and(|before| effective_on < before) {
        let text = Text::new(
            "Ngày này trước lần thay đổi gần nhất.",
            "This day is before the change that came last.",
        );
        return Err(Error::field(pointer, "before_last_change", text));
    }
    Ok(())
}

/// The term of a role: days that records know, the end after the beginning.
pub(super) fn check_term(from_on: NaiveDate, to_on: Option<NaiveDate>) -> Result<(), Error> {
    check_calendar("/from_on", from_on)?;
    let Some(to_on) = to_on else { return Ok(()) };
    check_calendar("/to_on", to_on)?;
    if to_on <= from_on {
        return Err(ROLE_ENDS_FIRST.into());
    }
    Ok(())
}

fn check_calendar(pointer: &'static str, day: NaiveDate) -> Result<(), Error> {
    if record::is_in_calendar(day) {
        Ok(())
    } else {
        Err(date_error(pointer, DateError::OutOfRange))
    }
}

fn date_error(pointer: &'static str, error: DateError) -> Error {
    let text = Text::new(error.message_vi(), error.message_en());
    Error::field(pointer, error.code(), text)
}

/// Whether two terms share a day; an end is the first day without the role.
pub(super) fn overlap(
    one: (NaiveDate, Option<NaiveDate>),
    other: (NaiveDate, Option<NaiveDate>),
) -> bool {
    let begins_before_end = |from: NaiveDate, to: Option<NaiveDate>| to.is_none_or(|to| from < to);
    begins_before_end(one.0, other.1)
        && begins_before_end(other.0, one.1)
        // An empty term (ended before it began) shares nothing.
        && begins_before_end(one.0, one.1)
        && begins_before_end(other.0, other.1)
}

/// The day on which a term that is ended today ends: today, or its first day when it has not begun.
pub(super) fn end_of_term(from_on: NaiveDate, today: NaiveDate) -> NaiveDate {
    from_on.max(today)
}

/// How to find a page of people in subtrees: walk everyone in the order of names and keep those of the subtrees
/// (`true`), or gather the people of the subtrees and sort them.
///
/// The walk meets one of the subtrees in `total / in_scope` people, so a page costs `page × total / in_scope`; gathering
/// costs `in_scope`. A search may find nobody, and then the walk goes to the end; but it stays within one index, where
/// gathering fetches rows, which costs about eight times as much a person.
pub(super) fn walks_by_name(in_scope: i64, total: i64, page: i64, is_search: bool) -> bool {
    if is_search {
        in_scope.saturating_mul(8) >= total
    } else {
        in_scope.saturating_mul(in_scope) >= page.saturating_mul(total)
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
