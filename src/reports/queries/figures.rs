//! Figures of cells. They are kept at the cell and added here; the units asked for are those that the caller has located
//! or units below them.

use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::Permission;
use crate::db::schema::{completion_counts, report_snapshot_counts};
use crate::db::{Conn, OneOf};
use crate::error::Error;
use crate::reports::model::Figures;

/// The requirement of the figures that are about the assignment as a whole.
pub(in crate::reports) const WHOLE: i64 = 0;

/// Cells named in one statement.
const LISTED: usize = 1_024;

/// Which figures: those of now or frozen ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::reports) enum Source {
    /// Of an assignment (row key), as they are.
    Now(i64),
    /// Of a snapshot (row key).
    Frozen(i64),
}

/// Figures of a cell under a requirement.
#[derive(Debug, Clone, Copy)]
pub(in crate::reports) struct CellFigures {
    pub cell_id: i64,
    pub requirement_id: i64,
    pub figures: Figures,
}

type Row = (i64, i64, (i64, i64, i64, i64, i64, i64, i64));

// scope: makes a value, asks nothing.
fn cell_figures((cell_id, requirement_id, row): Row) -> CellFigures {
    let (counted, excused, exempt, opened, in_progress, met, met_late) = row;
    CellFigures {
        cell_id,
        requirement_id,
        figures: Figures {
            counted,
            excused,
            exempt,
            opened,
            in_progress,
            met,
            met_late,
        },
    }
}

/// The rows of a table of counts; both tables have the same columns but the first.
macro_rules! counts {
    ($table:ident, $owner:ident, $key:expr) => {
        $table::table.filter($table::$owner.eq($key)).select((
            $table::cell_id,
            $table::requirement_id,
            (
                $table::counted,
                $table::excused,
                $table::exempt,
                $table::opened,
                $table::in_progress,
                $table::met,
                $table::met_late,
            ),
        ))
    };
}

/// Of these cells, under these requirements: by literal primary key.
pub(in crate::reports) fn of_cells<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    source: Source,
    requirements: &[i64],
    cells: &[i64],
) -> Result<Vec<CellFigures>, Error> {
    let mut found = Vec::new();
    for cells in cells.chunks(LISTED) {
        let (requirements, cells) = (requirements.to_vec(), cells.to_vec());
        let rows: Vec<Row> = match source {
            Source::Now(key) => counts!(completion_counts, assignment_id, key)
                .filter(OneOf::padded(
                    completion_counts::requirement_id,
                    requirements,
                ))
                .filter(OneOf::padded(completion_counts::cell_id, cells))
                .load(conn)?,
            Source::Frozen(key) => counts!(report_snapshot_counts, snapshot_id, key)
                .filter(OneOf::padded(
                    report_snapshot_counts::requirement_id,
                    requirements,
                ))
                .filter(OneOf::padded(report_snapshot_counts::cell_id, cells))
                .load(conn)?,
        };
        found.extend(rows.into_iter().map(cell_figures));
    }
    Ok(found)
}

/// Of all cells that there are; the caller keeps those of his units.
pub(in crate::reports) fn of_all_cells<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    source: Source,
    requirement_id: i64,
) -> Result<Vec<CellFigures>, Error> {
    let rows: Vec<Row> = match source {
        Source::Now(key) => counts!(completion_counts, assignment_id, key)
            .filter(completion_counts::requirement_id.eq(requirement_id))
            .load(conn)?,
        Source::Frozen(key) => counts!(report_snapshot_counts, snapshot_id, key)
            .filter(report_snapshot_counts::requirement_id.eq(requirement_id))
            .load(conn)?,
    };
    Ok(rows.into_iter().map(cell_figures).collect())
}
