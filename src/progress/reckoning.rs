//! Whom assignments count: decided anew for given members, whenever something has changed that decides it.

use std::collections::{BTreeSet, HashMap};

use super::before::Before;
use super::ledger::Ledger;
use super::model::{Asked, Asking, Case, Counted, Enrolment, State};
use super::queries::cases;
use super::queries::people::{self, Person};
use crate::audiences::{Audience, Facts};
use crate::auth::Role;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::dialect::{Guard, guard_together};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::library;
use crate::study::{
    self, AssignmentState, Excuse, ExcuseKind, Joining, Plan, due_after, due_for, joining,
    strongest,
};

/// Members whose cases are held in memory at once.
const BATCH: usize = 1_000;

/// A hook of `members`: they were added, moved, or their standing, offices or excuses have changed.
///
/// # Errors
/// The database.
pub fn members_changed(conn: &mut Conn, actor: &dyn Actor, members: &[i64]) -> Result<(), Error> {
    let mut members = members.to_vec();
    members.sort_unstable();
    members.dedup();
    for batch in members.chunks(BATCH) {
        // What begins to run while this goes on waits for its end, and then finds these members as they are.
        guard_together(conn, Guard::Study)?;
        // Before the plans, so that a change of one is either seen or comes after.
        people::hold(conn, &actor, batch)?;
        let plans = study::running(conn, &actor)?;
        reckon(conn, &actor, &plans, batch)?;
    }
    Ok(())
}

/// Decides for each of these assignments and members. The caller holds the members.
pub(super) fn reckon(
    conn: &mut Conn,
    actor: &impl Actor,
    plans: &[Plan],
    members: &[i64],
) -> Result<(), Error> {
    if plans.is_empty() || members.is_empty() {
        return Ok(());
    }
    let known = Known::load(conn, actor, plans, members)?;
    let series = library::series(conn, actor, &documents_of(plans))?;
    let mut ledger = Ledger::default();
    for plan in plans {
        let asking = asking_of(plan);
        let before = cases::of_members(conn, actor, &asking, members)?;
        let done = Before::load(conn, actor, &asking, &series, members)?;
        for (person, facts) in &known.people {
            let stored = before.get(&person.id);
            let after = known.enrolled(plan, person, facts, stored, actor.stamp().now());
            if let Some(enrolment) = after {
                let outcomes = stored.map(|case| case.outcomes.clone()).unwrap_or_default();
                let mut case = Case {
                    enrolment,
                    outcomes,
                };
                done.add_to(&mut case);
                ledger.enter(&asking, stored, case);
            }
        }
    }
    ledger.write(conn, actor)
}

/// Those of these members who are to be enrolled by the rule and never were.
pub(super) fn missing(
    conn: &mut Conn,
    actor: &impl Actor,
    plan: &Plan,
    members: &[i64],
) -> Result<Vec<i64>, Error> {
    let known = Known::load(conn, actor, std::slice::from_ref(plan), members)?;
    let enrolled = cases::of_members(conn, actor, &asking_of(plan), members)?;
    let now = actor.stamp().now();
    let unknown = known
        .people
        .iter()
        .filter(|(person, _)| !enrolled.contains_key(&person.id));
    let missing =
        unknown.filter(|(person, facts)| known.enrolled(plan, person, facts, None, now).is_some());
    Ok(missing.map(|(person, _)| person.id).collect())
}

pub(super) fn asking_of(plan: &Plan) -> Asking {
    let asked = |requirement: &study::Requirement| Asked {
        id: requirement.id,
        place: requirement.place,
        kind: requirement.kind,
        edition_id: requirement.edition_id,
        quiz_id: requirement.quiz_id,
        replaces_id: requirement.replaces_id,
    };
    Asking {
        assignment_id: plan.assignment.id,
        ordered: plan.assignment.ordered,
        requirements: plan.requirements.iter().map(asked).collect(),
    }
}

fn documents_of(plans: &[Plan]) -> Vec<i64> {
    let asked = plans.iter().flat_map(|plan| &plan.requirements);
    let documents: BTreeSet<i64> = asked
        .filter_map(|requirement| requirement.document_id)
        .collect();
    documents.into_iter().collect()
}

/// What is known of the members.
struct Known {
    people: Vec<(Person, Facts)>,
    excuses: HashMap<i64, Vec<Excuse>>,
    paths: HashMap<i64, Vec<i64>>,
}

