//! Who gets a code by mail when he asks for one himself.

use chrono::Duration;

use crate::auth::Role;
use crate::kernel::instant::Instant;

/// A code that is younger is still good: asking again sends nothing.
const REST_MINUTES: i64 = 10;
/// Codes a day: the last one is good longer than that.
const A_DAY: usize = 5;
/// How often a code that confirms an address may be mistyped.
pub(in crate::mail) const TRIES: i32 = 5;
/// How long such a code is good.
pub(in crate::mail) const ADDRESS_CODE_LASTS: Duration = Duration::hours(1);

/// Whether a code may go to the address that the roster has. Who keeps the roster writes addresses, and may hand a code only
/// to those below him: to everybody else it goes only where the member has confirmed the address himself. `None` is a role
/// of another version.
pub(in crate::mail) fn may_be_mailed(is_confirmed: bool, held: &[Option<Role>]) -> bool {
    is_confirmed
        || held
            .iter()
            .all(|role| role.is_some_and(|role| Role::RosterOfficer.may_issue_code_to(role)))
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
        for (held, unconfirmed) in [
            (vec![], true),
            (vec![Some(CellSecretary)], true),
            (vec![Some(Publisher), Some(CellSecretary)], true),
            (vec![Some(Administrator)], false),
            (vec![Some(CellSecretary), Some(Auditor)], false),
            (vec![Some(RosterOfficer)], false),
            (vec![None], false),
        ] {
            assert_eq!(may_be_mailed(false, &held), unconfirmed, "{held:?}");
            assert!(may_be_mailed(true, &held), "{held:?}");
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
