//! The rules of the room: pure.

pub mod code;
pub mod delay;
pub mod identifier;
pub mod password;
pub mod refresh;

use crate::auth::Role;
use crate::error::Rule;
use crate::kernel::instant::Instant;
use chrono::Duration;

/// How long a session lives without being used, in days.
pub const IDLE_DAYS: i64 = 90;
/// How long a session lives at most, in days.
pub const LIFE_DAYS: i64 = 365;
/// Devices a member can be signed in on; one more ends the one that was used least recently.
pub const MAX_SESSIONS: i64 = 30;

/// One answer for whatever is wrong with a sign-in, so that nobody learns who has an account.
pub const SIGN_IN_REFUSED: Rule = Rule::unauthenticated(
    "sign_in_refused",
    "Thông tin đăng nhập không đúng. Vui lòng kiểm tra lại số thẻ (hoặc số điện thoại, thư điện tử) và mật khẩu.",
    "The sign-in details are not right. Check the card number (or phone, e-mail) and the password.",
);
/// Only after the password was right.
pub const IDENTIFIER_SHARED: Rule = Rule::conflict(
    "identifier_shared",
    "Nhiều người dùng chung thông tin này; vui lòng đăng nhập bằng số thẻ đảng viên.",
    "Several people share this identifier; sign in with the card number.",
);
pub const PASSWORD_REFUSED: Rule = Rule::unauthenticated(
    "password_refused",
    "Mật khẩu hiện tại không đúng.",
    "The current password is not right.",
);
pub const CODE_FOR_ONESELF: Rule = Rule::forbidden(
    "code_for_oneself",
    "Bạn không thể tự cấp mã cho mình; hãy nhờ bí thư hoặc cán bộ tổ chức khác.",
    "You cannot issue a code to yourself; ask another officer.",
);
pub const CODE_NOT_FOR_THIS_ROLE: Rule = Rule::forbidden(
    "code_not_for_this_role",
    "Người này giữ chức trách mà bạn không được cấp mã; hãy nhờ cán bộ tổ chức cấp trên.",
    "This member holds a role that you may not issue a code for; ask the roster officer above you.",
);
pub const MEMBER_NOT_ACTIVE: Rule = Rule::conflict(
    "member_not_active",
    "Người này không còn sinh hoạt ở đây nên không thể cấp mã.",
    "This member's standing has ended, so no code can be issued.",
);
pub const ALREADY_ACTIVATED: Rule = Rule::conflict(
    "account_already_activated",
    "Tài khoản này đã được kích hoạt; nếu quên mật khẩu, hãy cấp mã đặt lại.",
    "This account is activated already; for a forgotten password issue a reset code.",
);
pub const NOT_ACTIVATED: Rule = Rule::conflict(
    "account_not_activated",
    "Tài khoản này chưa được kích hoạt; hãy cấp mã kích hoạt.",
    "This account is not activated yet; issue an activation code.",
);

/// When a session that is used now ends: it slides with use, up to a year from its beginning.
pub fn session_end(created_at: Instant, now: Instant) -> Instant {
    (now + Duration::days(IDLE_DAYS)).min(created_at + Duration::days(LIFE_DAYS))
}

/// A role of the one who issues a code, and the units it covers among those that matter here.
pub struct IssuerRole {
    pub role: Role,
    pub covers: Vec<i64>,
}

/// Whether someone with these roles may hand a code to a holder of `held` (role and unit; `None` for a role this
/// binary does not know). A code is a way into the account, so each role must be one that the issuer's own office
/// covers, both in rank and in the tree. `home` is the unit of the member's record.
pub fn may_issue(issuer: &[IssuerRole], home: i64, held: &[(Option<Role>, i64)]) -> bool {
    held.iter().all(|(role, unit)| {
        role.is_some_and(|role| {
            issuer.iter().any(|own| {
                own.role.may_issue_code_to(role)
                    && own.covers.contains(&home)
                    && own.covers.contains(unit)
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::{IssuerRole, may_issue, session_end};
    use crate::auth::Role;
    use crate::kernel::instant::Instant;

    #[test]
    fn a_session_slides_with_use_and_ends_after_a_year() {
        let day = |n| Instant::default() + Duration::days(n);
        for (used, ends) in [(0, 90), (10, 100), (275, 365), (300, 365), (364, 365)] {
            assert_eq!(
                session_end(day(0), day(used)),
                day(ends),
                "used on day {used}"
            );
        }
    }

    #[test]
    fn a_code_never_leads_upwards_or_out_of_the_subtree() {
        const WARD: i64 = 2;
        const CELL: i64 = 3;
        const CITY: i64 = 1;
        let roster = |covers: &[i64]| IssuerRole {
            role: Role::RosterOfficer,
            covers: covers.to_vec(),
        };
        let secretary = |covers: &[i64]| IssuerRole {
            role: Role::CellSecretary,
            covers: covers.to_vec(),
        };
        for (issuer, held, expected) in [
            (secretary(&[CELL]), vec![], true),
            (
                secretary(&[CELL]),
                vec![(Some(Role::DeputySecretary), CELL)],
                true,
            ),
            (
                secretary(&[CELL]),
                vec![(Some(Role::CellSecretary), CELL)],
                false,
            ),
            (
                secretary(&[CELL]),
                vec![(Some(Role::CommitteeOfficer), WARD)],
                false,
            ),
            (secretary(&[CELL]), vec![(None, CELL)], false),
            (
                roster(&[WARD, CELL]),
                vec![(Some(Role::CellSecretary), CELL)],
                true,
            ),
            (
                roster(&[WARD, CELL]),
                vec![(Some(Role::Publisher), CITY)],
                false,
            ),
            (
                roster(&[CITY, WARD, CELL]),
                vec![(Some(Role::Publisher), CITY)],
                true,
            ),
            (
                roster(&[CITY, WARD, CELL]),
                vec![(Some(Role::Administrator), CELL)],
                false,
            ),
            (
                roster(&[CITY, WARD, CELL]),
                vec![
                    (Some(Role::CellSecretary), CELL),
                    (Some(Role::Auditor), CITY),
                ],
                false,
            ),
            (
                roster(&[WARD]),
                vec![(Some(Role::CellSecretary), WARD)],
                false,
            ),
        ] {
            assert_eq!(may_issue(&[issuer], CELL, &held), expected, "{held:?}");
        }
    }
}
