//! Counting anew, and what the figures say.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use crate::auth::System;
use crate::db::schema::{assignment_requirements, assignments, completion_counts, enrolments};
use crate::db::{Conn, Kept};
use crate::error::Error;
use crate::progress::model::{Asked, Figures};

/// Every assignment, with whether it is ordered.
pub(in crate::progress) fn assignments(
    conn: &mut Conn,
    _: &System,
) -> Result<Vec<(i64, bool)>, Error> {
    Ok(assignments::table
        .order(assignments::id)
        .select((assignments::id, assignments::ordered))
        .load(conn)?)
}

pub(in crate::progress) fn requirements(
    conn: &mut Conn,
    _: &System,
    assignment_id: i64,
) -> Result<Vec<Asked>, Error> {
    Ok(assignment_requirements::table
        .filter(assignment_requirements::assignment_id.eq(assignment_id))
        .order(assignment_requirements::id)
        .select(Asked::as_select())
        .load(conn)?)
}

/// People of an assignment by cell, place in the figures and state.
pub(in crate::progress) fn by_state(
    conn: &mut Conn,
    _: &System,
    assignment_id: i64,
) -> Result<Vec<(i64, String, String, i64)>, Error> {
    Ok(enrolments::table
        .filter(enrolments::assignment_id.eq(assignment_id))
        .group_by((enrolments::cell_id, enrolments::counted, enrolments::state))
        .select((
            enrolments::cell_id,
            enrolments::counted,
            enrolments::state,
            count_star(),
        ))
        .load(conn)?)
}

/// People of a requirement by cell, place in the figures and how far they are with it.
#[derive(Debug, QueryableByName)]
pub(in crate::progress) struct ByStep {
    #[diesel(sql_type = BigInt)]
    pub cell_id: i64,
    #[diesel(sql_type = Text)]
    pub counted: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub step: Option<String>,
    #[diesel(sql_type = Bool)]
    pub is_met: bool,
    #[diesel(sql_type = Bool)]
    pub late: bool,
    #[diesel(sql_type = BigInt)]
    pub people: i64,
}

/// `number` is the requirement's, counted from 1 in the order of keys: who knows of fewer is not counted under it.
pub(in crate::progress) fn by_step(
    conn: &mut Conn,
    _: &System,
    assignment_id: i64,
    requirement_id: i64,
    number: i32,
) -> Result<Vec<ByStep>, Error> {
    Ok(Kept::new(
        "SELECT e.cell_id AS cell_id, e.counted AS counted, x.step AS step, x.met_at IS NOT NULL AS is_met, \
         COALESCE(x.late, FALSE) AS late, COUNT(*) AS people \
         FROM enrolments e LEFT JOIN requirement_results x ON x.member_id = e.member_id AND x.requirement_id = ",
    )
    .bind(requirement_id)
    .sql(" WHERE e.assignment_id = ")
    .bind(assignment_id)
    .sql(" AND e.asked >= ")
    .bind(number)
    .sql(" GROUP BY 1, 2, 3, 4, 5")
    .load(conn)?)
}

/// The figures of an assignment: requirement, cell and what they say.
pub(in crate::progress) fn stored(
    conn: &mut Conn,
    _: &System,
    assignment_id: i64,
) -> Result<Vec<(i64, i64, Figures)>, Error> {
    type Row = (i64, i64, (i64, i64, i64, i64, i64, i64, i64));
    let rows: Vec<Row> = completion_counts::table
        .filter(completion_counts::assignment_id.eq(assignment_id))
        .select((
            completion_counts::requirement_id,
            completion_counts::cell_id,
            (
                completion_counts::counted,
                completion_counts::excused,
                completion_counts::exempt,
                completion_counts::opened,
                completion_counts::in_progress,
                completion_counts::met,
                completion_counts::met_late,
            ),
        ))
        .load(conn)?;
    let figures = |(requirement, cell, of): Row| {
        let (counted, excused, exempt, opened, in_progress, met, met_late) = of;
        let figures = Figures {
            counted,
            excused,
            exempt,
            opened,
            in_progress,
            met,
            met_late,
        };
        (requirement, cell, figures)
    };
    Ok(rows.into_iter().map(figures).collect())
}
