//! What a new version of a question may change.

use super::refusals::{CHOICES_CHANGED, KEY_CHANGED, KEY_UNCHANGED};
use crate::error::Rule;
use crate::questions::model::{Key, QuestionBody, VersionChange};

/// A question with its key.
pub(in crate::questions) type Keyed<'a> = (&'a QuestionBody, &'a Key);

/// Whether `change` is what becomes of `before` in `after`.
pub(in crate::questions) fn check_change(
    change: VersionChange,
    before: Keyed<'_>,
    after: Keyed<'_>,
) -> Result<(), Rule> {
    match change {
        VersionChange::Minor | VersionChange::Key if !has_same_choices(before.0, after.0) => {
            Err(CHOICES_CHANGED)
        }
        VersionChange::Minor if before.1 != after.1 => Err(KEY_CHANGED),
        VersionChange::Key if before.1 == after.1 => Err(KEY_UNCHANGED),
        _ => Ok(()),
    }
}

/// Whether an answer to one is an answer to the other.
fn has_same_choices(one: &QuestionBody, other: &QuestionBody) -> bool {
    let counts = |body: &QuestionBody| {
        (
            body.kind,
            body.choices.len(),
            body.prompts.len(),
            body.options.len(),
            body.items.len(),
        )
    };
    counts(one) == counts(other)
}

#[cfg(test)]
#[path = "versions_tests.rs"]
mod tests;
