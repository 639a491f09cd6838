//! How fast: all processes together send at most so many messages a second, of which a fifth is kept for urgent ones. After
//! a rest, and after the provider said that it is too much, the rate climbs in a straight line.

use chrono::Duration;

use crate::kernel::instant::Instant;

/// The least part of the full rate, in thousandths.
const LEAST: i64 = 17;
/// What routine messages may use of the rate, in thousandths.
const ROUTINE: i64 = 800;
/// Without a message for so long, the rate climbs anew.
const REST: Duration = Duration::seconds(60);

/// Where the climb began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::push) struct Ramp {
    pub from: Option<Instant>,
    /// Thousandths of the full rate at that time.
    pub floor: i32,
    /// In which it comes to the full rate; a setting.
    pub seconds: i64,
}

/// A lane's place on the time line, and the other's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::push) struct Lanes {
    pub own_free_at: Option<Instant>,
    pub other_free_at: Option<Instant>,
    pub urgent: bool,
}

/// When a batch may begin and by when it must have been spread out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::push) struct Slot {
    pub begins: Instant,
    pub ends: Instant,
}

impl Ramp {
    /// Thousandths of the full rate.
    pub(in crate::push) fn permille(self, now: Instant) -> i64 {
        if self.seconds == 0 {
            return 1_000;
        }
        let Some(from) = self.from else {
            return LEAST;
        };
        let floor = i64::from(self.floor).clamp(LEAST, 1_000);
        let climbed = (now - from)
            .num_milliseconds()
            .clamp(0, self.seconds * 1_000);
        floor + (1_000 - floor) * climbed / (self.seconds * 1_000)
    }

    /// The ramp after a message at `now`, the last of which was before `free_at`. A pause is no rest: what was halved by it
    /// climbs from where it is to begin.
    pub(in crate::push) fn after_rest(self, free_at: Option<Instant>, now: Instant) -> Self {
        match free_at {
            Some(free_at) if self.from.is_some_and(|from| free_at.max(from) + REST > now) => self,
            _ => Self {
                from: Some(now),
                floor: 0,
                ..self
            },
        }
    }

    /// Begins to climb no sooner than then.
    pub(in crate::push) fn not_before(self, until: Instant) -> Self {
        Self {
            from: self.from.max(Some(until)),
            ..self
        }
    }

    /// Half as fast as now, from `until` on.
    pub(in crate::push) fn halved(self, now: Instant, until: Instant) -> Self {
        let half = (self.permille(now) / 2).max(LEAST);
        Self {
            from: Some(until),
            floor: i32::try_from(half).unwrap_or(0),
            ..self
        }
    }
}

/// The place of `count` messages: after those before them in the lane. An urgent one may use all of the rate while no routine
/// ones are on their way.
pub(in crate::push) fn slot(
    lanes: Lanes,
    ramp: Ramp,
    full: u32,
    count: usize,
    now: Instant,
) -> Slot {
    let busy = lanes.other_free_at.is_some_and(|free_at| free_at > now);
    let share = match (lanes.urgent, busy) {
        (true, true) => 1_000 - ROUTINE,
        (true, false) => 1_000,
        (false, _) => ROUTINE,
    };
    let rate = (i64::from(full) * share / 1_000 * ramp.permille(now) / 1_000).max(1);
    let begins = lanes.own_free_at.map_or(now, |free_at| free_at.max(now));
    let micros = i64::try_from(count)
        .unwrap_or(i64::MAX / 1_000_000)
        .saturating_mul(1_000_000)
        / rate;
    Slot {
        begins,
        ends: begins + Duration::microseconds(micros),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn full() -> Ramp {
        Ramp {
            from: Some(at("2026-11-27T02:00:00Z")),
            floor: 0,
            seconds: 60,
        }
    }

    #[test]
    fn the_rate_climbs_in_a_straight_line() {
        let begin = at("2026-11-27T02:00:00Z");
        for (seconds, permille) in [(0, 17), (30, 508), (60, 1_000), (600, 1_000)] {
            assert_eq!(
                full().permille(begin + Duration::seconds(seconds)),
                permille
            );
        }
    }

    #[test]
    fn after_too_much_it_is_half_as_fast_and_climbs_again() {
        let now = at("2026-11-27T02:05:00Z");
        let until = now + Duration::seconds(60);
        let halved = full().halved(now, until);
        for (seconds, permille) in [(0, 500), (30, 750), (60, 1_000)] {
            assert_eq!(
                halved.permille(until + Duration::seconds(seconds)),
                permille
            );
        }
        assert_eq!(halved.halved(until, until).permille(until), 250);
    }

    #[test]
    fn after_a_rest_it_climbs_anew() {
        let now = at("2026-11-27T03:00:00Z");
        assert_eq!(
            full().after_rest(Some(now - Duration::seconds(59)), now),
            full()
        );
        let anew = full().after_rest(Some(now - Duration::seconds(60)), now);
        assert_eq!((anew.from, anew.permille(now)), (Some(now), 17));
        assert_eq!(full().after_rest(None, now).from, Some(now));
    }

    #[test]
    fn a_long_pause_is_no_rest() {
        let now = at("2026-11-27T03:00:00Z");
        let until = now + Duration::minutes(10);
        let last = Some(now - Duration::seconds(1));
        let halved = full().halved(now, until);
        assert_eq!(halved.after_rest(last, until), halved);
        let late = until + Duration::seconds(59);
        assert_eq!(halved.after_rest(last, late), halved);
        // A minute without a message after it is.
        let later = until + Duration::seconds(60);
        assert_eq!(halved.after_rest(last, later).permille(later), LEAST);
    }

    #[test]
    fn a_fifth_is_kept_for_urgent_messages() {
        let now = at("2026-11-27T02:10:00Z");
        let soon = Some(now + Duration::seconds(1));
        // Own lane, the other, urgent; when 1,600 messages begin and end, in milliseconds from now.
        for (own, other, urgent, begins, ends) in [
            (None, None, false, 0, 250),
            (soon, None, false, 1_000, 1_250),
            (soon, soon, false, 1_000, 1_250),
            (None, None, true, 0, 200),
            (None, soon, true, 0, 1_000),
            (None, Some(now), true, 0, 200),
        ] {
            let lanes = Lanes {
                own_free_at: own,
                other_free_at: other,
                urgent,
            };
            let slot = slot(lanes, full(), 8_000, 1_600, now);
            let since = |at: Instant| (at - now).num_milliseconds();
            assert_eq!(
                (since(slot.begins), since(slot.ends)),
                (begins, ends),
                "{lanes:?}"
            );
        }
    }
}
