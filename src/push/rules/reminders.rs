//! How many days before a deadline its members are reminded.

use crate::kernel::instant::Instant;

/// Days before a deadline, the nearest last.
const DAYS: [i64; 2] = [3, 1];
/// The time of day (in hours, Vietnam) from which on a day's reminder goes out.
const FROM_HOUR: i64 = 7;

/// Which reminder is due now for a deadline; only the nearest, so that a server that stood still does not send two at once.
/// A deadline at the end of a day is that day's.
pub(in crate::push) fn due(due_at: Instant, now: Instant) -> Option<i64> {
    if now >= due_at {
        return None;
    }
    let last_day = (due_at - chrono::Duration::microseconds(1)).day();
    let left = (last_day - now.day()).num_days();
    let morning = Instant::new(crate::kernel::dates::day_start(now.day()))
        + chrono::Duration::hours(FROM_HOUR);
    let days = DAYS.into_iter().filter(|days| left <= *days).min()?;
    // On the day itself the reminder of the day before is all there is.
    (now >= morning && left >= 1).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_days_and_one_day_ahead() {
        // The end of 20 December 2026 in Vietnam.
        let due_at: Instant = "2026-12-20T17:00:00Z".parse().unwrap();
        for (now, days) in [
            ("2026-12-16T10:00:00Z", None),
            ("2026-12-16T23:59:59Z", None),
            ("2026-12-17T00:00:00Z", Some(3)),
            ("2026-12-18T10:00:00Z", Some(3)),
            ("2026-12-18T23:59:59Z", None),
            ("2026-12-19T00:00:00Z", Some(1)),
            ("2026-12-19T16:59:59Z", Some(1)),
            ("2026-12-20T02:00:00Z", None),
            ("2026-12-20T17:00:00Z", None),
        ] {
            assert_eq!(due(due_at, now.parse().unwrap()), days, "{now}");
        }
    }
}
