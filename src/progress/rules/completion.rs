//! The one function that decides who has finished.

use std::collections::BTreeSet;

use crate::kernel::instant::Instant;
use crate::progress::model::{Asked, Asking, Case, Outcome, Source, State, StudyStep};

/// Decides from what was done what counts, since when, and how far the member is. What was granted stays granted: a
/// requirement that counts does so from then or earlier, and what was in time stays in time. Only a correction, which takes
/// `done_at` away, takes back; a further requirement asks for more, and keeps in `completed_before` that all was done.
pub(in crate::progress) fn conclude(asking: &Asking, case: &mut Case) {
    let due = case.enrolment.due_at;
    let replaced = replaced(asking);
    let mut gate: Option<Instant> = None;
    let mut open = true;
    for asked in in_order(asking, &replaced) {
        let Some(outcome) = case.outcomes.get_mut(&asked.id) else {
            open = open && !asking.ordered;
            continue;
        };
        let counts = match (open, outcome.done_at) {
            (true, Some(done)) if asking.ordered => Some(gate.map_or(done, |gate| gate.max(done))),
            (true, done) => done,
            (false, _) => None,
        };
        settle(outcome, counts, due);
        if asking.ordered {
            open = open && outcome.met_at.is_some();
            gate = gate.max(outcome.met_at);
        }
    }
    for id in &replaced {
        if let Some(outcome) = case.outcomes.get_mut(id) {
            settle(outcome, outcome.done_at, due);
        }
    }
    whole(asking, &replaced, case);
}

/// Row keys of requirements that a later edition has replaced.
fn replaced(asking: &Asking) -> BTreeSet<i64> {
    let later = asking.requirements.iter();
    later.filter_map(|asked| asked.replaces_id).collect()
}

/// Those in force, one after the other.
fn in_order<'a>(asking: &'a Asking, replaced: &BTreeSet<i64>) -> Vec<&'a Asked> {
    let mut found: Vec<&Asked> = asking
        .requirements
        .iter()
        .filter(|asked| !replaced.contains(&asked.id))
        .collect();
    found.sort_by_key(|asked| (asked.place, asked.id));
    found
}

/// `counts` is since when it counts by what is known now.
fn settle(outcome: &mut Outcome, counts: Option<Instant>, due: Instant) {
    let was_in_time = outcome.met_at.is_some() && !outcome.late;
    outcome.met_at = match (outcome.met_at, counts) {
        (Some(before), Some(now)) => Some(before.min(now)),
        (before, now) => before.or(now),
    };
    outcome.late = !was_in_time && outcome.met_at.is_some_and(|met| met >= due);
}

fn whole(asking: &Asking, replaced: &BTreeSet<i64>, case: &mut Case) {
    let needed = in_order(asking, replaced);
    let met: Vec<&Outcome> = needed
        .iter()
        .filter_map(|asked| case.outcomes.get(&asked.id))
        .filter(|outcome| outcome.met_at.is_some())
        .collect();
    let is_done = !needed.is_empty() && met.len() == needed.len();
    let is_late = met.iter().any(|outcome| outcome.late);
    let done_at = met.iter().filter_map(|outcome| outcome.met_at).max();
    let only_opened = case
        .outcomes
        .values()
        .all(|outcome| outcome.step == StudyStep::Opened);
    let enrolment = &mut case.enrolment;
    let before = enrolment.completed_at;
    enrolment.state = match (is_done, is_late) {
        (true, false) => State::Completed,
        (true, true) => State::CompletedLate,
        (false, _) if case.outcomes.is_empty() => State::Assigned,
        (false, _) if only_opened => State::Opened,
        (false, _) => State::InProgress,
    };
    enrolment.completed_at = done_at.filter(|_| is_done);
    if !is_done && before.is_some() {
        enrolment.completed_before = before;
    }
}

/// Something that was done with a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::progress) struct Deed {
    pub step: StudyStep,
    pub at: Instant,
    pub source: Source,
    pub seconds: i32,
}

/// Adds a deed to what is known; in whatever order deeds come, the same is known in the end.
pub(in crate::progress) fn add(case: &mut Case, requirement_id: i64, deed: Deed) {
    let ends = !matches!(deed.step, StudyStep::Opened | StudyStep::InProgress);
    let outcome = case
        .outcomes
        .entry(requirement_id)
        .or_insert_with(|| Outcome {
            requirement_id,
            step: deed.step,
            done_at: None,
            met_at: None,
            late: false,
            source: deed.source,
            seconds: 0,
        });
    outcome.step = outcome.step.max(deed.step);
    outcome.seconds = outcome.seconds.saturating_add(deed.seconds);
    if ends && outcome.done_at.is_none_or(|done| deed.at < done) {
        outcome.done_at = Some(deed.at);
        outcome.source = deed.source;
    }
    let opened = case.enrolment.opened_at;
    case.enrolment.opened_at = Some(opened.map_or(deed.at, |opened| opened.min(deed.at)));
}

/// Takes back that it was done: by a correction, which stays on record. It had never been finished then: what is kept in
/// `completed_before` is that all had been done before more was asked, and this asks for no more.
pub(in crate::progress) fn take_back(case: &mut Case, requirement_id: i64) {
    if let Some(outcome) = case.outcomes.get_mut(&requirement_id) {
        case.enrolment.completed_at = None;
        outcome.step = StudyStep::InProgress;
        outcome.done_at = None;
        outcome.met_at = None;
        outcome.late = false;
        outcome.source = Source::Correction;
    }
}

#[cfg(test)]
#[path = "completion_tests.rs"]
mod tests;
