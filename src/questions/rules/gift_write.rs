//! Writing GIFT. What GIFT cannot say is lost: pictures, and whether marks matter in short answers.

use std::fmt::Write as _;

use super::gift::Imported;
use super::gift_text::escaped;
use crate::questions::model::{QuestionBody, QuestionKind, WHOLE};

/// A file of questions.
pub(in crate::questions) fn write(questions: &[Imported]) -> String {
    let mut out = String::new();
    let mut category: Option<&str> = None;
    for (index, question) in questions.iter().enumerate() {
        if question.category.as_deref() != category {
            category = question.category.as_deref();
            // Without a name, what follows stands in none.
            let _ = writeln!(
                out,
                "$CATEGORY: {}\n",
                category.map_or_else(|| "top".to_owned(), escaped)
            ); // never fails
        }
        let text = escaped(&question.body.text);
        let answers = answers(&question.body);
        let _ = writeln!(out, "::{}::{text} {{{answers}}}\n", index + 1);
    }
    out
}

/// What stands between the braces.
pub(in crate::questions) fn answers(body: &QuestionBody) -> String {
    let mut parts: Vec<String> = match body.kind {
        QuestionKind::SingleChoice => body
            .choices
            .iter()
            .map(|choice| {
                let sign = match choice.weight {
                    WHOLE => "=".to_owned(),
                    0 => "~".to_owned(),
                    weight => format!("~{}", percent(weight)),
                };
                said(&sign, &choice.text, choice.feedback.as_deref())
            })
            .collect(),
        QuestionKind::MultipleChoice => body
            .choices
            .iter()
            .map(|choice| {
                let sign = format!("~{}", percent(choice.weight));
                said(&sign, &choice.text, choice.feedback.as_deref())
            })
            .collect(),
        QuestionKind::TrueFalse => vec![truth(body)],
        QuestionKind::Matching => matching(body),
        QuestionKind::Ordering => {
            let mut items: Vec<_> = body.items.iter().collect();
            items.sort_by_key(|item| item.place);
            let items = items.iter().map(|item| said("=", &item.text, None));
            std::iter::once(">".to_owned()).chain(items).collect()
        }
        QuestionKind::ShortAnswer => body
            .accepted
            .iter()
            .map(|form| said(&weighted(form.weight), &form.text, form.feedback.as_deref()))
            .collect(),
        QuestionKind::Numeric => numbers(body),
    };
    if let Some(explanation) = &body.explanation {
        parts.push(format!("####{}", escaped(explanation)));
    }
    parts.join(" ")
}

fn numbers(body: &QuestionBody) -> Vec<String> {
    let numbers = body.numbers.iter().map(|number| {
        let feedback = number.feedback.as_deref();
        let feedback = feedback.map_or(String::new(), |text| format!("#{}", escaped(text)));
        let sign = weighted(number.weight);
        format!("{sign}{}:{}{feedback}", number.value, number.tolerance)
    });
    std::iter::once("#".to_owned()).chain(numbers).collect()
}

fn truth(body: &QuestionBody) -> String {
    let word = if body.truth == Some(true) { "T" } else { "F" };
    let feedback = |text: &Option<String>| text.as_deref().map(escaped).unwrap_or_default();
    match (&body.feedback_wrong, &body.feedback_right) {
        (None, None) => word.to_owned(),
        (wrong, None) => format!("{word}#{}", feedback(wrong)),
        (wrong, right) => format!("{word}#{}#{}", feedback(wrong), feedback(right)),
    }
}

fn matching(body: &QuestionBody) -> Vec<String> {
    let option = |number: i32| {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        body.options.get(place)
    };
    let pairs = body.prompts.iter().filter_map(|prompt| {
        let option = option(prompt.option)?;
        Some(format!(
            "={} -> {}",
            escaped(&prompt.text),
            escaped(&option.text)
        ))
    });
    let is_asked = |number: i32| body.prompts.iter().any(|prompt| prompt.option == number);
    let spare = (1_i32..)
        .zip(&body.options)
        .filter(|(number, _)| !is_asked(*number))
        .map(|(_, option)| format!("= -> {}", escaped(&option.text)));
    pairs.chain(spare).collect()
}

fn weighted(weight: i32) -> String {
    if weight == WHOLE {
        "=".to_owned()
    } else {
        format!("={}", percent(weight))
    }
}

fn said(sign: &str, text: &str, feedback: Option<&str>) -> String {
    let feedback = feedback.map_or(String::new(), |text| format!("#{}", escaped(text)));
    format!("{sign}{}{feedback}", escaped(text))
}

/// Thousandths as per cent; Moodle knows thirds and sevenths only with five decimals.
fn percent(weight: i32) -> String {
    let known = match weight.abs() {
        333 => Some("33.33333"),
        667 => Some("66.66667"),
        167 => Some("16.66667"),
        833 => Some("83.33333"),
        143 => Some("14.28571"),
        111 => Some("11.11111"),
        _ => None,
    };
    let sign = if weight < 0 { "-" } else { "" };
    match known {
        Some(known) => format!("%{sign}{known}%"),
        None if weight % 10 == 0 => format!("%{}%", weight / 10),
        None => format!("%{sign}{}.{}%", weight.abs() / 10, weight.abs() % 10),
    }
}
