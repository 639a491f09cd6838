//! Quiet hours: from evening until morning in Vietnam nobody's phone rings for what can wait.

use chrono::{Duration, NaiveTime, Timelike as _};

use crate::kernel::dates::day_start;
use crate::kernel::instant::Instant;

/// From when (included) until when (excluded), in Vietnam; it may go over midnight.
pub(in crate::push) type Span = Option<(NaiveTime, NaiveTime)>;

/// The first instant from `at` on at which a phone may ring.
pub(in crate::push) fn may_ring(at: Instant, urgent: bool, quiet: Span) -> Instant {
    let Some((begins, ends)) = quiet.filter(|_| !urgent) else {
        return at;
    };
    let minutes = |time: NaiveTime| i64::from(time.num_seconds_from_midnight()) / 60;
    let (begins, ends) = (minutes(begins), minutes(ends));
    let midnight = Instant::new(day_start(at.day()));
    let minute = (at - midnight).num_minutes();
    let over_midnight = begins > ends;
    if over_midnight && minute >= begins {
        midnight + Duration::days(1) + Duration::minutes(ends)
    } else if minute < ends && (over_midnight || minute >= begins) {
        midnight + Duration::minutes(ends)
    } else {
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(begins: &str, ends: &str) -> (NaiveTime, NaiveTime) {
        (begins.parse().unwrap(), ends.parse().unwrap())
    }

    #[test]
    fn what_can_wait_waits_for_the_morning() {
        // Times in UTC; Vietnam is seven hours ahead.
        for (at, urgent, rings) in [
            ("2026-11-27T13:59:59Z", false, "2026-11-27T13:59:59Z"),
            ("2026-11-27T14:00:00Z", false, "2026-11-27T23:30:00Z"),
            ("2026-11-27T16:59:59Z", false, "2026-11-27T23:30:00Z"),
            ("2026-11-27T17:00:00Z", false, "2026-11-27T23:30:00Z"),
            ("2026-11-27T23:29:59Z", false, "2026-11-27T23:30:00Z"),
            ("2026-11-27T23:30:00Z", false, "2026-11-27T23:30:00Z"),
            ("2026-12-31T15:00:00Z", false, "2026-12-31T23:30:00Z"),
            ("2026-11-27T15:00:00Z", true, "2026-11-27T15:00:00Z"),
        ] {
            let (at, rings): (Instant, Instant) = (at.parse().unwrap(), rings.parse().unwrap());
            assert_eq!(
                may_ring(at, urgent, Some(span("21:00:00", "06:30:00"))),
                rings,
                "{at} {urgent}"
            );
        }
    }

    #[test]
    fn they_may_lie_within_a_day_or_not_be_at_all() {
        let noon: Instant = "2026-11-27T05:00:00Z".parse().unwrap();
        let nap = Some(span("11:30:00", "13:00:00"));
        assert_eq!(may_ring(noon, false, nap), noon + Duration::hours(1));
        assert_eq!(
            may_ring(noon + Duration::hours(1), false, nap),
            noon + Duration::hours(1)
        );
        assert_eq!(
            may_ring(noon - Duration::hours(1), false, nap),
            noon - Duration::hours(1)
        );
        assert_eq!(may_ring(noon, false, None), noon);
    }
}
