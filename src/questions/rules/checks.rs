//! What a question must say. Checking it gives its stored form, with texts in NFC, and its key.

use super::faults::{Faults, is_comparable, lines};
use crate::error::FieldError;
use crate::kernel::text::{exact_key, nfc, search_key};
use crate::questions::model::{
    AcceptedBody, ChoiceBody, Decimal, Key, NumberBody, QuestionBody, QuestionKind, Range, WHOLE,
};

/// How far from a whole the weights of right choices may add up: thirds and sevenths cannot be written.
const ROUNDING: i32 = 10;

/// The stored form of a question and its key, or all that is wrong with it, as pointers into the question.
pub(in crate::questions) fn check(
    body: &QuestionBody,
) -> Result<(QuestionBody, Key), Vec<FieldError>> {
    let body = clean(body);
    let mut faults = Faults::default();
    faults.text("/text", &body.text, 4_000);
    if let Some(text) = &body.explanation {
        faults.text("/explanation", text, 4_000);
    }
    only_its_own(&mut faults, &body);
    let key = match body.kind {
        QuestionKind::SingleChoice => Some(single(&mut faults, &body.choices)),
        QuestionKind::MultipleChoice => Some(multiple(&mut faults, &body.choices)),
        QuestionKind::TrueFalse => truth(&mut faults, &body),
        QuestionKind::Matching => matching(&mut faults, &body),
        QuestionKind::Ordering => Some(ordering(&mut faults, &body)),
        QuestionKind::ShortAnswer => Some(short(&mut faults, &body)),
        QuestionKind::Numeric => Some(numeric(&mut faults, &body.numbers)),
    };
    match key {
        Some(key) if faults.0.is_empty() => Ok((body, key)),
        _ => Err(faults.0),
    }
}

/// Folds a short answer as it is compared.
pub(super) fn folded(text: &str, marks_matter: bool) -> String {
    if marks_matter {
        exact_key(text)
    } else {
        search_key(text)
    }
}

fn clean(body: &QuestionBody) -> QuestionBody {
    let mut body = body.clone();
    body.text = lines(&body.text);
    let optional = |text: &mut Option<String>| {
        *text = text
            .as_deref()
            .map(lines)
            .filter(|text: &String| !text.is_empty());
    };
    optional(&mut body.explanation);
    optional(&mut body.feedback_right);
    optional(&mut body.feedback_wrong);
    for choice in &mut body.choices {
        choice.text = lines(&choice.text);
        optional(&mut choice.feedback);
    }
    for prompt in &mut body.prompts {
        prompt.text = lines(&prompt.text);
    }
    for option in &mut body.options {
        option.text = lines(&option.text);
    }
    for item in &mut body.items {
        item.text = lines(&item.text);
    }
    for form in &mut body.accepted {
        form.text = nfc(&form.text);
        optional(&mut form.feedback);
    }
    for number in &mut body.numbers {
        let plain = |text: &str| {
            Decimal::parse(text).map_or_else(|| text.to_owned(), |number| number.to_string())
        };
        number.value = plain(&number.value);
        number.tolerance = plain(&number.tolerance);
        optional(&mut number.feedback);
    }
    body
}

/// What other kinds of questions have must not be there.
fn only_its_own(faults: &mut Faults, body: &QuestionBody) {
    use QuestionKind as K;
    let is_choice = matches!(body.kind, K::SingleChoice | K::MultipleChoice);
    let is = |kind: K| body.kind == kind;
    let there = [
        ("/choices", !body.choices.is_empty() && !is_choice),
        ("/truth", body.truth.is_some() && !is(K::TrueFalse)),
        (
            "/feedback_right",
            body.feedback_right.is_some() && !is(K::TrueFalse),
        ),
        (
            "/feedback_wrong",
            body.feedback_wrong.is_some() && !is(K::TrueFalse),
        ),
        ("/prompts", !body.prompts.is_empty() && !is(K::Matching)),
        ("/options", !body.options.is_empty() && !is(K::Matching)),
        ("/items", !body.items.is_empty() && !is(K::Ordering)),
        (
            "/accepted",
            !body.accepted.is_empty() && !is(K::ShortAnswer),
        ),
        (
            "/marks_matter",
            body.marks_matter.is_some() && !is(K::ShortAnswer),
        ),
        ("/numbers", !body.numbers.is_empty() && !is(K::Numeric)),
    ];
    for (pointer, _) in there.into_iter().filter(|(_, wrong)| *wrong) {
        faults.add(
            pointer,
            "not_for_this_kind",
            "Loại câu hỏi này không có mục đó.",
            "This kind of question does not have it.",
        );
    }
}

fn choices(faults: &mut Faults, choices: &[ChoiceBody]) -> Vec<i32> {
    faults.count("/choices", choices.len(), 2);
    for (place, choice) in choices.iter().enumerate() {
        faults.text(&format!("/choices/{place}/text"), &choice.text, 1_000);
    }
    let texts = choices.iter().map(|choice| choice.text.as_str());
    faults.different("/choices", texts, "text");
    choices.iter().map(|choice| choice.weight).collect()
}

fn no_right_answer(faults: &mut Faults, pointer: &str) {
    faults.add(
        pointer,
        "no_right_answer",
        "Chưa có đáp án đúng hoàn toàn.",
        "No answer is wholly right.",
    );
}

fn single(faults: &mut Faults, of: &[ChoiceBody]) -> Key {
    let weights = choices(faults, of);
    if !weights.contains(&WHOLE) {
        no_right_answer(faults, "/choices");
    }
    Key::One(weights)
}

