//! When a mail is tried again, and until when it is worth it.

use chrono::Duration;

use crate::mail::model::MailKind;

const FIRST_SECONDS: i64 = 60;
const LONGEST_SECONDS: i64 = 60 * 60;
const OUTAGE_FIRST_SECONDS: i64 = 2;
const OUTAGE_LONGEST_SECONDS: i64 = 5 * 60;

/// Doubles from a minute to an hour, and differs by up to a quarter either way by `salt` (random), so that what failed
/// together does not come back together.
pub(in crate::mail) fn again_in(attempt: i32, salt: u64) -> Duration {
    let turn = u32::try_from(attempt.clamp(1, 20)).unwrap_or(1);
    let seconds = (FIRST_SECONDS << (turn - 1)).min(LONGEST_SECONDS);
    spread(seconds, salt.rotate_left(turn * 7))
}

/// How long nothing is tried when the server was away, or did not take us, for the `failures`-th time in a row.
pub(in crate::mail) fn pause(failures: u32, salt: u64) -> Duration {
    let doublings = failures.saturating_sub(1).min(10);
    let seconds = (OUTAGE_FIRST_SECONDS << doublings).min(OUTAGE_LONGEST_SECONDS);
    spread(seconds, salt.rotate_left(doublings * 7))
}

fn spread(seconds: i64, salt: u64) -> Duration {
    let off = i64::try_from(salt % 501).unwrap_or(0) - 250;
    Duration::milliseconds(seconds * (1_000 + off))
}

/// How long a mail may wait to be sent. One that holds a code has the code's own end instead.
pub(in crate::mail) const fn lasts(kind: MailKind) -> Duration {
    match kind {
        // A weekly digest of the day before yesterday is still the week's; next week there is a new one.
        MailKind::WeeklyDigest => Duration::days(2),
        _ => Duration::days(3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour_and_scatter() {
        for (attempt, minutes) in [
            (0, 1),
            (1, 1),
            (2, 2),
            (3, 4),
            (6, 32),
            (7, 60),
            (1_000, 60),
        ] {
            let middle = Duration::minutes(minutes);
            let mut seen = std::collections::BTreeSet::new();
            for salt in 0..200_u64 {
                let wait = again_in(attempt, salt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
                assert!(
                    wait >= middle * 3 / 4 && wait <= middle * 5 / 4,
                    "{attempt} {wait}"
                );
                seen.insert(wait);
            }
            assert!(seen.len() > 50, "{attempt}: {} waits", seen.len());
        }
    }

    #[test]
    fn a_server_that_is_away_is_asked_ever_more_rarely_but_every_few_minutes() {
        // 250 makes no difference either way, turned by no step.
        assert_eq!(pause(1, 250), Duration::seconds(2));
        let longest = Duration::seconds(375);
        for failures in 9..100 {
            for salt in [0, 1, u64::MAX, 0x1234_5678_9abc_def0] {
                let wait = pause(failures, salt);
                assert!(
                    wait >= Duration::seconds(225) && wait <= longest,
                    "{failures} {wait}"
                );
            }
        }
    }

    #[test]
    fn what_is_late_is_worth_nothing() {
        assert!(lasts(MailKind::WeeklyDigest) < Duration::days(7));
        assert_eq!(lasts(MailKind::NewDevice), Duration::days(3));
    }
}
