//! Who gets a code by mail when he asks for one himself.

use chrono::Duration;

use crate::auth::Role;
use crate::kernel::instant::Instant;

/// A code that is younger is still good: asking again sends nothing.
const REST_MINUTES: i64 = 10;
/// Codes a day: the last one is good longer than that.
pub(in crate::mail) const A_DAY: usize = 5;
/// How often a code that confirms an address may be mistyped.
pub(in crate::mail) const TRIES: i32 = 5;
/// How long such a code is good.
pub(in crate::mail) const ADDRESS_CODE_LASTS: Duration = Duration::hours(1);

/// Whether a code may go to the address that the roster has of a member of `home`. Who keeps the roster of that unit writes
/// addresses, and may hand a code only to those whom his office covers, in rank and in the tree: whoever has a role above
/// that, or over another unit, gets it only where he has confirmed the address himself. `None` is a role of another version.
pub(in crate::mail) fn may_be_mailed(
    is_confirmed: bool,
    home: i64,
    held: &[(Option<Role>, i64)],
) -> bool {
    is_confirmed
        || held.iter().all(|(role, unit)| {
            *unit == home && role.is_some_and(|role| Role::RosterOfficer.may_issue_code_to(role))
        })
}

/// Whether there may be one more after these, newest first, of the last day.
pub(in crate::mail) fn may_be_another(sent: &[Instant], now: Instant) -> bool {
    let rested = sent
        .first()
        .is_none_or(|last| now - *last >= Duration::minutes(REST_MINUTES));
    rested && sent.len() < A_DAY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Role::{Administrator, Auditor, CellSecretary, Publisher, RosterOfficer};

    #[test]
    fn who_writes_addresses_opens_no_account_above_him() {
        const CELL: i64 = 3;
        const CITY: i64 = 1;
        for (held, unconfirmed) in [
            (vec![], true),
            (vec![(Some(CellSecretary), CELL)], true),
            (
                vec![(Some(Publisher), CELL), (Some(CellSecretary), CELL)],
                true,
            ),
            // A ward keeps his record, and the city his office.
            (vec![(Some(Publisher), CITY)], false),
            (
                vec![(Some(CellSecretary), CELL), (Some(Publisher), CITY)],
                false,
            ),
            (vec![(Some(Administrator), CELL)], false),
            (
                vec![(Some(CellSecretary), CELL), (Some(Auditor), CELL)],
                false,
            ),
            (vec![(Some(RosterOfficer), CELL)], false),
            (vec![(None, CELL)], false),
        ] {
            assert_eq!(may_be_mailed(false, CELL, &held), unconfirmed, "{held:?}");
            assert!(may_be_mailed(true, CELL, &held), "{held:?}");
        }
    }

    #[test]
    fn asking_again_and_again_fills_no_mailbox() {
        let now = Instant::default() + Duration::days(1);
        let ago = |minutes: &[i64]| -> Vec<Instant> {
            minutes
                .iter()
                .map(|ago| now - Duration::minutes(*ago))
                .collect()
        };
        for (sent, expected) in [
            (vec![], true),
            (vec![9], false),
            (vec![10], true),
            (vec![11, 22, 33, 44], true),
            (vec![11, 22, 33, 44, 55], false),
        ] {
            assert_eq!(may_be_another(&ago(&sent), now), expected, "{sent:?}");
        }
    }
}
