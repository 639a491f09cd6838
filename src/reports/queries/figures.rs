//! Figures of cells. They are kept at the cell and added here; the units asked for are those that the caller has located
//! or units below them.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::auth::Grant;
use crate::auth::permissions::Permission;
use crate::db::schema::{completion_counts, report_snapshot_counts};
use crate::db::{Conn, Kept, OneOf};
use crate::error::Error;
use crate::reports::model::Figures;
use crate::units::Unit;

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

/// Figures of all cells directly below a unit, added.
#[derive(Debug, Clone, Copy, QueryableByName)]
struct ParentRow {
    #[diesel(sql_type = BigInt)]
    assignment_id: i64,
    #[diesel(sql_type = BigInt)]
    parent_id: i64,
    #[diesel(sql_type = BigInt)]
    counted: i64,
    #[diesel(sql_type = BigInt)]
    excused: i64,
    #[diesel(sql_type = BigInt)]
    exempt: i64,
    #[diesel(sql_type = BigInt)]
    opened: i64,
    #[diesel(sql_type = BigInt)]
    in_progress: i64,
    #[diesel(sql_type = BigInt)]
    met: i64,
    #[diesel(sql_type = BigInt)]
    met_late: i64,
}

/// Of these assignments, as they are, in the units more than one level below `unit`: each assignment (row key) with sums
/// that stand under the parent of the cells. Grouped by a column, for whose values PostgreSQL has statistics: it adds in
/// memory. It adds narrow integers, since a sum of wide ones is an arbitrary-precision number there. The statement is
/// not kept: planned for any range of the tree, it would go through the cells one by one.
pub(in crate::reports) fn by_parent<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    assignments: &[i64],
    requirement_id: i64,
    unit: &Unit,
) -> Result<Vec<(i64, CellFigures)>, Error> {
    let rows: Vec<ParentRow> = Kept::new(
        "SELECT c.assignment_id, u.parent_id, SUM(CAST(c.counted AS INTEGER)) AS counted, \
         SUM(CAST(c.excused AS INTEGER)) AS excused, SUM(CAST(c.exempt AS INTEGER)) AS exempt, \
         SUM(CAST(c.opened AS INTEGER)) AS opened, SUM(CAST(c.in_progress AS INTEGER)) AS in_progress, \
         SUM(CAST(c.met AS INTEGER)) AS met, SUM(CAST(c.met_late AS INTEGER)) AS met_late \
         FROM completion_counts c JOIN units u ON u.id = c.cell_id WHERE c.assignment_id IN (",
    )
    .keys(assignments)
    .sql(") AND c.requirement_id = ")
    .bind(requirement_id)
    .sql(" AND u.lft > ")
    .bind(unit.lft)
    .sql(" AND u.lft < ")
    .bind(unit.lft_end)
    .sql(" AND u.parent_id <> ")
    .bind(unit.id)
    .sql(" GROUP BY c.assignment_id, u.parent_id")
    .once()
    .load(conn)?;
    let sums = |row: ParentRow| {
        let figures = Figures {
            counted: row.counted,
            excused: row.excused,
            exempt: row.exempt,
            opened: row.opened,
            in_progress: row.in_progress,
            met: row.met,
            met_late: row.met_late,
        };
        let sums = CellFigures {
            cell_id: row.parent_id,
            requirement_id,
            figures,
        };
        (row.assignment_id, sums)
    };
    Ok(rows.into_iter().map(sums).collect())
}
