use proptest::prelude::*;
use serde_json::{Value, json};

use crate::questions::model::{AnswerBody, Key, Named, Range, WHOLE};

fn answer(body: Value) -> AnswerBody {
    serde_json::from_value(body).unwrap()
}

fn keys() -> Vec<Key> {
    vec![
        Key::One(vec![1000, 500, 0, -1000]),
        Key::Many(vec![333, 333, 333, -500]),
        Key::Truth(false),
        Key::Matching {
            right: vec![vec![1, 3], vec![2], vec![1, 3]],
            options: 3,
        },
        Key::Ordering(vec![2, 1, 3]),
        Key::Text {
            marks_matter: false,
            forms: vec![("dang uy".to_owned(), 1000), ("cap uy".to_owned(), 400)],
        },
        Key::Number(vec![
            Range {
                low: 560_000_000,
                high: 580_000_000,
                weight: 500,
            },
            Range {
                low: 570_000_000,
                high: 570_000_000,
                weight: 1000,
            },
        ]),
    ]
}

#[test]
fn answers_are_worth_what_the_key_says() {
    let keys = keys();
    let table = [
        (0, json!({"choice": 1}), 1000),
        (0, json!({"choice": 2}), 500),
        (0, json!({"choice": 4}), 0),
        (1, json!({"choices": [3, 1, 2]}), 1000),
        (1, json!({"choices": [1, 2]}), 666),
        (1, json!({"choices": [1, 2, 4]}), 166),
        (1, json!({"choices": [1, 2, 3, 4]}), 499),
        (1, json!({"choices": [4]}), 0),
        (1, json!({"choices": []}), 0),
        (2, json!({"truth": false}), 1000),
        (2, json!({"truth": true}), 0),
        (3, json!({"matches": [3, 2, 1]}), 1000),
        (3, json!({"matches": [3, 0, 2]}), 333),
        (4, json!({"order": [2, 1, 3]}), 1000),
        (4, json!({"order": [1, 2, 3]}), 333),
        (5, json!({"text": "  ĐẢNG UỶ. "}), 1000),
        (5, json!({"text": "Cấp ủy"}), 400),
        (5, json!({"text": "Đảng bộ"}), 0),
        (6, json!({"number": "57,0"}), 1000),
        (6, json!({"number": "56"}), 500),
        (6, json!({"number": "58.0000001"}), 0),
    ];
    for (key, body, worth) in table {
        let key = &keys[key];
        let answer = answer(body.clone());
        key.check_answer(&answer).unwrap();
        assert_eq!(key.grade(&answer), worth, "{key:?} {body}");
    }
    let marks = Key::Text {
        marks_matter: true,
        forms: vec![("đường".to_owned(), 1000)],
    };
    assert_eq!(marks.grade(&answer(json!({"text": "Đường"}))), 1000);
    assert_eq!(marks.grade(&answer(json!({"text": "Dương"}))), 0);
}

#[test]
fn an_answer_of_another_kind_or_to_what_is_not_there_is_refused() {
    let keys = keys();
    let table = [
        (0, json!({"truth": true}), "answer_not_of_this_kind"),
        (0, json!({}), "answer_not_of_this_kind"),
        (
            0,
            json!({"choice": 1, "text": "a"}),
            "answer_not_of_this_kind",
        ),
        (0, json!({"choice": 5}), "answer_out_of_place"),
        (1, json!({"choices": [1, 1]}), "answer_out_of_place"),
        (1, json!({"choices": [0]}), "answer_out_of_place"),
        (3, json!({"matches": [1, 2]}), "answer_out_of_place"),
        (3, json!({"matches": [1, 2, 4]}), "answer_out_of_place"),
        (4, json!({"order": [1, 2]}), "answer_out_of_place"),
        (4, json!({"order": [1, 2, 2]}), "answer_out_of_place"),
        (6, json!({"number": "năm mươi"}), "answer_out_of_place"),
    ];
    for (key, body, code) in table {
        let refused = keys[key].check_answer(&answer(body.clone())).unwrap_err();
        assert_eq!(refused.code, code, "{body}");
    }
}

fn chosen(mask: &[bool]) -> AnswerBody {
    let numbers = (1_i32..).zip(mask).filter(|(_, chosen)| **chosen);
    AnswerBody {
        choices: Some(numbers.map(|(number, _)| Named(number)).collect()),
        ..AnswerBody::default()
    }
}

proptest! {
    /// Choosing one more right choice, or one wrong choice less, never costs anything.
    #[test]
    fn multiple_choice_is_monotone_in_right_choices(
        right in 1_usize..8, wrong in proptest::collection::vec(-1000_i32..=0, 0..8),
        mask in proptest::collection::vec(any::<bool>(), 16), flipped in 0_usize..16,
    ) {
        let share = WHOLE / i32::try_from(right).unwrap();
        let mut weights = vec![share; right];
        weights.extend(&wrong);
        let key = Key::Many(weights.clone());
        let mut mask = mask[..weights.len()].to_vec();
        let flipped = flipped % weights.len();
        mask[flipped] = false;
        let without = key.grade(&chosen(&mask));
        mask[flipped] = true;
        let with = key.grade(&chosen(&mask));
        if weights[flipped] > 0 {
            prop_assert!(with >= without);
        } else {
            prop_assert!(with <= without);
        }
        prop_assert!((0..=WHOLE).contains(&with));
    }

    /// One more prompt or place that is right is worth more; all of them are the whole.
    #[test]
    fn matching_and_ordering_are_monotone_in_right_places(count in 2_i32..20, seed in any::<u64>()) {
        let places: Vec<i32> = (1..=count).collect();
        let right: Vec<Vec<i32>> = places.iter().map(|place| vec![*place]).collect();
        let matching = Key::Matching { right, options: count };
        let ordering = Key::Ordering(places.clone());
        let mut last = (-1, -1);
        for found in 0..=count {
            // The first `found` are right, the others are not.
            let matches = places.iter().map(|place| Named(if *place <= found { *place } else { 0 })).collect();
            let mut order = places.clone();
            let rest = usize::try_from(found).unwrap();
            if order.len() - rest == 1 { continue; }
            let by = 1 + usize::try_from(seed % 1_000).unwrap() % (order.len() - rest).saturating_sub(1).max(1);
            let by = by.min(order.len() - rest);
            order[rest..].rotate_left(by);
            let order = order.into_iter().map(Named).collect();
            let now = (
                matching.grade(&AnswerBody { matches: Some(matches), ..AnswerBody::default() }),
                ordering.grade(&AnswerBody { order: Some(order), ..AnswerBody::default() }),
            );
            prop_assert!(now.0 > last.0 && now.1 > last.1, "{now:?} after {last:?}");
            last = now;
        }
        prop_assert_eq!(last, (WHOLE, WHOLE));
    }

    /// Whatever is answered, it is worth something between nothing and the whole.
    #[test]
    fn nothing_is_worth_less_than_nothing(choice in 0_i32..30, text in ".{0,20}") {
        for key in keys() {
            for body in [
                AnswerBody { choice: Some(choice), ..AnswerBody::default() },
                AnswerBody { text: Some(text.clone()), ..AnswerBody::default() },
                AnswerBody { number: Some(text.clone()), ..AnswerBody::default() },
                AnswerBody { order: Some(vec![Named(choice); 3]), ..AnswerBody::default() },
            ] {
                prop_assert!((0..=WHOLE).contains(&key.grade(&body)));
            }
        }
    }
}