fn multiple(faults: &mut Faults, of: &[ChoiceBody]) -> Key {
    let weights = choices(faults, of);
    let whole: i32 = weights.iter().filter(|weight| **weight > 0).sum();
    if whole == 0 {
        no_right_answer(faults, "/choices");
    } else if (whole - WHOLE).abs() > ROUNDING {
        faults.add(
            "/choices",
            "weights_not_whole",
            "Tổng điểm của các lựa chọn đúng phải bằng 100 %.",
            "The weights of the right choices must add up to 1000.",
        );
    }
    Key::Many(weights)
}

fn truth(faults: &mut Faults, body: &QuestionBody) -> Option<Key> {
    if body.truth.is_none() {
        no_right_answer(faults, "/truth");
    }
    body.truth.map(Key::Truth)
}

fn matching(faults: &mut Faults, body: &QuestionBody) -> Option<Key> {
    faults.count("/prompts", body.prompts.len(), 2);
    faults.count("/options", body.options.len(), 2);
    for (place, prompt) in body.prompts.iter().enumerate() {
        faults.text(&format!("/prompts/{place}/text"), &prompt.text, 1_000);
    }
    for (place, option) in body.options.iter().enumerate() {
        faults.text(&format!("/options/{place}/text"), &option.text, 1_000);
    }
    let prompts = body.prompts.iter().map(|prompt| prompt.text.as_str());
    faults.different("/prompts", prompts, "text");
    let mut right = Vec::with_capacity(body.prompts.len());
    for (place, prompt) in body.prompts.iter().enumerate() {
        let wanted = usize::try_from(prompt.option)
            .ok()
            .and_then(|option| body.options.get(option.checked_sub(1)?));
        let Some(wanted) = wanted else {
            faults.add(
                format!("/prompts/{place}/option"),
                "no_such_option",
                "Không có lựa chọn mang số này.",
                "There is no option of this number.",
            );
            continue;
        };
        let same = (1_i32..).zip(&body.options);
        let same = same.filter(|(_, option)| option.text == wanted.text);
        right.push(same.map(|(number, _)| number).collect());
    }
    let options = i32::try_from(body.options.len()).ok()?;
    Some(Key::Matching { right, options })
}

fn ordering(faults: &mut Faults, body: &QuestionBody) -> Key {
    faults.count("/items", body.items.len(), 2);
    for (place, item) in body.items.iter().enumerate() {
        faults.text(&format!("/items/{place}/text"), &item.text, 1_000);
    }
    let texts = body.items.iter().map(|item| item.text.as_str());
    faults.different("/items", texts, "text");
    let mut places: Vec<(i32, i32)> = (1_i32..)
        .zip(&body.items)
        .map(|(number, item)| (item.place, number))
        .collect();
    places.sort_unstable();
    let whole = (1_i32..)
        .zip(&places)
        .all(|(place, (given, _))| place == *given);
    if !whole {
        faults.add(
            "/items",
            "places_not_whole",
            "Thứ tự phải là 1, 2, 3 … mỗi số một lần.",
            "The places must be 1, 2, 3 … each once.",
        );
    }
    Key::Ordering(places.into_iter().map(|(_, number)| number).collect())
}

fn short(faults: &mut Faults, body: &QuestionBody) -> Key {
    let marks_matter = body.marks_matter == Some(true);
    faults.count("/accepted", body.accepted.len(), 1);
    let key = |form: &AcceptedBody| folded(&form.text, marks_matter);
    let forms: Vec<(String, i32)> = body
        .accepted
        .iter()
        .map(|form| (key(form), form.weight))
        .collect();
    for (place, form) in body.accepted.iter().enumerate() {
        faults.text(&format!("/accepted/{place}/text"), &form.text, 200);
        if !form.text.is_empty() && !is_comparable(&form.text) {
            faults.add(
                format!("/accepted/{place}/text"),
                "only_signs",
                "Đáp án phải có chữ hoặc số.",
                "It needs a letter or a digit.",
            );
        }
    }
    let keys = forms.iter().map(|(key, _)| key.as_str());
    faults.different("/accepted", keys, "text");
    if !body.accepted.is_empty() && forms.iter().all(|(_, weight)| *weight != WHOLE) {
        no_right_answer(faults, "/accepted");
    }
    Key::Text {
        marks_matter,
        forms,
    }
}

fn numeric(faults: &mut Faults, numbers: &[NumberBody]) -> Key {
    faults.count("/numbers", numbers.len(), 1);
    let mut ranges = Vec::with_capacity(numbers.len());
    for (place, number) in numbers.iter().enumerate() {
        let value = Decimal::parse(&number.value);
        let tolerance = Decimal::parse(&number.tolerance).filter(|tolerance| tolerance.0 >= 0);
        for (name, there) in [("value", value), ("tolerance", tolerance)] {
            if there.is_none() {
                faults.add(
                    format!("/numbers/{place}/{name}"),
                    "not_a_number",
                    "Không phải là số, ví dụ 57 hoặc 3,5.",
                    "Not a number such as 57 or 3.5.",
                );
            }
        }
        if let (Some(value), Some(tolerance)) = (value, tolerance) {
            ranges.push(Range {
                low: value.0.saturating_sub(tolerance.0),
                high: value.0.saturating_add(tolerance.0),
                weight: number.weight,
            });
        }
    }
    if !numbers.is_empty() && numbers.iter().all(|number| number.weight != WHOLE) {
        no_right_answer(faults, "/numbers");
    }
    Key::Number(ranges)
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
