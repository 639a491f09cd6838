//! When secretaries are told of their week.

use chrono::{Datelike, Days, Duration, NaiveDate, Weekday};

use crate::kernel::dates::day_start;
use crate::kernel::instant::Instant;

/// From seven on a Monday.
const FROM_HOURS: i64 = 7;
/// A server that was down on Monday still tells of it on Tuesday, and not later.
const UNTIL_HOURS: i64 = 48;

/// The Monday whose digests are due now, in Asia/Ho_Chi_Minh.
pub(in crate::mail) fn due(now: Instant) -> Option<NaiveDate> {
    let today = now.day();
    let since = u64::from(today.weekday().days_since(Weekday::Mon));
    let monday = today.checked_sub_days(Days::new(since))?;
    let begins = Instant::new(day_start(monday));
    let is_due =
        now >= begins + Duration::hours(FROM_HOURS) && now < begins + Duration::hours(UNTIL_HOURS);
    is_due.then_some(monday)
}

#[cfg(test)]
mod tests {
    use super::due;

    #[test]
    fn a_week_is_told_of_on_its_monday_from_seven_on_or_the_day_after() {
        let monday = "2026-11-23".parse().ok();
        for (now, expected) in [
            ("2026-11-22T23:59:59Z", None),
            ("2026-11-23T00:00:00Z", monday),
            ("2026-11-23T16:59:59Z", monday),
            ("2026-11-24T16:59:59Z", monday),
            ("2026-11-24T17:00:00Z", None),
            ("2026-11-28T05:00:00Z", None),
            ("2026-11-29T23:59:59Z", None),
        ] {
            assert_eq!(due(now.parse().unwrap()), expected, "{now}");
        }
    }
}
