//! All running assignments of a unit at once.

use std::collections::HashSet;

use super::ask;
use super::concerned::concerned;
use super::memory::Memory;
use super::model::{Assignment, Figures};
use super::queries::assignments;
use super::roll_up::Branch;
use super::rules::words;
use super::views::{
    FiguresView, MatrixCellView, MatrixRowView, ReportMatrixView, ReportedAssignmentView, unit_ref,
};
use crate::auth::Grant;
use crate::auth::permissions::ReadProgress;
use crate::db::Conn;
use crate::error::Error;
use crate::http::language::Language;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::units;

/// # Errors
/// 404 and 403 as for the unit; 409 when there are too many units directly below it.
pub(super) fn matrix(
    conn: &mut Conn,
    grant: &Grant<ReadProgress>,
    memory: &Memory,
    unit_id: PublicId,
    language: Language,
) -> Result<ReportMatrixView, Error> {
    let unit = units::locate_for(conn, grant, unit_id)?;
    let mut branch = ask::branch(conn, grant, &unit)?;
    let page = |conn: &mut Conn, reached| assignments::running(conn, grant, &unit, reached);
    let (rows, complete) = concerned(conn, page, |conn, running| {
        let ids: Vec<i64> = running.iter().map(|assignment| assignment.id).collect();
        let own_deadlines = assignments::deadlines(conn, grant, unit.id, &ids)?;
        let all = branch.recent_sums_of_all(conn, grant, memory, &ids)?;
        let mut rows = Vec::with_capacity(running.len());
        for (assignment, (as_of, sums)) in running.iter().zip(all) {
            if !sums.whole.is_empty() {
                let own = own_deadlines.get(&assignment.id).copied();
                let due_at = own.unwrap_or(assignment.due_at);
                let children = sums.in_order(&branch.children);
                let figures = (sums.whole, children.as_slice());
                rows.push(row(&branch, assignment, due_at, as_of, figures));
            }
        }
        Ok(rows)
    })?;
    // Of the rows that are shown: others do not open a column.
    let cells = rows.iter().flat_map(|row| &row.cells);
    let with_figures: HashSet<PublicId> = cells.map(|cell| cell.unit_id).collect();
    Ok(ReportMatrixView {
        unit: unit_ref(&unit),
        units: branch
            .children
            .iter()
            .filter(|child| child.closed_on.is_none() || with_figures.contains(&child.public_id))
            .map(unit_ref)
            .collect(),
        as_of: rows
            .iter()
            .map(|row| row.as_of)
            .min()
            .unwrap_or(grant.now()),
        assignments: rows,
        complete,
        denominator_rule: language.pick(&words::base()).to_owned(),
    })
}

fn row(
    branch: &Branch,
    assignment: &Assignment,
    due_at: Instant,
    as_of: Instant,
    (whole, children): (Figures, &[Figures]),
) -> MatrixRowView {
    let cells = branch.children.iter().zip(children);
    MatrixRowView {
        assignment: ReportedAssignmentView::of(assignment, due_at),
        figures: FiguresView::of(whole),
        cells: cells
            .filter(|(_, figures)| !figures.is_empty())
            .map(|(child, figures)| MatrixCellView::of(child.public_id, *figures))
            .collect(),
        as_of,
    }
}
