//! A question in the plain columns of a row.

use super::sheet::{ANSWER, CHOICES, FIRST, Row, put};
use crate::questions::model::{QuestionBody, QuestionKind};

/// Fills the plain columns; what they cannot say is lost, which the caller sees by reading them again.
pub(super) fn fill(row: &mut Row, question: &QuestionBody) {
    let mut listed: Vec<String> = Vec::new();
    match question.kind {
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice => {
            let right = ('A'..='H').zip(&question.choices);
            let right = right.filter(|(_, choice)| choice.weight > 0);
            let right: Vec<String> = right.map(|(letter, _)| letter.to_string()).collect();
            put(row, ANSWER, &right.join(", "));
            listed.extend(question.choices.iter().map(|choice| choice.text.clone()));
        }
        QuestionKind::TrueFalse => {
            let right = question.truth == Some(true);
            put(row, ANSWER, if right { "Đúng" } else { "Sai" });
        }
        QuestionKind::Matching => listed = pairs(question),
        QuestionKind::Ordering => {
            listed.extend(question.items.iter().map(|item| item.text.clone()));
        }
        QuestionKind::ShortAnswer => {
            let forms: Vec<&str> = question
                .accepted
                .iter()
                .map(|form| form.text.as_str())
                .collect();
            put(row, ANSWER, &forms.join("; "));
        }
        QuestionKind::Numeric => {
            if let Some(number) = question.numbers.first() {
                put(
                    row,
                    ANSWER,
                    &format!("{}:{}", number.value, number.tolerance),
                );
            }
        }
    }
    for (place, text) in listed.iter().take(CHOICES).enumerate() {
        put(row, FIRST + place, text);
    }
}

fn pairs(question: &QuestionBody) -> Vec<String> {
    let mut listed = Vec::new();
    let option = |number: i32| {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        question.options.get(place)
    };
    let pairs = question.prompts.iter().filter_map(|prompt| {
        let option = option(prompt.option)?;
        Some(format!("{} -> {}", prompt.text, option.text))
    });
    listed.extend(pairs);
    let is_asked = |number: i32| {
        let mut prompts = question.prompts.iter();
        prompts.any(|prompt| prompt.option == number)
    };
    let spare = (1_i32..).zip(&question.options);
    let spare = spare.filter(|(number, _)| !is_asked(*number));
    listed.extend(spare.map(|(_, option)| format!("-> {}", option.text)));
    listed
}
