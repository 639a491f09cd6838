use super::*;
use crate::search::model::{Force, Span};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An official document in force since the first of a month.
fn card(id: i64, number: i32, month: u32) -> Card {
    Card {
        id,
        audience_id: id % 2,
        is_public: id % 5 == 0,
        number: Some(number),
        is_central: false,
        kind_place: 1,
        span: Some(Span {
            begins_on: NaiveDate::from_ymd_opt(2026, month, 1),
            ends_on: None,
            ended_by: Force::Expired,
            amended_on: None,
        }),
    }
}

fn all(catalogue: &Catalogue) -> Keys {
    catalogue.cards.iter().map(|card| key(card.id)).collect()
}

fn words() -> Wanted {
    Wanted::default()
}

#[test]
fn what_is_not_published_is_not_picked() {
    let catalogue = Catalogue::of(vec![card(3, 1, 1), card(4, 1, 1), card(9, 1, 1)]);
    let of = |keys: &[u64]| {
        let keys = keys.iter().copied().collect();
        catalogue.pick(&keys, &words(), (None, day("2026-11-27")), 10)
    };
    assert_eq!(of(&[3, 4, 9]), [9, 4, 3]);
    assert_eq!(of(&[1, 4, 5, 9, 12]), [9, 4]);
    assert_eq!(of(&[10, 11]), Vec::<i64>::new());
}

#[test]
fn a_changed_catalogue_is_the_same_as_one_read_anew() {
    let catalogue = Catalogue::of(vec![card(3, 1, 1), card(4, 1, 1), card(9, 1, 1)]);
    // 3 is now for others, 4 was withdrawn, 6 and 10 have come.
    let mut rescoped = card(3, 1, 1);
    rescoped.audience_id = 77;
    let fresh = vec![rescoped.clone(), card(6, 2, 1), card(10, 2, 1)];
    let changed = catalogue.with(&[3, 4, 6, 10], fresh);
    let anew = Catalogue::of(vec![rescoped, card(6, 2, 1), card(9, 1, 1), card(10, 2, 1)]);
    let ids = |catalogue: &Catalogue| -> Vec<i64> {
        catalogue.cards.iter().map(|card| card.id).collect()
    };
    assert_eq!(ids(&changed), ids(&anew));
    assert_eq!(changed.everybody, anew.everybody);
    assert_eq!(changed.by_audience, anew.by_audience);
    assert_eq!(changed.by_number, anew.by_number);
}

#[test]
fn the_newest_are_picked_first_and_no_more_than_asked_for() {
    let catalogue = Catalogue::of((1..=6).map(|id| card(id, 1, 1)).collect());
    let picked = catalogue.pick(&all(&catalogue), &words(), (None, day("2026-11-27")), 4);
    assert_eq!(picked, [6, 5, 4, 3]);
}

#[test]
fn what_does_not_hold_is_left_out_before_the_bound() {
    let cards = vec![card(1, 1, 1), card(2, 1, 1), card(3, 1, 12), card(4, 1, 12)];
    let catalogue = Catalogue::of(cards);
    let pick = |force| {
        catalogue.pick(
            &all(&catalogue),
            &words(),
            (Some(force), day("2026-11-27")),
            2,
        )
    };
    assert_eq!(pick(ForceFilter::InForce), [2, 1]);
    assert_eq!(pick(ForceFilter::NotYet), [4, 3]);
    assert_eq!(pick(ForceFilter::Repealed), Vec::<i64>::new());
}

#[test]
fn in_force_is_also_what_was_amended_and_a_material_never_is() {
    let (mut amended, mut material) = (card(1, 1, 1), card(2, 1, 1));
    amended.span.as_mut().unwrap().amended_on = Some(day("2026-03-01"));
    material.span = None;
    let is = |card: &Card, force| card.is(force, day("2026-11-27"));
    assert!(is(&amended, ForceFilter::InForce));
    assert!(is(&amended, ForceFilter::Amended));
    assert!(!is(&amended, ForceFilter::Expired));
    assert!(amended.is(ForceFilter::InForce, day("2026-02-01")));
    assert!(!amended.is(ForceFilter::Amended, day("2026-02-01")));
    assert!(!is(&material, ForceFilter::InForce));
    assert!(!is(&material, ForceFilter::Ended));
}

#[test]
fn ended_is_whatever_put_an_end_to_it() {
    let mut paper = card(1, 1, 1);
    for ended_by in [Force::Expired, Force::Replaced, Force::Repealed] {
        let span = paper.span.as_mut().unwrap();
        span.ends_on = Some(day("2026-06-01"));
        span.ended_by = ended_by;
        let is = |force, on| paper.is(force, day(on));
        assert!(is(ForceFilter::Ended, "2026-06-01"), "{ended_by:?}");
        assert!(!is(ForceFilter::InForce, "2026-06-01"), "{ended_by:?}");
        assert!(!is(ForceFilter::Ended, "2026-05-31"), "{ended_by:?}");
        for (filter, force) in [
            (ForceFilter::Expired, Force::Expired),
            (ForceFilter::Replaced, Force::Replaced),
            (ForceFilter::Repealed, Force::Repealed),
        ] {
            assert_eq!(is(filter, "2026-06-01"), force == ended_by, "{filter:?}");
        }
    }
}

#[test]
fn papers_of_a_number_come_by_issuer_then_kind_then_age() {
    let mut cards = vec![
        card(1, 57, 1),
        card(2, 57, 1),
        card(3, 57, 1),
        card(4, 58, 1),
        card(5, 57, 1),
    ];
    cards[0].is_central = true;
    cards[1].kind_place = 0;
    let catalogue = Catalogue::of(cards);
    let mut wanted = words();
    wanted.number = Some(57);
    let when = (None, day("2026-11-27"));
    let picked = catalogue.pick(&all(&catalogue), &wanted, when, 10);
    assert_eq!(picked, [1, 2, 5, 3]);
    let picked = catalogue.pick(&all(&catalogue), &wanted, when, 1);
    assert_eq!(picked, [1]);
}

#[test]
fn row_keys_below_one_come_newest_first() {
    let catalogue = Catalogue::of([3, 5, 9].map(|id| card(id, 1, 1)).to_vec());
    let below = |id| catalogue.below(id).collect::<Vec<_>>();
    assert_eq!(below(i64::MAX), [9, 5, 3]);
    assert_eq!(below(9), [5, 3]);
    assert_eq!(below(3), Vec::<i64>::new());
}
