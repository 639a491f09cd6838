//! What a member is in the figures of his cell.

use std::collections::BTreeMap;

use crate::progress::model::{
    Asking, Case, Counted, Enrolment, Figures, Outcome, Place, State, Step,
};

/// How far he is, as figures have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::progress) enum Stand {
    NotBegun,
    Opened,
    InProgress,
    Met { late: bool },
}

impl Stand {
    pub(in crate::progress) fn of_whole(state: State) -> Self {
        match state {
            State::Assigned => Self::NotBegun,
            State::Opened => Self::Opened,
            State::InProgress => Self::InProgress,
            State::Completed => Self::Met { late: false },
            State::CompletedLate => Self::Met { late: true },
        }
    }

    /// What was done and does not count yet, since another requirement comes first, is on its way.
    pub(in crate::progress) fn of_requirement(step: Step, is_met: bool, late: bool) -> Self {
        match step {
            _ if is_met => Self::Met { late },
            Step::Opened => Self::Opened,
            _ => Self::InProgress,
        }
    }

    fn of_outcome(outcome: Option<&Outcome>) -> Self {
        outcome.map_or(Self::NotBegun, |outcome| {
            Self::of_requirement(outcome.step, outcome.met_at.is_some(), outcome.late)
        })
    }
}

/// One person.
pub(in crate::progress) fn of_one(counted: Counted, stand: Stand) -> Figures {
    let mut figures = Figures::default();
    match counted {
        Counted::Left => return figures,
        Counted::Excused => figures.excused = 1,
        Counted::Exempt => figures.exempt = 1,
        Counted::Counted => {
            figures.counted = 1;
            match stand {
                Stand::NotBegun => {}
                Stand::Opened => figures.opened = 1,
                Stand::InProgress => figures.in_progress = 1,
                Stand::Met { late } => {
                    figures.met = 1;
                    figures.met_late = i64::from(late);
                }
            }
        }
    }
    figures
}

/// Moves the figures by a case, `times` it.
pub(in crate::progress) fn count(
    deltas: &mut BTreeMap<Place, Figures>,
    asking: &Asking,
    case: &Case,
    times: i64,
) {
    let Enrolment {
        assignment_id,
        cell_id,
        counted,
        state,
        asked,
        ..
    } = case.enrolment;
    let mut add = |requirement: i64, stand: Stand| {
        deltas
            .entry((assignment_id, requirement, cell_id))
            .or_default()
            .add(&of_one(counted, stand), times);
    };
    add(0, Stand::of_whole(state));
    let known = usize::try_from(asked).unwrap_or(0);
    for requirement in asking.requirements.iter().take(known) {
        let outcome = case.outcomes.get(&requirement.id);
        add(requirement.id, Stand::of_outcome(outcome));
    }
}
