//! The rules of the room: pure.

pub mod code;
pub mod delay;
pub mod identifier;
pub mod issuing;
pub mod password;
pub mod refresh;

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

/// When a session that is used now ends: it slides with use, up to a year from its beginning.
pub fn session_end(created_at: Instant, now: Instant) -> Instant {
    (now + Duration::days(IDLE_DAYS)).min(created_at + Duration::days(LIFE_DAYS))
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::session_end;
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
}
