//! Writing cases and moving figures, many rows a statement. Whoever writes here holds the members (`people::hold`).

use std::collections::BTreeMap;

use crate::auth::principal::Actor;
use crate::db::{Conn, Kept, Value};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::progress::model::{Enrolment, Figures, Outcome, Place};

/// Rows of a statement: of the widest, 12 values each.
const ROWS: usize = 1_000;
/// Statements of so few rows are kept compiled.
const KEPT_ROWS: usize = 4;

// scope: builds a statement.
fn many(start: &'static str, rows: impl Iterator<Item = Vec<Value>>, end: &'static str) -> Kept {
    let mut statement = Kept::new(start);
    let mut count = 0;
    for row in rows {
        statement = statement.row(count == 0, row);
        count += 1;
    }
    if count > KEPT_ROWS {
        statement = statement.once();
    }
    statement.sql(end)
}

/// Adds enrolments or writes them anew.
pub(in crate::progress) fn enrolments(
    conn: &mut Conn,
    actor: &impl Actor,
    rows: &[Enrolment],
) -> Result<(), Error> {
    let now = actor.stamp().now();
    for rows in rows.chunks(ROWS) {
        many(
            "INSERT INTO enrolments (member_id, assignment_id, cell_id, due_at, entered_at, state, counted, asked, opened_at, \
             completed_at, completed_before, updated_at) VALUES ",
            rows.iter().map(|row| of_enrolment(row, now)),
            " ON CONFLICT (member_id, assignment_id) DO UPDATE SET cell_id = excluded.cell_id, due_at = excluded.due_at, \
             entered_at = excluded.entered_at, state = excluded.state, counted = excluded.counted, asked = excluded.asked, \
             opened_at = excluded.opened_at, completed_at = excluded.completed_at, \
             completed_before = excluded.completed_before, updated_at = excluded.updated_at",
        )
        .execute(conn)?;
    }
    Ok(())
}

// scope: a row as values.
fn of_enrolment(row: &Enrolment, now: Instant) -> Vec<Value> {
    vec![
        row.member_id.into(),
        row.assignment_id.into(),
        row.cell_id.into(),
        row.due_at.into(),
        row.entered_at.into(),
        row.state.code().into(),
        row.counted.code().into(),
        row.asked.into(),
        row.opened_at.into(),
        row.completed_at.into(),
        row.completed_before.into(),
        now.into(),
    ]
}

/// Adds results or writes them anew, each with its member.
pub(in crate::progress) fn outcomes(
    conn: &mut Conn,
    actor: &impl Actor,
    rows: &[(i64, Outcome)],
) -> Result<(), Error> {
    let now = actor.stamp().now();
    for rows in rows.chunks(ROWS) {
        many(
            "INSERT INTO requirement_results (member_id, requirement_id, step, done_at, met_at, late, source, seconds, \
             updated_at) VALUES ",
            rows.iter().map(|(member, row)| of_outcome(*member, row, now)),
            " ON CONFLICT (member_id, requirement_id) DO UPDATE SET step = excluded.step, done_at = excluded.done_at, \
             met_at = excluded.met_at, late = excluded.late, source = excluded.source, seconds = excluded.seconds, \
             updated_at = excluded.updated_at",
        )
        .execute(conn)?;
    }
    Ok(())
}

// scope: a row as values.
fn of_outcome(member: i64, row: &Outcome, now: Instant) -> Vec<Value> {
    vec![
        member.into(),
        row.requirement_id.into(),
        row.step.code().into(),
        row.done_at.into(),
        row.met_at.into(),
        row.late.into(),
        row.source.code().into(),
        row.seconds.into(),
        now.into(),
    ]
}

/// Moves figures. In the order of their places, so that two who move the same ones never wait for each other in a ring.
pub(in crate::progress) fn figures(
    conn: &mut Conn,
    _: &impl Actor,
    deltas: &BTreeMap<Place, Figures>,
) -> Result<(), Error> {
    let moved: Vec<(&Place, &Figures)> = deltas
        .iter()
        .filter(|(_, figures)| !figures.is_zero())
        .collect();
    for rows in moved.chunks(ROWS) {
        many(
            "INSERT INTO completion_counts (assignment_id, requirement_id, cell_id, counted, excused, exempt, opened, \
             in_progress, met, met_late) VALUES ",
            rows.iter().map(|(place, figures)| of_figures(**place, figures)),
            " ON CONFLICT (assignment_id, requirement_id, cell_id) DO UPDATE SET \
             counted = completion_counts.counted + excluded.counted, excused = completion_counts.excused + excluded.excused, \
             exempt = completion_counts.exempt + excluded.exempt, opened = completion_counts.opened + excluded.opened, \
             in_progress = completion_counts.in_progress + excluded.in_progress, met = completion_counts.met + excluded.met, \
             met_late = completion_counts.met_late + excluded.met_late",
        )
        .execute(conn)?;
    }
    Ok(())
}

// scope: a row as values.
fn of_figures((assignment, requirement, cell): Place, figures: &Figures) -> Vec<Value> {
    [
        assignment,
        requirement,
        cell,
        figures.counted,
        figures.excused,
        figures.exempt,
        figures.opened,
        figures.in_progress,
        figures.met,
        figures.met_late,
    ]
    .into_iter()
    .map(Value::from)
    .collect()
}
