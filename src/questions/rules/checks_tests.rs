use serde_json::{Value, json};

use super::check;
use crate::questions::model::{Key, QuestionBody};

fn faults(body: Value) -> Vec<String> {
    let body: QuestionBody = serde_json::from_value(body).unwrap();
    match check(&body) {
        Ok(_) => Vec::new(),
        Err(faults) => faults
            .iter()
            .map(|fault| format!("{} {}", fault.pointer, fault.code))
            .collect(),
    }
}

fn choices(kind: &str, weights: &[i32]) -> Value {
    let choices: Vec<Value> = weights
        .iter()
        .enumerate()
        .map(|(place, weight)| json!({"text": format!("Lựa chọn {place}"), "weight": weight}))
        .collect();
    json!({"kind": kind, "text": "Câu hỏi?", "choices": choices})
}

#[test]
fn a_wrong_key_of_choices_is_refused() {
    let table = [
        (choices("single_choice", &[1000, 0]), vec![]),
        (
            choices("single_choice", &[500, 0]),
            vec!["/choices no_right_answer"],
        ),
        (choices("single_choice", &[1000]), vec!["/choices too_few"]),
        (choices("multiple_choice", &[333, 333, 333, -500]), vec![]),
        (
            choices("multiple_choice", &[500, 300]),
            vec!["/choices weights_not_whole"],
        ),
        (
            choices("multiple_choice", &[0, -1000]),
            vec!["/choices no_right_answer"],
        ),
        (
            json!({"kind": "single_choice", "text": "?", "choices": [{"text": "Có", "weight": 1000}, {"text": " Có ", "weight": 0}]}),
            vec!["/choices/1/text repeated"],
        ),
    ];
    for (body, expected) in table {
        assert_eq!(faults(body.clone()), expected, "{body}");
    }
}

#[test]
fn a_wrong_key_of_other_kinds_is_refused() {
    let table = [
        (
            json!({"kind": "true_false", "text": "?"}),
            vec!["/truth no_right_answer"],
        ),
        (
            json!({"kind": "true_false", "text": "\u{200b} ", "truth": true, "numbers": [{"value": "1", "tolerance": "0", "weight": 1000}]}),
            vec!["/text blank", "/numbers not_for_this_kind"],
        ),
        (
            json!({"kind": "matching", "text": "?", "prompts": [{"text": "a", "option": 1}, {"text": "b", "option": 3}],
                "options": [{"text": "A"}, {"text": "B"}]}),
            vec!["/prompts/1/option no_such_option"],
        ),
        (
            json!({"kind": "ordering", "text": "?", "items": [{"text": "a", "place": 1}, {"text": "b", "place": 1}]}),
            vec!["/items places_not_whole"],
        ),
        (
            json!({"kind": "short_answer", "text": "?", "accepted": [{"text": "Đảng ủy", "weight": 1000}, {"text": "dang uy", "weight": 500}]}),
            vec!["/accepted/1/text repeated"],
        ),
        (
            json!({"kind": "short_answer", "text": "?", "accepted": [{"text": "…", "weight": 1000}]}),
            vec!["/accepted/0/text only_signs"],
        ),
        (
            json!({"kind": "numeric", "text": "?", "numbers": [{"value": "57", "tolerance": "-1", "weight": 1000}, {"value": "1e3", "tolerance": "0", "weight": 0}]}),
            vec![
                "/numbers/0/tolerance not_a_number",
                "/numbers/1/value not_a_number",
            ],
        ),
    ];
    for (body, expected) in table {
        assert_eq!(faults(body.clone()), expected, "{body}");
    }
}

#[test]
fn texts_are_stored_in_one_form() {
    let body = json!({"kind": "numeric", "text": " Bao nhie\u{302}u\r\n\u{110}a\u{309}ng? ", "numbers": [{"value": " 3,50 ", "tolerance": "0,5", "weight": 1000}]});
    let (stored, key) = check(&serde_json::from_value(body).unwrap()).unwrap();
    assert_eq!(stored.text, "Bao nhiêu\nĐảng?");
    assert_eq!(
        (
            stored.numbers[0].value.as_str(),
            stored.numbers[0].tolerance.as_str()
        ),
        ("3.5", "0.5")
    );
    let Key::Number(ranges) = &key else {
        panic!("{key:?}")
    };
    assert_eq!((ranges[0].low, ranges[0].high), (30_000_000, 40_000_000));
    // What is stored is stored again as it is.
    assert_eq!(check(&stored).unwrap(), (stored, key));
}
