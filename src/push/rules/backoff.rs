//! How long to wait before a device is tried again.

use chrono::Duration;

const FIRST_SECONDS: i64 = 5;
const LONGEST_SECONDS: i64 = 60 * 60;

/// Doubles from five seconds to an hour, and differs by up to a quarter either way by `salt`, so that what failed together
/// does not come back together.
pub(in crate::push) fn backoff(attempt: i32, salt: i64) -> Duration {
    let doublings = u32::try_from(attempt.saturating_sub(1).clamp(0, 20)).unwrap_or(0);
    let seconds = (FIRST_SECONDS << doublings).min(LONGEST_SECONDS);
    let spread = scattered(salt.wrapping_mul(31).wrapping_add(i64::from(attempt))) % 501 - 250;
    Duration::milliseconds(seconds * (1_000 + spread))
}

/// A chunk that could not be taken so often is set aside.
pub(in crate::push) const TAKES: i32 = 8;

/// How long all wait when everything failed that was tried, for the `failures`-th time in a row.
pub(in crate::push) fn outage_pause(failures: i32) -> Duration {
    let doublings = u32::try_from(failures.saturating_sub(1).clamp(0, 6)).unwrap_or(0);
    Duration::seconds((2_i64 << doublings).min(60))
}

/// A number that looks like chance, the same for the same salt.
fn scattered(salt: i64) -> i64 {
    let mut mixed = salt.cast_unsigned().wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour_and_scatter() {
        for (attempt, seconds) in [
            (1, 5),
            (2, 10),
            (3, 20),
            (8, 640),
            (11, 3_600),
            (1_000, 3_600),
        ] {
            let mut seen = std::collections::BTreeSet::new();
            for salt in 0..200 {
                let wait = backoff(attempt, salt);
                let middle = Duration::seconds(seconds);
                assert!(
                    wait >= middle * 3 / 4 && wait <= middle * 5 / 4,
                    "{attempt} {wait}"
                );
                seen.insert(wait);
            }
            assert!(seen.len() > 100, "{attempt}: {} waits", seen.len());
        }
    }

    #[test]
    fn an_outage_is_asked_about_ever_more_rarely_but_every_minute() {
        let waits: Vec<i64> = (1..9).map(|n| outage_pause(n).num_seconds()).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
