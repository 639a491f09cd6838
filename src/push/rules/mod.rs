//! When, how fast and how often: pure.

pub(super) mod addresses;
pub(super) mod backoff;
pub(super) mod health;
pub(super) mod nudges;
pub(super) mod pace;
pub(super) mod progress;
pub(super) mod quiet;
pub(super) mod ranges;
pub(super) mod reminders;

use chrono::Duration;

use crate::kernel::instant::Instant;
use crate::push::model::{Doubt, NotificationClass};

/// Days after which an installation that was not seen is not pushed to.
pub(super) const SILENT_DAYS: i64 = 60;
/// Days after which it is forgotten.
pub(super) const FORGOTTEN_DAYS: i64 = 270;
/// Days after which a campaign that is over is forgotten, with its figures; what it brought stays in the inboxes.
pub(super) const CAMPAIGN_DAYS: i64 = 180;

/// Minutes for which a platform whose service does not know us is left alone.
pub(super) const PARKED_MINUTES: i64 = 10;

/// So many different addresses must be answered alike before it is believed of all.
pub(super) const SEVERAL: usize = 5;
/// Whose message is refused as such at the third try or later is given up.
pub(super) const REFUSED_TRIES: i32 = 3;

/// Whether the provider refuses the message of an event as such: it has never taken it, and several addresses say so.
pub(super) fn is_condemned(doubt: Doubt) -> bool {
    !doubt.taken && usize::try_from(doubt.refusals).is_ok_and(|refusals| refusals >= SEVERAL)
}

/// Until when it is worth ringing a phone for something that happened at `at`; in the inbox it stays.
pub(super) fn ttl_until(class: NotificationClass, at: Instant) -> Instant {
    at + match class {
        NotificationClass::Directive | NotificationClass::Assignment => Duration::days(3),
        NotificationClass::Reminder | NotificationClass::News => Duration::days(1),
        NotificationClass::Account => Duration::hours(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_condemned_by_several_and_by_nobody_once_it_was_taken() {
        for (taken, refusals, condemned) in [
            (false, 0, false),
            (false, 1, false),
            (false, 4, false),
            (false, 5, true),
            (true, 5, false),
            (true, 500, false),
        ] {
            let doubt = Doubt { taken, refusals };
            assert_eq!(is_condemned(doubt), condemned, "{doubt:?}");
        }
    }
}
