use serde_json::{Value, json};

use super::check_change;
use crate::questions::model::VersionChange as Change;
use crate::questions::rules::checks::check;

fn change(change: Change, before: Value, after: Value) -> &'static str {
    let before = check(&serde_json::from_value(before).unwrap()).unwrap();
    let after = check(&serde_json::from_value(after).unwrap()).unwrap();
    match check_change(change, (&before.0, &before.1), (&after.0, &after.1)) {
        Ok(()) => "ok",
        Err(rule) => rule.code,
    }
}

fn choices(text: &str, weights: [i32; 2]) -> Value {
    json!({"kind": "single_choice", "text": text, "choices": [{"text": "A", "weight": weights[0]}, {"text": "B", "weight": weights[1]}]})
}

#[test]
fn a_version_changes_what_it_says_and_no_more() {
    let first = || choices("Câu hỏi?", [1000, 0]);
    let typo = || choices("Câu hỏi ?", [1000, 0]);
    let key = || choices("Câu hỏi?", [0, 1000]);
    let other = || json!({"kind": "true_false", "text": "Câu hỏi?", "truth": true});
    let table = [
        (Change::Minor, typo(), "ok"),
        (Change::Minor, key(), "key_changed"),
        (Change::Minor, other(), "choices_changed"),
        (Change::Key, key(), "ok"),
        (Change::Key, typo(), "key_unchanged"),
        (Change::Key, other(), "choices_changed"),
        (Change::Content, other(), "ok"),
        (Change::Content, key(), "ok"),
    ];
    for (what, after, expected) in table {
        assert_eq!(
            change(what, first(), after.clone()),
            expected,
            "{what:?} {after}"
        );
    }
}
