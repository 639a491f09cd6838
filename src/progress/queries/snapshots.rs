//! Figures as they stood at a deadline.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::auth::System;
use crate::db::schema::report_snapshots;
use crate::db::types::InstantSql;
use crate::db::{Both, Conn, Kept};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// Deadlines that one look finds.
const STEP: i64 = 50;

/// A deadline that has come and whose figures are not kept yet.
#[derive(Debug, QueryableByName)]
pub(in crate::progress) struct Due {
    #[diesel(sql_type = BigInt)]
    pub assignment_id: i64,
    #[diesel(sql_type = InstantSql)]
    pub due_at: Instant,
}

/// The common deadlines and those of parts of the tree.
pub(in crate::progress) fn due(conn: &mut Conn, system: &System) -> Result<Vec<Due>, Error> {
    Ok(Kept::new(
        "SELECT d.assignment_id AS assignment_id, d.due_at AS due_at FROM ( \
             SELECT id AS assignment_id, due_at FROM assignments \
             UNION SELECT assignment_id, due_at FROM assignment_deadlines) d \
         JOIN assignments a ON a.id = d.assignment_id \
         WHERE a.state IN ('opening', 'open', 'closed') AND (a.closed_at IS NULL OR a.closed_at >= d.due_at) AND d.due_at <= ",
    )
    .bind(system.now())
    .sql(
        " AND NOT EXISTS (SELECT 1 FROM report_snapshots s WHERE s.assignment_id = d.assignment_id AND s.due_at = d.due_at) \
         ORDER BY d.due_at, d.assignment_id LIMIT ",
    )
    .bind(STEP)
    .load(conn)?)
}

/// Keeps the figures as they stand; false when somebody else has done it.
pub(in crate::progress) fn take(
    conn: &mut Conn,
    system: &System,
    due: &Due,
) -> Result<bool, Error> {
    let insert = diesel::insert_into(report_snapshots::table)
        .values((
            report_snapshots::public_id.eq(PublicId::new(system.now())),
            report_snapshots::assignment_id.eq(due.assignment_id),
            report_snapshots::taken_at.eq(system.now()),
            report_snapshots::reason.eq("deadline"),
            report_snapshots::due_at.eq(Some(due.due_at)),
        ))
        .on_conflict_do_nothing();
    if Both(insert).execute(conn)? == 0 {
        return Ok(false);
    }
    let snapshot: i64 = report_snapshots::table
        .filter(report_snapshots::assignment_id.eq(due.assignment_id))
        .filter(report_snapshots::due_at.eq(due.due_at))
        .select(report_snapshots::id)
        .first(conn)?;
    Kept::new(
        "INSERT INTO report_snapshot_counts (snapshot_id, requirement_id, cell_id, counted, excused, exempt, opened, \
         in_progress, met, met_late) SELECT ",
    )
    .bind(snapshot)
    .sql(
        ", requirement_id, cell_id, counted, excused, exempt, opened, in_progress, met, met_late \
         FROM completion_counts WHERE assignment_id = ",
    )
    .bind(due.assignment_id)
    .execute(conn)?;
    Ok(true)
}
