//! What is said to who has answered.

use super::checks::folded;
use crate::questions::model::{AnswerBody, Decimal, Key, Named, QuestionBody, WHOLE};

/// An answer that is worth the whole.
pub(in crate::questions) fn right_answer(body: &QuestionBody, key: &Key) -> AnswerBody {
    let mut answer = AnswerBody::default();
    match key {
        Key::One(weights) => {
            let mut numbered = (1_i32..).zip(weights);
            let right = numbered.find(|(_, weight)| **weight == WHOLE);
            answer.choice = right.map(|(number, _)| number);
        }
        Key::Many(weights) => {
            let right = (1_i32..).zip(weights).filter(|(_, weight)| **weight > 0);
            answer.choices = Some(right.map(|(number, _)| Named(number)).collect());
        }
        Key::Truth(truth) => answer.truth = Some(*truth),
        Key::Matching { .. } => {
            let options = body.prompts.iter().map(|prompt| Named(prompt.option));
            answer.matches = Some(options.collect());
        }
        Key::Ordering(places) => {
            answer.order = Some(places.iter().map(|item| Named(*item)).collect());
        }
        Key::Text { .. } => {
            let mut forms = body.accepted.iter();
            let right = forms.find(|form| form.weight == WHOLE);
            answer.text = right.map(|form| form.text.clone());
        }
        Key::Number(_) => {
            let mut numbers = body.numbers.iter();
            let right = numbers.find(|number| number.weight == WHOLE);
            answer.number = right.map(|number| number.value.clone());
        }
    }
    answer
}

/// What the question says to this answer, in its own order.
pub(in crate::questions) fn feedback(
    body: &QuestionBody,
    key: &Key,
    answer: &AnswerBody,
) -> Vec<String> {
    let said: Vec<Option<&String>> = match key {
        Key::One(_) | Key::Many(_) => (1_i32..)
            .zip(&body.choices)
            .filter(|(number, _)| is_chosen(answer, *number))
            .map(|(_, choice)| choice.feedback.as_ref())
            .collect(),
        Key::Truth(truth) => {
            let right = answer.truth.map(|given| given == *truth);
            vec![match right {
                Some(true) => body.feedback_right.as_ref(),
                Some(false) => body.feedback_wrong.as_ref(),
                None => None,
            }]
        }
        Key::Text { marks_matter, .. } => {
            let given = answer
                .text
                .as_deref()
                .map(|text| folded(text, *marks_matter));
            let fits = |text: &str| given.as_deref() == Some(folded(text, *marks_matter).as_str());
            let forms = body.accepted.iter().filter(|form| fits(&form.text));
            forms.map(|form| form.feedback.as_ref()).collect()
        }
        Key::Number(ranges) => {
            let given = answer.number.as_deref().and_then(Decimal::parse);
            let fits = |low: i64, high: i64| given.is_some_and(|n| (low..=high).contains(&n.0));
            let fitting = ranges.iter().zip(&body.numbers);
            let mut fitting = fitting.filter(|(range, _)| fits(range.low, range.high));
            vec![
                fitting
                    .next()
                    .and_then(|(_, number)| number.feedback.as_ref()),
            ]
        }
        Key::Matching { .. } | Key::Ordering(_) => Vec::new(),
    };
    said.into_iter().flatten().cloned().collect()
}

fn is_chosen(answer: &AnswerBody, number: i32) -> bool {
    let several = answer.choices.as_deref().unwrap_or_default();
    answer.choice == Some(number) || several.contains(&Named(number))
}
