//! Reports: who sees how far whom, and that the figures are right.

mod exports;
mod figures;
mod large;
mod names;
mod printed;
mod seeded;
mod snapshots;

use diesel::prelude::*;
use serde_json::Value;
use sotay::db::Conn;
use sotay::db::schema::{
    assignment_requirements, assignments, audiences, completion_counts, enrolments,
    report_snapshot_counts, report_snapshots,
};
use sotay::error::Error;
use sotay::kernel::ids::PublicId;
use sotay::kernel::instant::Instant;

use crate::support::TestApp;

/// Requirement, cell, then the figures in the order of their columns.
type Counts = (i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// An assignment that was made without the room that makes them: rows as `study` and `progress` keep them.
#[derive(Debug, Clone, Copy)]
pub struct Given {
    pub id: i64,
    pub public_id: PublicId,
    pub requirement_id: i64,
    pub requirement: PublicId,
    pub due_at: Instant,
}

/// Who is how far: cell, counted, state.
const PEOPLE: [(&str, &str, &str, &str); 13] = [
    ("secretary", "cell_a1", "counted", "completed"),
    ("deputy", "cell_a1", "counted", "completed_late"),
    ("member", "cell_a1", "counted", "assigned"),
    ("newcomer", "cell_a1", "counted", "opened"),
    ("colleague", "cell_a2", "counted", "completed"),
    ("officer", "cell_a2", "counted", "completed"),
    ("roster_officer", "cell_a2", "counted", "completed"),
    ("auditor", "cell_a2", "counted", "in_progress"),
    ("admin", "cell_a2", "counted", "completed"),
    ("author", "cell_a2", "counted", "completed"),
    ("publisher", "cell_a2", "excused", "assigned"),
    ("stranger", "cell_b1", "counted", "assigned"),
    ("outsider", "cell_b1", "exempt", "assigned"),
];

/// Figures of the cells: counted, excused, exempt, opened, in progress, met, met late.
const CELLS: [(&str, [i64; 7]); 3] = [
    ("cell_a1", [4, 0, 0, 1, 0, 2, 1]),
    ("cell_a2", [6, 1, 0, 0, 1, 5, 0]),
    ("cell_b1", [1, 0, 1, 0, 0, 0, 0]),
];

/// An open assignment of the city to everyone, due at the end of 28/11/2026.
pub async fn give(app: &TestApp) -> Given {
    give_from(app, "city", "open", "2026-11-28T17:00:00Z").await
}

/// An assignment of a unit, with everybody's rows.
pub async fn give_from(app: &TestApp, owner: &str, state: &'static str, due_at: &str) -> Given {
    let (owner, due_at): (i64, Instant) = (app.unit(owner).id, due_at.parse().unwrap());
    let now = app.clock.now();
    let people: Vec<(i64, i64, &str, &str)> = PEOPLE
        .iter()
        .map(|(who, cell, counted, state)| {
            (app.person(who).id, app.unit(cell).id, *counted, *state)
        })
        .collect();
    let cells: Vec<(i64, [i64; 7])> = CELLS
        .iter()
        .map(|(cell, figures)| (app.unit(cell).id, *figures))
        .collect();
    write(app, move |conn| {
        let given = insert(conn, owner, state, due_at, now)?;
        for (member, cell, counted, state) in &people {
            let done = state.starts_with("completed").then_some(now);
            diesel::insert_into(enrolments::table)
                .values((
                    enrolments::member_id.eq(member),
                    enrolments::assignment_id.eq(given.id),
                    enrolments::cell_id.eq(cell),
                    enrolments::due_at.eq(due_at),
                    enrolments::entered_at.eq(now),
                    enrolments::state.eq(state),
                    enrolments::counted.eq(counted),
                    enrolments::asked.eq(1),
                    enrolments::completed_at.eq(done),
                    enrolments::updated_at.eq(now),
                ))
                .execute(conn)?;
        }
        for requirement in [0, given.requirement_id] {
            for (cell, figures) in &cells {
                let [counted, excused, exempt, opened, in_progress, met, late] = figures;
                diesel::insert_into(completion_counts::table)
                    .values((
                        completion_counts::assignment_id.eq(given.id),
                        completion_counts::requirement_id.eq(requirement),
                        completion_counts::cell_id.eq(cell),
                        completion_counts::counted.eq(counted),
                        completion_counts::excused.eq(excused),
                        completion_counts::exempt.eq(exempt),
                        completion_counts::opened.eq(opened),
                        completion_counts::in_progress.eq(in_progress),
                        completion_counts::met.eq(met),
                        completion_counts::met_late.eq(late),
                    ))
                    .execute(conn)?;
            }
        }
        Ok(given)
    })
    .await
}

fn insert(
    conn: &mut Conn,
    owner: i64,
    state: &str,
    due_at: Instant,
    now: Instant,
) -> Result<Given, Error> {
    let (public_id, requirement) = (PublicId::new(now), PublicId::new(now));
    let known: Option<i64> = audiences::table
        .filter(audiences::everyone.eq(true))
        .select(audiences::id)
        .first(conn)
        .optional()?;
    let audience: i64 = match known {
        Some(id) => id,
        None => diesel::insert_into(audiences::table)
            .values((
                audiences::digest.eq(vec![7_u8; 32]),
                audiences::everyone.eq(true),
            ))
            .returning(audiences::id)
            .get_result(conn)?,
    };
    let id: i64 = diesel::insert_into(assignments::table)
        .values((
            assignments::public_id.eq(public_id),
            assignments::owner_unit_id.eq(owner),
            assignments::title.eq("Học tập Nghị quyết 57"),
            assignments::audience_id.eq(audience),
            assignments::ordered.eq(false),
            assignments::late_joiners.eq("left_out"),
            assignments::opens_at.eq(now),
            assignments::due_at.eq(due_at),
            assignments::state.eq(state),
            assignments::created_at.eq(now),
            assignments::opened_at.eq(Some(now)),
            assignments::updated_at.eq(now),
        ))
        .returning(assignments::id)
        .get_result(conn)?;
    let requirement_id: i64 = diesel::insert_into(assignment_requirements::table)
        .values((
            assignment_requirements::public_id.eq(requirement),
            assignment_requirements::assignment_id.eq(id),
            assignment_requirements::place.eq(1),
            assignment_requirements::kind.eq("attend"),
            assignment_requirements::title.eq(Some("Dự hội nghị")),
            assignment_requirements::added_at.eq(now),
        ))
        .returning(assignment_requirements::id)
        .get_result(conn)?;
    Ok(Given {
        id,
        public_id,
        requirement_id,
        requirement,
        due_at,
    })
}

/// Freezes the figures as they are, at the deadline of the assignment.
pub async fn freeze(app: &TestApp, given: Given) -> PublicId {
    let taken_at = given.due_at;
    write(app, move |conn| {
        let public_id = PublicId::new(taken_at);
        let id: i64 = diesel::insert_into(report_snapshots::table)
            .values((
                report_snapshots::public_id.eq(public_id),
                report_snapshots::assignment_id.eq(given.id),
                report_snapshots::taken_at.eq(taken_at),
                report_snapshots::reason.eq("deadline"),
                report_snapshots::due_at.eq(Some(given.due_at)),
            ))
            .returning(report_snapshots::id)
            .get_result(conn)?;
        let rows: Vec<Counts> = completion_counts::table
            .filter(completion_counts::assignment_id.eq(given.id))
            .select((
                completion_counts::requirement_id,
                completion_counts::cell_id,
                completion_counts::counted,
                completion_counts::excused,
                completion_counts::exempt,
                completion_counts::opened,
                completion_counts::in_progress,
                completion_counts::met,
                completion_counts::met_late,
            ))
            .load(conn)?;
        for (requirement, cell, counted, excused, exempt, opened, in_progress, met, late) in rows {
            diesel::insert_into(report_snapshot_counts::table)
                .values((
                    report_snapshot_counts::snapshot_id.eq(id),
                    report_snapshot_counts::requirement_id.eq(requirement),
                    report_snapshot_counts::cell_id.eq(cell),
                    report_snapshot_counts::counted.eq(counted),
                    report_snapshot_counts::excused.eq(excused),
                    report_snapshot_counts::exempt.eq(exempt),
                    report_snapshot_counts::opened.eq(opened),
                    report_snapshot_counts::in_progress.eq(in_progress),
                    report_snapshot_counts::met.eq(met),
                    report_snapshot_counts::met_late.eq(late),
                ))
                .execute(conn)?;
        }
        Ok(public_id)
    })
    .await
}

pub async fn write<T: Send + 'static>(
    app: &TestApp,
    change: impl Fn(&mut Conn) -> Result<T, Error> + Send + 'static,
) -> T {
    app.state().db.write(change).await.unwrap()
}

/// The address of a report on an assignment in a unit.
pub fn path(app: &TestApp, unit: &str, given: Given, rest: &str) -> String {
    let (unit, assignment) = (app.unit(unit).public_id, given.public_id);
    format!("/api/v1/units/{unit}/reports/{assignment}{rest}")
}

/// Denominator, numerator, missing, late, excused, exempt, and the rate in words.
pub fn told(figures: &Value) -> (Vec<i64>, String) {
    let numbers = [
        "denominator",
        "numerator",
        "missing",
        "late",
        "excused",
        "exempt",
    ];
    let number = |name: &&str| figures[*name].as_i64().unwrap();
    (
        numbers.iter().map(number).collect(),
        figures["rate_text"].as_str().unwrap().to_owned(),
    )
}
