//! When, how fast and how often: pure.

pub(super) mod backoff;
pub(super) mod nudges;
pub(super) mod pace;
pub(super) mod progress;
pub(super) mod quiet;
pub(super) mod ranges;
pub(super) mod reminders;

use chrono::Duration;

use crate::kernel::instant::Instant;
use crate::push::model::NotificationClass;

/// Days after which an installation that was not seen is not pushed to.
pub(super) const SILENT_DAYS: i64 = 60;
/// Days after which it is forgotten.
pub(super) const FORGOTTEN_DAYS: i64 = 270;

/// Until when it is worth ringing a phone for something that happened at `at`; in the inbox it stays.
pub(super) fn ttl_until(class: NotificationClass, at: Instant) -> Instant {
    at + match class {
        NotificationClass::Directive | NotificationClass::Assignment => Duration::days(3),
        NotificationClass::Reminder | NotificationClass::News => Duration::days(1),
        NotificationClass::Account => Duration::hours(1),
    }
}
