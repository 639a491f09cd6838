use super::*;
use crate::kernel::ids::PublicId;
use crate::push::model::{AddressKind, NotificationClass, NotificationKind};

fn now() -> Instant {
    "2026-11-27T03:00:00Z".parse().unwrap()
}

fn aim(device: i64) -> Aim {
    Aim {
        event_id: 1,
        chunk_id: 1,
        kind: NotificationKind::EditionPublished,
        class: NotificationClass::Directive,
        ttl_until: now() + Span::days(1),
        doubt: Doubt::default(),
        notification_id: device,
        nid: PublicId::new(now()),
        device_id: device,
        address_kind: AddressKind::Token,
        address: format!("dia-chi-{device}"),
        platform: DevicePlatform::Android,
        english: false,
        attempt: 0,
        retry_id: None,
    }
}

fn retry(device: i64, attempt: i32) -> Aim {
    Aim {
        attempt,
        retry_id: Some(device),
        ..aim(device)
    }
}

const REFUSED: Outcome = Outcome::Failed(FailureReason::Refused);

#[test]
fn one_refused_message_condemns_nobody_several_do() {
    let mut hearing = Hearing::default();
    for device in 1..=4 {
        // The same phone twice is one phone.
        for _ in 0..2 {
            let outcome = hearing.judge(&aim(device), Verdict::OurFault, now());
            assert_eq!(outcome, Outcome::Again(None));
        }
        assert_eq!(hearing.untried(&aim(100), now()), None, "{device}");
    }
    hearing.judge(&aim(5), Verdict::OurFault, now());
    assert_eq!(hearing.untried(&aim(100), now()), Some(REFUSED));
    // Another event is another message.
    let other = Aim {
        event_id: 2,
        ..aim(100)
    };
    assert_eq!(hearing.untried(&other, now()), None);
    let word = hearing.signals().words[&1];
    assert_eq!((word.taken, word.refused, word.fresh), (false, 5, 5));
}

#[test]
fn what_was_heard_in_earlier_rounds_counts() {
    let known = |taken, refusals| Doubt { taken, refusals };
    let with = |device, doubt| Aim {
        doubt,
        ..aim(device)
    };
    let mut hearing = Hearing::default();
    let fifth = with(9, known(false, 4));
    assert_eq!(hearing.untried(&fifth, now()), None);
    hearing.judge(&fifth, Verdict::OurFault, now());
    assert_eq!(hearing.untried(&fifth, now()), Some(REFUSED));
    let condemned = with(9, known(false, 5));
    assert_eq!(Hearing::default().untried(&condemned, now()), Some(REFUSED));
    // Once somebody has it, it is not the message.
    let sound = with(9, known(true, 50));
    assert_eq!(Hearing::default().untried(&sound, now()), None);
    let mut hearing = Hearing::default();
    hearing.judge(&aim(1), Verdict::Accepted, now());
    for device in 2..50 {
        hearing.judge(&aim(device), Verdict::OurFault, now());
    }
    assert_eq!(hearing.untried(&aim(100), now()), None);
}

#[test]
fn a_phone_whose_message_is_refused_is_given_up_at_the_third_try() {
    let mut hearing = Hearing::default();
    for (attempt, outcome) in [(2, Outcome::Again(None)), (3, REFUSED), (9, REFUSED)] {
        let said = hearing.judge(&retry(1, attempt), Verdict::OurFault, now());
        assert_eq!(said, outcome, "{attempt}");
    }
    assert_eq!(hearing.signals().words[&1].fresh, 0, "was counted before");
}

#[test]
fn one_wrongly_claimed_platform_parks_nobody_several_do() {
    let mut hearing = Hearing::default();
    for device in 1..=4 {
        let outcome = hearing.judge(&aim(device), Verdict::PlatformFault, now());
        assert_eq!(outcome, Outcome::Again(None));
    }
    assert_eq!(hearing.untried(&aim(100), now()), None);
    let outcome = hearing.judge(&aim(5), Verdict::PlatformFault, now());
    assert!(matches!(outcome, Outcome::Parked(_)));
    assert!(matches!(
        hearing.untried(&aim(100), now()),
        Some(Outcome::Parked(_))
    ));
    assert_eq!(hearing.signals().parked, [DevicePlatform::Android]);
    // A platform of which one was reached has a key.
    let mut hearing = Hearing::default();
    hearing.judge(&aim(1), Verdict::Accepted, now());
    for device in 2..50 {
        hearing.judge(&aim(device), Verdict::PlatformFault, now());
    }
    assert_eq!(hearing.untried(&aim(100), now()), None);
}

#[test]
fn only_many_different_phones_in_vain_end_a_round() {
    let mut hearing = Hearing::default();
    for _ in 0..100 {
        hearing.judge(&aim(1), Verdict::Unsure, now());
    }
    assert_eq!(hearing.untried(&aim(100), now()), None);
    for device in 2..=40 {
        hearing.judge(&aim(device), Verdict::Unsure, now());
    }
    assert_eq!(hearing.untried(&aim(100), now()), Some(Outcome::NotSent));
    assert_eq!(hearing.signals().missed, 40);
}
