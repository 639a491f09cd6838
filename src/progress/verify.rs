//! Finding and mending drift between the figures and what they count.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Asking, Case, Counted, Enrolment, Figures, Place, State, StudyStep};
use super::queries::{cases, people, verify, write};
use super::reckoning;
use super::rules::completion;
use super::rules::figures::{Stand, of_one};
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::study;

/// How much differs from counting anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CounterDrift {
    pub assignments: usize,
    /// Figures that were looked at: of an assignment or requirement in a cell.
    pub figures: usize,
    pub wrong: usize,
}

/// Every assignment (row keys), to be looked at one by one.
///
/// # Errors
/// The database.
pub fn assignments_to_verify(conn: &mut Conn, system: &System) -> Result<Vec<(i64, bool)>, Error> {
    verify::assignments(conn, system)
}

/// Counts an assignment anew and compares, both as of one moment; with `repair` the figures are put right in the same
/// transaction. Comes first in its transaction.
///
/// # Errors
/// The database, or a word in it that this binary does not know.
pub fn verify_counters(
    conn: &mut Conn,
    system: &System,
    assignment_id: i64,
    repair: bool,
) -> Result<CounterDrift, Error> {
    verify::of_one_moment(conn, system)?;
    let stored: BTreeMap<Place, Figures> = verify::stored(conn, system, assignment_id)?
        .into_iter()
        .map(|(requirement, cell, figures)| ((assignment_id, requirement, cell), figures))
        .collect();
    let counted = counted(conn, system, assignment_id)?;
    let places: BTreeSet<Place> = stored.keys().chain(counted.keys()).copied().collect();
    let mut drift = CounterDrift {
        assignments: 1,
        figures: places.len(),
        wrong: 0,
    };
    let mut deltas: BTreeMap<Place, Figures> = BTreeMap::new();
    for place in places {
        let mut delta = counted.get(&place).copied().unwrap_or_default();
        delta.add(&stored.get(&place).copied().unwrap_or_default(), -1);
        if !delta.is_zero() {
            drift.wrong += 1;
            deltas.insert(place, delta);
        }
    }
    if repair {
        write::figures(conn, system, &deltas)?;
    }
    Ok(drift)
}

fn counted(
    conn: &mut Conn,
    system: &System,
    assignment_id: i64,
) -> Result<BTreeMap<Place, Figures>, Error> {
    let mut found: BTreeMap<Place, Figures> = BTreeMap::new();
    for (cell, counted, state, people) in verify::by_state(conn, system, assignment_id)? {
        let state = State::try_from(state).map_err(Error::internal)?;
        let counted = Counted::try_from(counted).map_err(Error::internal)?;
        let figures = of_one(counted, Stand::of_whole(state));
        let place = (assignment_id, 0, cell);
        found.entry(place).or_default().add(&figures, people);
    }
    let requirements = verify::requirements(conn, system, assignment_id)?;
    for (number, asked) in (1_i32..).zip(&requirements) {
        for row in verify::by_step(conn, system, assignment_id, asked.id, number)? {
            let counted = Counted::try_from(row.counted).map_err(Error::internal)?;
            let stand = match row.step {
                None => Stand::NotBegun,
                Some(step) => {
                    let step = StudyStep::try_from(step).map_err(Error::internal)?;
                    Stand::of_requirement(step, row.is_met, row.late)
                }
            };
            let place = (assignment_id, asked.id, row.cell_id);
            let figures = of_one(counted, stand);
            found.entry(place).or_default().add(&figures, row.people);
        }
    }
    found.retain(|_, figures| !figures.is_zero());
    Ok(found)
}

/// Of some members of an assignment after a row key: how many have a stored state that is not what follows from what they
/// did, and the last one looked at. Comes first in its transaction.
///
/// # Errors
/// The database.
pub fn wrong_states(
    conn: &mut Conn,
    system: &System,
    (assignment_id, ordered): (i64, bool),
    after: i64,
) -> Result<(usize, Option<i64>), Error> {
    verify::of_one_moment(conn, system)?;
    let asking = Asking {
        assignment_id,
        ordered,
        requirements: verify::requirements(conn, system, assignment_id)?,
    };
    let members = people::enrolled(conn, system, assignment_id, after)?;
    let found = cases::of_members(conn, system, &asking, &members)?;
    let wrong = found
        .values()
        .filter(|case| !follows(&asking, case))
        .count();
    Ok((wrong, members.last().copied()))
}

/// Of some members after a row key: how many the rule enrols in an assignment who are not enrolled, and the last one looked
/// at. With `repair` they are enrolled. While a pass goes on that enrols them nobody is missing yet; nor is anybody in an
/// assignment that leaves out who comes later, since nothing tells when he came. Comes first in its transaction.
///
/// # Errors
/// The database.
pub fn missing_enrolments(
    conn: &mut Conn,
    system: &System,
    assignment_id: i64,
    after: i64,
    repair: bool,
) -> Result<(usize, Option<i64>), Error> {
    verify::of_one_moment(conn, system)?;
    if !study::is_settled(conn, system, assignment_id)? {
        return Ok((0, None));
    }
    let plan = study::plan(conn, system, assignment_id)?;
    let last = people::last(conn, system)?;
    let (members, reached) = people::next(conn, system, assignment_id, &plan.audience, after)?;
    let missing = reckoning::missing(conn, system, &plan, &members)?;
    if repair {
        people::hold(conn, system, &missing)?;
        reckoning::reckon(conn, system, std::slice::from_ref(&plan), &missing)?;
    }
    Ok((missing.len(), (reached < last).then_some(reached)))
}

/// Concluding once more changes nothing, as far as the figures know what is asked.
fn follows(asking: &Asking, case: &Case) -> bool {
    let known = usize::try_from(case.enrolment.asked).unwrap_or(0);
    let asking = Asking {
        requirements: asking.requirements.iter().take(known).cloned().collect(),
        ..asking.clone()
    };
    let mut again = case.clone();
    completion::conclude(&asking, &mut again);
    let said = |enrolment: &Enrolment| (enrolment.state, enrolment.completed_at);
    said(&again.enrolment) == said(&case.enrolment) && again.outcomes == case.outcomes
}
