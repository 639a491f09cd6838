//! Quiet hours: from nine in the evening until half past six in the morning in Vietnam nobody's phone rings for what can
//! wait.

use chrono::Duration;

use crate::kernel::dates::day_start;
use crate::kernel::instant::Instant;

/// Minutes after midnight.
const BEGINS: i64 = 21 * 60;
const ENDS: i64 = 6 * 60 + 30;

/// The first instant from `at` on at which a phone may ring.
pub(in crate::push) fn may_ring(at: Instant, urgent: bool) -> Instant {
    if urgent {
        return at;
    }
    let midnight = Instant::new(day_start(at.day()));
    let minute = (at - midnight).num_minutes();
    if minute < ENDS {
        midnight + Duration::minutes(ENDS)
    } else if minute >= BEGINS {
        midnight + Duration::days(1) + Duration::minutes(ENDS)
    } else {
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(may_ring(at, urgent), rings, "{at} {urgent}");
        }
    }
}
