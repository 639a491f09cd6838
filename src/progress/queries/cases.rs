//! Members and what assignments ask of them, as it stands.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::schema::{assignment_requirements, assignments, enrolments, requirement_results};
use crate::db::{Conn, OneOf};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::on_each;
use crate::progress::model::{Asked, Asking, Case, Enrolment, Outcome};

/// States of assignments that run.
const OPENING: &str = "opening";
const OPEN: &str = "open";

/// Which assignments of a member are meant: those that ask for one of these.
#[derive(Debug, Clone)]
pub(in crate::progress) enum About {
    Editions(Vec<i64>),
    Quiz(i64),
    Requirement(i64),
}

type Row = (Enrolment, bool, Asked, Option<Outcome>);

/// The assignments that ask for something, beside all that they ask.
macro_rules! that_ask {
    ($wanted:ident, $condition:expr) => {
        $wanted
            .filter($condition)
            .select($wanted.field(assignment_requirements::assignment_id))
    };
}

/// The rows of what runs and asks a member, of these assignments.
macro_rules! rows_of {
    ($member_id:expr, $assignments:expr) => {
        enrolments::table
            .inner_join(assignments::table.on(assignments::id.eq(enrolments::assignment_id)))
            .inner_join(
                assignment_requirements::table
                    .on(assignment_requirements::assignment_id.eq(enrolments::assignment_id)),
            )
            .left_join(
                requirement_results::table.on(requirement_results::member_id
                    .eq(enrolments::member_id)
                    .and(requirement_results::requirement_id.eq(assignment_requirements::id))),
            )
            .filter(enrolments::member_id.eq($member_id))
            .filter(
                assignments::state
                    .eq(OPENING)
                    .or(assignments::state.eq(OPEN)),
            )
            .filter(enrolments::assignment_id.eq_any($assignments))
            .order((enrolments::assignment_id, assignment_requirements::id))
            .select((
                Enrolment::as_select(),
                assignments::ordered,
                Asked::as_select(),
                Option::<Outcome>::as_select(),
            ))
    };
}

/// What runs and asks a member for one of these, with all else that it asks. The caller holds the member.
pub(in crate::progress) fn about(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
    about: &About,
) -> Result<Vec<(Asking, Case)>, Error> {
    let wanted = diesel::alias!(assignment_requirements as wanted);
    let edition = wanted.field(assignment_requirements::edition_id);
    let quiz = wanted.field(assignment_requirements::quiz_id);
    let id = wanted.field(assignment_requirements::id);
    let rows: Vec<Row> = match about {
        About::Editions(editions) => {
            let edition = OneOf::padded(edition.assume_not_null(), editions.clone());
            on_each!(conn, |c| rows_of!(member_id, that_ask!(wanted, edition))
                .load(c))?
        }
        About::Quiz(asked) => on_each!(conn, |c| rows_of!(
            member_id,
            that_ask!(wanted, quiz.eq(asked))
        )
        .load(c))?,
        About::Requirement(asked) => on_each!(conn, |c| rows_of!(
            member_id,
            that_ask!(wanted, id.eq(asked))
        )
        .load(c))?,
    };
    Ok(gathered(rows))
}

/// Rows of one member, in the order of assignments and requirements.
// scope: sorts rows, asks nothing.
fn gathered(rows: Vec<Row>) -> Vec<(Asking, Case)> {
    let mut found: Vec<(Asking, Case)> = Vec::new();
    for (enrolment, ordered, asked, outcome) in rows {
        let assignment_id = enrolment.assignment_id;
        if found
            .last()
            .is_none_or(|(asking, _)| asking.assignment_id != assignment_id)
        {
            let asking = Asking {
                assignment_id,
                ordered,
                requirements: Vec::new(),
            };
            let case = Case {
                enrolment,
                outcomes: BTreeMap::new(),
            };
            found.push((asking, case));
        }
        if let Some((asking, case)) = found.last_mut() {
            asking.requirements.push(asked);
            case.outcomes
                .extend(outcome.map(|outcome| (outcome.requirement_id, outcome)));
        }
    }
    found
}

/// The cases of an assignment of these members (row keys), by member. The caller holds them.
pub(in crate::progress) fn of_members(
    conn: &mut Conn,
    _: &impl Actor,
    asking: &Asking,
    members: &[i64],
) -> Result<BTreeMap<i64, Case>, Error> {
    let enrolled: Vec<Enrolment> = enrolments::table
        .filter(enrolments::assignment_id.eq(asking.assignment_id))
        .filter(enrolments::member_id.eq_any(members))
        .select(Enrolment::as_select())
        .load(conn)?;
    let requirements: Vec<i64> = asking.requirements.iter().map(|asked| asked.id).collect();
    let outcomes: Vec<(i64, Outcome)> = requirement_results::table
        .filter(requirement_results::member_id.eq_any(members))
        .filter(requirement_results::requirement_id.eq_any(requirements))
        .select((requirement_results::member_id, Outcome::as_select()))
        .load(conn)?;
    let case = |enrolment: Enrolment| {
        let outcomes = BTreeMap::new();
        (
            enrolment.member_id,
            Case {
                enrolment,
                outcomes,
            },
        )
    };
    let mut cases: BTreeMap<i64, Case> = enrolled.into_iter().map(case).collect();
    for (member, outcome) in outcomes {
        if let Some(case) = cases.get_mut(&member) {
            case.outcomes.insert(outcome.requirement_id, outcome);
        }
    }
    Ok(cases)
}

/// An assignment that a located member is enrolled in, by public id: row key.
pub(in crate::progress) fn assignment_of(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
    id: PublicId,
) -> Result<Option<i64>, Error> {
    Ok(assignments::table
        .inner_join(enrolments::table.on(enrolments::assignment_id.eq(assignments::id)))
        .filter(enrolments::member_id.eq(member_id))
        .filter(assignments::public_id.eq(id))
        .select(assignments::id)
        .first(conn)
        .optional()?)
}
