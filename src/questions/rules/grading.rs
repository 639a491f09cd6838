//! Whether an answer fits a question, and what it is worth: thousandths of the question's points, never a fraction.
//!
//! * Single choice, short answer, numeric: the weight of what was chosen or written (the best that fits); not below 0.
//! * Multiple choice: the weights of what was chosen, added up, not below 0; all right ones and no others are the whole,
//!   however thirds were rounded.
//! * Matching and ordering: the share of prompts with a right option, of items at their place, rounded down.
//! * True or false: all or nothing. No answer: nothing.

use super::checks::folded;
use super::refusals::{ANSWER_NOT_OF_THIS_KIND, ANSWER_OUT_OF_PLACE};
use crate::error::Rule;
use crate::questions::model::{AnswerBody, Decimal, Key, Named, WHOLE};

impl Key {
    /// Whether this is an answer to the question: the member of its kind and no other, naming what there is.
    pub(in crate::questions) fn check_answer(&self, answer: &AnswerBody) -> Result<(), Rule> {
        let given = [
            answer.choice.is_some(),
            answer.choices.is_some(),
            answer.truth.is_some(),
            answer.matches.is_some(),
            answer.order.is_some(),
            answer.text.is_some(),
            answer.number.is_some(),
        ];
        if given.into_iter().filter(|there| *there).count() != 1 {
            return Err(ANSWER_NOT_OF_THIS_KIND);
        }
        match self.fits(answer) {
            Some(true) => Ok(()),
            Some(false) => Err(ANSWER_OUT_OF_PLACE),
            None => Err(ANSWER_NOT_OF_THIS_KIND),
        }
    }

    /// Whether it names what there is; `None`: it is of another kind.
    fn fits(&self, answer: &AnswerBody) -> Option<bool> {
        match self {
            Self::One(weights) => answer
                .choice
                .map(|choice| weight(weights, choice).is_some()),
            Self::Many(weights) => {
                let choices = answer.choices.as_deref()?;
                Some(is_choice_of(choices, weights.len()))
            }
            Self::Truth(_) => answer.truth.map(|_| true),
            Self::Text { .. } => answer.text.as_ref().map(|_| true),
            Self::Matching { right, options } => {
                let matches = answer.matches.as_deref()?;
                let is_known = |Named(option): &Named| (0..=*options).contains(option);
                Some(matches.len() == right.len() && matches.iter().all(is_known))
            }
            Self::Ordering(places) => {
                let order = answer.order.as_deref()?;
                Some(order.len() == places.len() && is_choice_of(order, places.len()))
            }
            Self::Number(_) => {
                let number = answer.number.as_deref()?;
                Some(Decimal::parse(number).is_some())
            }
        }
    }

    /// What the answer is worth, from 0 to [`WHOLE`]. What does not fit is worth nothing.
    pub(in crate::questions) fn grade(&self, answer: &AnswerBody) -> i32 {
        match self {
            Self::One(weights) => answer
                .choice
                .and_then(|choice| weight(weights, choice))
                .map_or(0, |weight| weight.clamp(0, WHOLE)),
            Self::Many(weights) => answer
                .choices
                .as_deref()
                .map_or(0, |choices| many(weights, choices)),
            Self::Truth(right) => {
                if answer.truth == Some(*right) {
                    WHOLE
                } else {
                    0
                }
            }
            Self::Matching { right, .. } => {
                let matches = answer.matches.as_deref().unwrap_or_default();
                let found = right.iter().zip(matches);
                let found = found.filter(|(right, Named(option))| right.contains(option));
                share(found.count(), right.len())
            }
            Self::Ordering(places) => {
                let order = answer.order.as_deref().unwrap_or_default();
                let found = places.iter().zip(order);
                let found = found.filter(|(right, Named(item))| *right == item);
                share(found.count(), places.len())
            }
            Self::Text {
                marks_matter,
                forms,
            } => answer.text.as_deref().map_or(0, |text| {
                let key = folded(text, *marks_matter);
                let fitting = forms.iter().filter(|(form, _)| *form == key);
                fitting.map(|(_, weight)| *weight).max().unwrap_or(0)
            }),
            Self::Number(ranges) => {
                answer
                    .number
                    .as_deref()
                    .and_then(Decimal::parse)
                    .map_or(0, |number| {
                        let fitting = ranges
                            .iter()
                            .filter(|range| (range.low..=range.high).contains(&number.0));
                        fitting.map(|range| range.weight).max().unwrap_or(0)
                    })
            }
        }
    }
}

fn weight(weights: &[i32], choice: i32) -> Option<i32> {
    let place = usize::try_from(choice).ok()?.checked_sub(1)?;
    weights.get(place).copied()
}

fn is_choice_of(choices: &[Named], count: usize) -> bool {
    let mut sorted: Vec<i32> = choices.iter().map(|Named(choice)| *choice).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let known = |choice: &i32| usize::try_from(*choice).is_ok_and(|n| (1..=count).contains(&n));
    sorted.len() == choices.len() && sorted.iter().all(known)
}

fn many(weights: &[i32], choices: &[Named]) -> i32 {
    let chosen = |number: i32| choices.contains(&Named(number));
    let mut sum = 0;
    let mut whole = true;
    for (number, weight) in (1_i32..).zip(weights) {
        if chosen(number) {
            sum += weight;
        }
        whole = whole && chosen(number) == (*weight > 0);
    }
    if whole { WHOLE } else { sum.clamp(0, WHOLE) }
}

fn share(found: usize, all: usize) -> i32 {
    let (Ok(found), Ok(all)) = (i32::try_from(found), i32::try_from(all)) else {
        return 0;
    };
    (found * WHOLE).checked_div(all).unwrap_or(0)
}

#[cfg(test)]
#[path = "grading_tests.rs"]
mod tests;
