//! What batches say of the provider as a whole, and what follows for everybody: a pause, and half the rate after it. Few
//! addresses say little: one phone that cannot be reached holds up nobody else.

use chrono::Duration;

use super::SEVERAL;
use super::backoff::outage_pause;
use super::pace::Ramp;
use crate::kernel::instant::Instant;
use crate::push::model::Signals;

/// So many different addresses that could not be reached, and none that could: the provider is away.
pub(in crate::push) const HOPELESS: usize = 40;
/// Where nothing has got through for so long, several are enough.
const LATELY: Duration = Duration::seconds(60);
/// A provider that does not know us is asked again after so long.
const STOPPED: Duration = Duration::seconds(60);

const THROTTLED: &str = "throttled";
const OUTAGE: &str = "outage";

/// What holds for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::push) struct Health {
    pub paused_until: Option<Instant>,
    pub reason: Option<String>,
    /// Outages in a row.
    pub failures: i32,
    pub worked_at: Option<Instant>,
    pub ramp: Ramp,
}

impl Health {
    /// After a batch. A pause that was agreed on is never made shorter.
    pub(in crate::push) fn after(&self, signals: &Signals, now: Instant) -> Self {
        let mut next = self.clone();
        if signals.works {
            next.failures = 0;
            next.worked_at = Some(now);
            next.reason = self.reason.clone().filter(|_| self.is_paused(now));
        }
        if let Some(until) = signals.throttled_until {
            // Batches that were on their way when the first said so do not halve it again.
            let is_known = self.is_paused(now) && self.reason.as_deref() == Some(THROTTLED);
            next.ramp = if is_known {
                self.ramp.not_before(until)
            } else {
                self.ramp.halved(now, until)
            };
            next.pause(until, THROTTLED);
        }
        if let Some(reason) = signals.stopped {
            next.pause(now + STOPPED, reason);
        } else if self.is_outage(signals, now) {
            next.failures += 1;
            next.pause(now + outage_pause(next.failures), OUTAGE);
        }
        next
    }

    fn is_paused(&self, now: Instant) -> bool {
        self.paused_until.is_some_and(|until| until > now)
    }

    fn is_outage(&self, signals: &Signals, now: Instant) -> bool {
        let worked_lately = self.worked_at.is_some_and(|at| at + LATELY > now);
        let enough = if worked_lately { HOPELESS } else { SEVERAL };
        !signals.works && signals.missed >= enough
    }

    fn pause(&mut self, until: Instant, reason: &str) {
        if self.paused_until.is_none_or(|known| known < until) {
            self.paused_until = Some(until);
            self.reason = Some(reason.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        "2026-11-27T03:00:00Z".parse().unwrap()
    }

    fn at(seconds: i64) -> Instant {
        now() + Duration::seconds(seconds)
    }

    fn well() -> Health {
        Health {
            paused_until: None,
            reason: None,
            failures: 0,
            worked_at: Some(at(-5)),
            ramp: Ramp {
                from: Some(at(-600)),
                floor: 0,
                seconds: 60,
            },
        }
    }

    fn missed(missed: usize) -> Signals {
        Signals {
            missed,
            ..Signals::default()
        }
    }

    #[test]
    fn few_who_cannot_be_reached_are_no_outage() {
        for (missed_addresses, worked, is_outage) in [
            (1, -5, false),
            (39, -5, false),
            (40, -5, true),
            (1, -3_600, false),
            (4, -3_600, false),
            (5, -3_600, true),
            (5, -59, false),
            (5, -60, true),
        ] {
            let before = Health {
                worked_at: Some(at(worked)),
                ..well()
            };
            let next = before.after(&missed(missed_addresses), now());
            assert_eq!(
                next.paused_until.is_some(),
                is_outage,
                "{missed_addresses} {worked}"
            );
        }
        let works = Signals {
            works: true,
            ..missed(400)
        };
        assert_eq!(well().after(&works, now()).paused_until, None);
    }

    #[test]
    fn an_outage_is_waited_out_ever_longer_until_something_gets_through() {
        let first = well().after(&missed(40), now());
        let second = first.after(&missed(40), now() + Duration::seconds(3));
        assert_eq!(first.paused_until, Some(at(2)));
        assert_eq!(second.paused_until, Some(at(3 + 4)));
        let works = Signals {
            works: true,
            ..Signals::default()
        };
        let back = second.after(&works, now() + Duration::seconds(10));
        assert_eq!((back.failures, back.reason), (0, None));
    }

    #[test]
    fn the_longer_of_two_pauses_holds() {
        let throttled = Signals {
            throttled_until: Some(at(600)),
            ..Signals::default()
        };
        let paused = well().after(&throttled, now());
        let stopped = Signals {
            stopped: Some("configuration"),
            ..Signals::default()
        };
        for shorter in [missed(40), stopped.clone()] {
            let next = paused.after(&shorter, now() + Duration::seconds(1));
            assert_eq!(next.paused_until, Some(at(600)));
            assert_eq!(next.reason.as_deref(), Some(THROTTLED));
        }
        let longer = well().after(&stopped, now()).after(&throttled, now());
        assert_eq!(longer.paused_until, Some(at(600)));
    }

    #[test]
    fn too_much_halves_the_rate_once_a_pause_also_in_an_outage() {
        let throttled = |seconds| Signals {
            throttled_until: Some(at(seconds)),
            ..Signals::default()
        };
        let once = well().after(&throttled(60), now());
        let twice = once.after(&throttled(90), now() + Duration::seconds(1));
        assert_eq!((once.ramp.floor, twice.ramp.floor), (500, 500));
        assert_eq!(
            (once.ramp.from, twice.ramp.from),
            (Some(at(60)), Some(at(90)))
        );
        let away = well().after(&missed(40), now());
        assert_eq!(away.after(&throttled(60), now()).ramp.floor, 500);
    }
}
