use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Deed, add, conclude, take_back};
use crate::kernel::instant::Instant;
use crate::progress::model::{
    Asked, Asking, Case, Counted, Enrolment, Figures, Place, RequirementKind, Source, State,
    StudyStep,
};
use crate::progress::rules::figures;

fn at(minute: i64) -> Instant {
    Instant::from_micros(1_764_000_000_000_000 + minute * 60_000_000).unwrap()
}

const DUE: i64 = 100;

fn asked(id: i64, place: i32, replaces_id: Option<i64>) -> Asked {
    Asked {
        id,
        place,
        kind: RequirementKind::ReadEdition,
        edition_id: Some(id),
        quiz_id: None,
        replaces_id,
    }
}

fn asking(ordered: bool, count: i64) -> Asking {
    let place = |id: i64| i32::try_from(id).unwrap();
    Asking {
        assignment_id: 1,
        ordered,
        requirements: (1..=count).map(|id| asked(id, place(id), None)).collect(),
    }
}

fn case() -> Case {
    Case {
        enrolment: Enrolment {
            member_id: 1,
            assignment_id: 1,
            cell_id: 1,
            due_at: at(DUE),
            entered_at: at(0),
            state: State::Assigned,
            counted: Counted::Counted,
            asked: 3,
            opened_at: None,
            completed_at: None,
            completed_before: None,
        },
        outcomes: BTreeMap::new(),
    }
}

fn deed(step: StudyStep, minute: i64) -> Deed {
    Deed {
        step,
        at: at(minute),
        source: Source::Phone,
        seconds: 0,
    }
}

#[test]
fn all_of_it_in_time_or_late() {
    let asking = asking(false, 2);
    let mut case = case();
    conclude(&asking, &mut case);
    assert_eq!(case.enrolment.state, State::Assigned);
    for (requirement, step, minute, expected) in [
        (1, StudyStep::Opened, 1, State::Opened),
        (1, StudyStep::InProgress, 2, State::InProgress),
        (1, StudyStep::Read, 3, State::InProgress),
        (2, StudyStep::Read, DUE, State::CompletedLate),
        (2, StudyStep::Read, DUE - 1, State::Completed),
        (2, StudyStep::Read, DUE + 9, State::Completed),
    ] {
        add(&mut case, requirement, deed(step, minute));
        conclude(&asking, &mut case);
        assert_eq!(
            case.enrolment.state, expected,
            "{requirement} {step:?} {minute}"
        );
    }
    assert_eq!(case.enrolment.completed_at, Some(at(DUE - 1)));
    assert_eq!(case.enrolment.opened_at, Some(at(1)));
}

#[test]
fn in_order_the_later_waits_for_the_earlier() {
    let asking = asking(true, 2);
    let mut case = case();
    add(&mut case, 2, deed(StudyStep::Read, 5));
    conclude(&asking, &mut case);
    assert_eq!(case.outcomes[&2].met_at, None);
    assert_eq!(case.enrolment.state, State::InProgress);
    add(&mut case, 1, deed(StudyStep::Read, 9));
    conclude(&asking, &mut case);
    // It was done at 5 and counts from 9, when the one before it did.
    assert_eq!(case.outcomes[&2].met_at, Some(at(9)));
    assert_eq!(case.enrolment.completed_at, Some(at(9)));
}

#[test]
fn what_was_granted_stays_whatever_becomes_of_the_deadline() {
    let asking = asking(false, 1);
    let mut case = case();
    add(&mut case, 1, deed(StudyStep::Read, 50));
    conclude(&asking, &mut case);
    // A transfer into a cell with an earlier deadline.
    case.enrolment.due_at = at(20);
    conclude(&asking, &mut case);
    assert_eq!(case.enrolment.state, State::Completed);

    let mut late = super::tests::case();
    add(&mut late, 1, deed(StudyStep::Read, DUE + 5));
    conclude(&asking, &mut late);
    assert_eq!(late.enrolment.state, State::CompletedLate);
    late.enrolment.due_at = at(DUE + 50);
    conclude(&asking, &mut late);
    assert_eq!(late.enrolment.state, State::Completed);
}

#[test]
fn a_major_edition_asks_again_and_keeps_what_was_done() {
    let mut asking = asking(false, 1);
    let mut case = case();
    add(&mut case, 1, deed(StudyStep::Read, 10));
    conclude(&asking, &mut case);
    asking.requirements.push(asked(2, 1, Some(1)));
    conclude(&asking, &mut case);
    assert_eq!(case.enrolment.state, State::InProgress);
    assert_eq!(case.enrolment.completed_at, None);
    assert_eq!(case.enrolment.completed_before, Some(at(10)));
    assert_eq!(case.outcomes[&1].met_at, Some(at(10)));
    add(&mut case, 2, deed(StudyStep::Read, 30));
    conclude(&asking, &mut case);
    assert_eq!(case.enrolment.state, State::Completed);
}

#[test]
fn a_correction_takes_back_and_the_member_can_do_it_again() {
    let asking = asking(false, 1);
    let mut case = case();
    add(&mut case, 1, deed(StudyStep::Read, 10));
    conclude(&asking, &mut case);
    take_back(&mut case, 1);
    conclude(&asking, &mut case);
    assert_eq!(case.enrolment.state, State::InProgress);
    // Nothing more was asked: it had never been finished.
    assert_eq!(case.enrolment.completed_at, None);
    assert_eq!(case.enrolment.completed_before, None);
    add(&mut case, 1, deed(StudyStep::Read, 40));
    conclude(&asking, &mut case);
    assert_eq!(case.enrolment.completed_at, Some(at(40)));
}

fn steps() -> impl Strategy<Value = (i64, StudyStep, i64)> {
    let step = prop_oneof![
        Just(StudyStep::Opened),
        Just(StudyStep::InProgress),
        Just(StudyStep::Read)
    ];
    (1_i64..=3, step, 0_i64..200)
}

proptest! {
    /// Whatever the order, and whether concluded after each or only at the end: the same is known, and the figures that were
    /// moved step by step are those of the end.
    #[test]
    fn the_order_of_deeds_does_not_matter(
        deeds in proptest::collection::vec(steps(), 0..24),
        ordered: bool,
        order in any::<prop::sample::Index>(),
    ) {
        let asking = asking(ordered, 3);
        let mut forward = case();
        for (requirement, step, minute) in &deeds {
            add(&mut forward, *requirement, deed(*step, *minute));
        }
        conclude(&asking, &mut forward);

        let mut shuffled = deeds.clone();
        if !shuffled.is_empty() {
            let turn = order.index(shuffled.len());
            shuffled.rotate_left(turn);
            shuffled.reverse();
        }
        let mut step_by_step = case();
        let mut moved: BTreeMap<Place, Figures> = BTreeMap::new();
        figures::count(&mut moved, &asking, &step_by_step, 1);
        for (requirement, step, minute) in &shuffled {
            let before = step_by_step.clone();
            add(&mut step_by_step, *requirement, deed(*step, *minute));
            conclude(&asking, &mut step_by_step);
            figures::count(&mut moved, &asking, &before, -1);
            figures::count(&mut moved, &asking, &step_by_step, 1);
        }
        conclude(&asking, &mut step_by_step);
        prop_assert_eq!(&step_by_step, &forward);

        let mut counted: BTreeMap<Place, Figures> = BTreeMap::new();
        figures::count(&mut counted, &asking, &forward, 1);
        moved.retain(|_, figures| !figures.is_zero());
        counted.retain(|_, figures| !figures.is_zero());
        prop_assert_eq!(moved, counted);
    }
}