impl Known {
    fn load(
        conn: &mut Conn,
        actor: &impl Actor,
        plans: &[Plan],
        members: &[i64],
    ) -> Result<Self, Error> {
        let found = people::by_key(conn, actor, members)?;
        let by_office = plans.iter().any(|plan| goes_by_office(&plan.audience));
        let offices = if by_office {
            people::offices(conn, actor, members, actor.stamp().now().day())?
        } else {
            Vec::new()
        };
        let units: BTreeSet<i64> = found
            .iter()
            .map(|person| person.home_unit_id)
            .chain(offices.iter().map(|(_, _, unit)| *unit))
            .collect();
        let paths = people::paths(conn, actor, &units.into_iter().collect::<Vec<_>>())?;
        let mut excuses: HashMap<i64, Vec<Excuse>> = HashMap::new();
        for excuse in study::excuses_of(conn, actor, members)? {
            excuses.entry(excuse.member_id).or_default().push(excuse);
        }
        let mut held: HashMap<i64, Vec<(Role, Vec<i64>)>> = HashMap::new();
        for (member, role, unit) in offices {
            let path = paths.get(&unit).cloned().unwrap_or_default();
            held.entry(member).or_default().push((role, path));
        }
        let people = found
            .into_iter()
            .map(|person| {
                let facts = Facts {
                    standing: person.standing,
                    home_path: paths.get(&person.home_unit_id).cloned().unwrap_or_default(),
                    roles: held.remove(&person.id).unwrap_or_default(),
                };
                (person, facts)
            })
            .collect();
        Ok(Self {
            people,
            excuses,
            paths,
        })
    }

    /// How he is to be enrolled; `None`: not at all, and he never was.
    fn enrolled(
        &self,
        plan: &Plan,
        person: &Person,
        facts: &Facts,
        stored: Option<&Case>,
        now: Instant,
    ) -> Option<Enrolment> {
        let before = stored.map(|case| &case.enrolment);
        let left = || {
            before.map(|before| Enrolment {
                counted: Counted::Left,
                ..before.clone()
            })
        };
        if !person.standing.is_active() || !plan.audience.admits(facts) {
            return left();
        }
        let path = self.paths.get(&person.home_unit_id).map(Vec::as_slice);
        let due = due_for(plan, path.unwrap_or_default());
        let Some((entered_at, due_at)) = entry(plan, before, due, now) else {
            return left();
        };
        let counted = self.counted(plan, person, due_at);
        let fresh = || Enrolment {
            member_id: person.id,
            assignment_id: plan.assignment.id,
            cell_id: person.home_unit_id,
            due_at,
            entered_at,
            state: State::Assigned,
            counted,
            asked: 0,
            opened_at: None,
            completed_at: None,
            completed_before: None,
        };
        Some(before.map_or_else(fresh, |before| Enrolment {
            cell_id: person.home_unit_id,
            due_at,
            entered_at,
            counted,
            ..before.clone()
        }))
    }

    fn counted(&self, plan: &Plan, person: &Person, due_at: Instant) -> Counted {
        let excuses = self.excuses.get(&person.id);
        let covering = strongest(excuses.into_iter().flatten(), plan.assignment.id, due_at);
        match covering {
            _ if !person.standing.counts_for_study() => Counted::Exempt,
            Some(ExcuseKind::Exempt) => Counted::Exempt,
            Some(ExcuseKind::Excused) => Counted::Excused,
            None => Counted::Counted,
        }
    }
}

/// When he entered and until when he has, by the rule for those who come later; who comes back comes anew, unless he had
/// finished. `None`: he is not counted.
fn entry(
    plan: &Plan,
    before: Option<&Enrolment>,
    due: Instant,
    now: Instant,
) -> Option<(Instant, Instant)> {
    let assignment = &plan.assignment;
    let stays =
        before.filter(|before| before.counted != Counted::Left || before.completed_at.is_some());
    if let Some(before) = stays {
        return Some((
            before.entered_at,
            due_after(assignment, due, before.entered_at),
        ));
    }
    if assignment.state == AssignmentState::Opening {
        return Some((assignment.opened_at.unwrap_or(now), due));
    }
    match joining(assignment, due, now) {
        Joining::Until(due_at) => Some((now, due_at)),
        Joining::LeftOut => None,
    }
}

fn goes_by_office(audience: &Audience) -> bool {
    match audience {
        Audience::Everyone => false,
        Audience::Rules(rules) => rules.iter().any(|rule| rule.role.is_some()),
    }
}
