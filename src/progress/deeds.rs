//! What members do, and what is recorded for them.

use super::ledger::Ledger;
use super::model::{Case, Event, EventKind, RequirementKind, Source, StudyStep};
use super::queries::cases::{self, About};
use super::queries::{events, people, records};
use super::rules::completion::{Deed, add, take_back};
use super::rules::events::{credit, step_of};
use crate::auth::Viewer;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::quizzes::ClosedAttempt;

/// Keeps what a phone tells and counts what follows; answers which events are new. One that came before, from whatever
/// device, changes nothing.
pub(super) fn take_events(
    conn: &mut Conn,
    viewer: &Viewer,
    batch: &[Event],
) -> Result<Vec<PublicId>, Error> {
    people::hold(conn, viewer, &[viewer.member_id()])?;
    let credited = credited(conn, viewer, batch)?;
    let rows: Vec<(&Event, i32)> = batch.iter().zip(credited).collect();
    let new = events::insert(conn, viewer, &rows)?;
    let fresh: Vec<(&Event, i32)> = rows
        .into_iter()
        .filter(|(event, _)| new.contains(&event.client_id))
        .collect();
    for (event, _) in &fresh {
        if event.kind == EventKind::Read {
            events::keep_read(conn, viewer, event.edition_id, event.at)?;
        }
    }
    count_events(conn, viewer, &fresh)?;
    Ok(new)
}

/// Seconds for each event of the batch; only new ones take from what has passed.
fn credited(conn: &mut Conn, viewer: &Viewer, batch: &[Event]) -> Result<Vec<i32>, Error> {
    if batch.iter().all(|event| event.claimed_seconds == 0) {
        return Ok(vec![0; batch.len()]);
    }
    let ids: Vec<PublicId> = batch.iter().map(|event| event.client_id).collect();
    let known = events::known(conn, viewer, &ids)?;
    let last = events::last_known(conn, viewer)?;
    let claims: Vec<i32> = batch
        .iter()
        .map(|event| {
            if known.contains(&event.client_id) {
                0
            } else {
                event.claimed_seconds
            }
        })
        .collect();
    Ok(credit(&claims, last, viewer.now()))
}

fn count_events(conn: &mut Conn, viewer: &Viewer, fresh: &[(&Event, i32)]) -> Result<(), Error> {
    let mut editions: Vec<i64> = fresh
        .iter()
        .flat_map(|(event, _)| event.series.iter().copied())
        .collect();
    editions.sort_unstable();
    editions.dedup();
    if editions.is_empty() {
        return Ok(());
    }
    let mut ledger = Ledger::default();
    let member = viewer.member_id();
    for (asking, before) in cases::about(conn, viewer, member, &About::Editions(editions))? {
        let mut after = before.clone();
        for (event, seconds) in fresh {
            let meant = asking.requirements.iter().filter(|asked| {
                asked.kind == RequirementKind::ReadEdition
                    && asked
                        .edition_id
                        .is_some_and(|id| event.series.contains(&id))
            });
            for asked in meant {
                let deed = Deed {
                    step: step_of(event.kind),
                    at: event.at,
                    source: Source::Phone,
                    seconds: *seconds,
                };
                add(&mut after, asked.id, deed);
            }
        }
        ledger.enter(&asking, Some(&before), after);
    }
    ledger.write(conn, viewer)
}

/// Counts a deed with one requirement of a member; `change` says what becomes of his case.
pub(super) fn count(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    requirement_id: i64,
    change: impl Fn(&mut Case),
) -> Result<bool, Error> {
    let about = About::Requirement(requirement_id);
    let found = cases::about(conn, actor, member_id, &about)?;
    let mut ledger = Ledger::default();
    let is_counted = !found.is_empty();
    for (asking, before) in found {
        let mut after = before.clone();
        change(&mut after);
        ledger.enter(&asking, Some(&before), after);
    }
    ledger.write(conn, actor)?;
    Ok(is_counted)
}

/// What ends a requirement of this kind.
pub(super) const fn last_step(kind: RequirementKind) -> StudyStep {
    match kind {
        RequirementKind::ReadEdition => StudyStep::Read,
        RequirementKind::PassQuiz => StudyStep::Passed,
        RequirementKind::Reflection => StudyStep::HandedIn,
        RequirementKind::Attend => StudyStep::Attended,
    }
}

/// A correction: it was not done.
pub(super) fn withdraw(case: &mut Case, requirement_id: i64) {
    take_back(case, requirement_id);
}

/// A hook of `quizzes`: an attempt was closed. One that was not passed shows that he has begun; one that was is never taken
/// back, whatever becomes of its key. Graded again it says nothing where a secretary has put right since what it says.
///
/// # Errors
/// The database.
pub fn attempt_closed(
    conn: &mut Conn,
    actor: &dyn Actor,
    attempt: &ClosedAttempt,
) -> Result<(), Error> {
    people::hold(conn, &actor, &[attempt.member_id])?;
    let about = About::Quiz(attempt.quiz_id);
    let step = if attempt.passed {
        StudyStep::Passed
    } else {
        StudyStep::InProgress
    };
    let deed = Deed {
        step,
        at: attempt.closed_at,
        source: Source::Quiz,
        seconds: 0,
    };
    let mut ledger = Ledger::default();
    for (asking, before) in cases::about(conn, &actor, attempt.member_id, &about)? {
        let mut after = before.clone();
        for asked in &asking.requirements {
            if asked.quiz_id == Some(attempt.quiz_id)
                && !is_put_right(conn, &actor, attempt, asked.id)?
            {
                add(&mut after, asked.id, deed);
            }
        }
        ledger.enter(&asking, Some(&before), after);
    }
    ledger.write(conn, &actor)
}

/// Whether an attempt that is graded again was closed before a secretary put right how it is with the requirement: what a
/// person decided with a reason stands. Who takes the quiz anew is counted anew.
fn is_put_right(
    conn: &mut Conn,
    actor: &impl Actor,
    attempt: &ClosedAttempt,
    requirement_id: i64,
) -> Result<bool, Error> {
    Ok(attempt.regraded
        && records::is_corrected_since(
            conn,
            actor,
            (attempt.member_id, requirement_id),
            attempt.closed_at,
        )?)
}

/// A hook of `study`: the assignment of this id, by row key, if the located member is in it.
///
/// # Errors
/// The database.
pub fn enrolled_in(
    conn: &mut Conn,
    actor: &dyn Actor,
    member_id: i64,
    id: PublicId,
) -> Result<Option<i64>, Error> {
    cases::assignment_of(conn, &actor, member_id, id)
}
