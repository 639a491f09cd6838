//! What to do with a refresh token that was used before.
//!
//! Each use of a token makes its successor, which the server derives again when it must: the caller whose answer was
//! lost, or who asked twice at once, gets the very same one.

use chrono::Duration;

use crate::error::Rule;
use crate::kernel::instant::Instant;

/// How long an answer that was lost may be asked for again, in seconds.
pub const GRACE_SECONDS: i64 = 30;
/// How long used tokens are known, in days: until then their reuse ends the session.
pub const KEPT_DAYS: i64 = 7;

pub const REFRESH_REFUSED: Rule = Rule::unauthenticated(
    "refresh_refused",
    "Phiên đăng nhập đã kết thúc. Vui lòng đăng nhập lại.",
    "The session has ended. Sign in again.",
);
pub const REFRESH_TOKEN_REUSED: Rule = Rule::unauthenticated(
    "refresh_token_reused",
    "Phiên đăng nhập đã bị đóng để bảo vệ tài khoản. Vui lòng đăng nhập lại.",
    "The session was ended to protect the account: its refresh token was used twice. Sign in again.",
);

/// What a token that was used before means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The answer was lost: give it once more.
    LostAnswer,
    /// Two parties hold the token: end the session.
    Reused,
}

/// Judges a token that was used at `used_at`; its successor may have been used since.
#[must_use]
pub fn judge(used_at: Instant, successor_used: bool, now: Instant) -> Again {
    if !successor_used && now - used_at <= Duration::seconds(GRACE_SECONDS) {
        Again::LostAnswer
    } else {
        Again::Reused
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::{Again, judge};
    use crate::kernel::instant::Instant;

    #[test]
    fn only_a_lost_answer_is_given_again() {
        let used = Instant::default();
        for (seconds, successor_used, expected) in [
            (0, false, Again::LostAnswer),
            (30, false, Again::LostAnswer),
            (31, false, Again::Reused),
            (1, true, Again::Reused),
            (-5, false, Again::LostAnswer),
        ] {
            let now = used + Duration::seconds(seconds);
            assert_eq!(judge(used, successor_used, now), expected, "{seconds} s");
        }
    }
}
