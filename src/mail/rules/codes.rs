//! Who gets a code by mail when he asks for one himself.

use chrono::Duration;

use crate::auth::Role;
use crate::kernel::instant::Instant;
use crate::mail::model::{MailKind, Written};

/// A code that is younger is still good: asking again sends nothing.
const REST_MINUTES: i64 = 10;
/// Codes a day to one address: the last one is good longer than that.
pub(in crate::mail) const A_DAY: usize = 5;
/// Codes a day to a member, however often his address is changed to and fro.
const A_DAY_ANYWHERE: usize = 10;
/// How long a request for a code may wait to be looked at: whoever asked has gone away by then.
pub(in crate::mail) const REQUEST_LASTS: Duration = Duration::hours(1);
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

/// The mails by which [`may_be_another`] decides.
pub(in crate::mail) const THAT_COUNT: [MailKind; 3] = [
    MailKind::ActivationCode,
    MailKind::ResetCode,
    MailKind::AddressChanged,
];

/// Whether there may be one more code after these mails, newest first, of the last day. Codes that went to an address that is
/// no longer his keep nobody waiting: whoever had it mistyped and put right gets his code at once.
pub(in crate::mail) fn may_be_another(written: &[Written], now: Instant) -> bool {
    let is_code = |mail: &&Written| mail.kind != MailKind::AddressChanged;
    let here: Vec<&Written> = written.iter().take_while(is_code).collect();
    let rested = here
        .first()
        .is_none_or(|last| now - last.at >= Duration::minutes(REST_MINUTES));
    rested && here.len() < A_DAY && written.iter().filter(is_code).count() < A_DAY_ANYWHERE
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
        let mail = |kind, minutes| Written {
            kind,
            at: now - Duration::minutes(minutes),
        };
        let code = |minutes| mail(MailKind::ResetCode, minutes);
        let moved = |minutes| mail(MailKind::AddressChanged, minutes);
        let codes = |minutes: &[i64]| minutes.iter().map(|ago| code(*ago)).collect::<Vec<_>>();
        let spent = codes(&[11, 22, 33, 44, 55]);
        for (written, expected) in [
            (vec![], true),
            (codes(&[9]), false),
            (codes(&[10]), true),
            (codes(&[11, 22, 33, 44]), true),
            (spent.clone(), false),
            (vec![mail(MailKind::ActivationCode, 9)], false),
            // To another address: what it got does not count.
            (vec![moved(1), code(2)], true),
            ([vec![moved(1)], spent.clone()].concat(), true),
            // To this one: it does.
            (vec![code(1), moved(2), code(30)], false),
            ([spent.clone(), vec![moved(60)]].concat(), false),
            // To and fro: a change brings one code more, but not for ever.
            (
                [
                    vec![moved(1)],
                    spent.clone(),
                    vec![moved(60)],
                    codes(&[61, 72, 83, 94]),
                ]
                .concat(),
                true,
            ),
            (
                [
                    vec![moved(1)],
                    spent.clone(),
                    vec![moved(60)],
                    spent.clone(),
                ]
                .concat(),
                false,
            ),
            ((0..10).flat_map(|_| [moved(1), code(1)]).collect(), false),
        ] {
            assert_eq!(may_be_another(&written, now), expected, "{written:?}");
        }
    }
}
