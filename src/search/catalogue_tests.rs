use super::*;
use crate::search::model::Span;

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

fn all(catalogue: &Catalogue) -> Places {
    let keys: Vec<i64> = catalogue.cards.iter().map(|card| card.id).collect();
    catalogue.places(&keys)
}

fn words() -> Wanted {
    Wanted::default()
}

#[test]
fn keys_become_places_and_those_that_are_not_published_have_none() {
    let catalogue = Catalogue::of(vec![card(3, 1, 1), card(4, 1, 1), card(9, 1, 1)]);
    let of = |keys: &[i64]| catalogue.places(keys).iter().collect::<Vec<u32>>();
    assert_eq!(of(&[3, 4, 9]), [0, 1, 2]);
    assert_eq!(of(&[1, 4, 5, 9, 12]), [1, 2]);
    assert_eq!(of(&[10, 11]), Vec::<u32>::new());
    assert_eq!(of(&[]), Vec::<u32>::new());
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
    assert_eq!(pick(Force::InForce), [2, 1]);
    assert_eq!(pick(Force::NotYet), [4, 3]);
    assert_eq!(pick(Force::Repealed), Vec::<i64>::new());
}

#[test]
fn in_force_is_also_what_was_amended_and_a_material_never_is() {
    let (mut amended, mut material) = (card(1, 1, 1), card(2, 1, 1));
    amended.span.as_mut().unwrap().amended_on = Some(day("2026-03-01"));
    material.span = None;
    let is = |card: &Card, force| card.is(force, day("2026-11-27"));
    assert!(is(&amended, Force::InForce));
    assert!(is(&amended, Force::Amended));
    assert!(!is(&amended, Force::Expired));
    assert!(amended.is(Force::InForce, day("2026-02-01")));
    assert!(!amended.is(Force::Amended, day("2026-02-01")));
    assert!(!is(&material, Force::InForce));
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
