//! What a quiz may say of itself.

use super::refusals::{HOURS_REVERSED, QUESTIONS, TOO_MANY_QUESTIONS};
use crate::error::Rule;
use crate::kernel::instant::Instant;
use crate::quizzes::model::Item;

pub(in crate::quizzes) fn check_hours(
    opens_at: Option<Instant>,
    closes_at: Option<Instant>,
) -> Result<(), Rule> {
    match (opens_at, closes_at) {
        (Some(opens), Some(closes)) if closes <= opens => Err(HOURS_REVERSED),
        _ => Ok(()),
    }
}

pub(in crate::quizzes) fn check_items(items: &[Item]) -> Result<(), Rule> {
    let questions: i32 = items.iter().map(|item| item.draws).sum();
    if questions > QUESTIONS {
        Err(TOO_MANY_QUESTIONS)
    } else {
        Ok(())
    }
}
