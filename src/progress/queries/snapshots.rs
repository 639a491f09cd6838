//! Figures as they stood at a deadline.

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::auth::System;
use crate::db::schema::{report_snapshot_counts as counts, report_snapshots};
use crate::db::types::InstantSql;
use crate::db::{Both, Conn, Kept};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// Deadlines that one look finds.
const STEP: i64 = 50;
/// A look that comes so soon after a deadline comes at it.
const PROMPT: Duration = Duration::minutes(2);

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

/// Keeps the figures as they stand, but that what was done since the deadline is not done yet in them: nobody may have looked
/// for a while, since the server stood still. Where people were counted is as they stand now: who has moved since is where
/// he is, and `taken_at` says since when. False when somebody else has done it.
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
    if system.now() - due.due_at > PROMPT {
        undo_later(conn, system, due, snapshot)?;
    }
    Ok(true)
}

/// What was done since a deadline, of a requirement (0: the whole) in a cell.
#[derive(Debug, QueryableByName)]
struct Later {
    #[diesel(sql_type = BigInt)]
    requirement_id: i64,
    #[diesel(sql_type = BigInt)]
    cell_id: i64,
    #[diesel(sql_type = BigInt)]
    met: i64,
    #[diesel(sql_type = BigInt)]
    met_late: i64,
}

/// Those who have finished since the deadline were on their way at it.
fn undo_later(conn: &mut Conn, _: &System, due: &Due, snapshot: i64) -> Result<(), Error> {
    let later: Vec<Later> = Kept::new(
        "SELECT CAST(0 AS BIGINT) AS requirement_id, cell_id, COUNT(*) AS met, \
         COUNT(CASE WHEN state = 'completed_late' THEN 1 END) AS met_late \
         FROM enrolments WHERE counted = 'counted' AND assignment_id = ",
    )
    .bind(due.assignment_id)
    .sql(" AND completed_at >= ")
    .bind(due.due_at)
    .sql(
        " GROUP BY cell_id UNION ALL \
         SELECT x.requirement_id AS requirement_id, e.cell_id AS cell_id, COUNT(*) AS met, \
         COUNT(CASE WHEN x.late THEN 1 END) AS met_late \
         FROM enrolments e JOIN assignment_requirements a ON a.assignment_id = e.assignment_id \
         JOIN requirement_results x ON x.member_id = e.member_id AND x.requirement_id = a.id \
         WHERE e.counted = 'counted' AND e.assignment_id = ",
    )
    .bind(due.assignment_id)
    .sql(" AND x.met_at >= ")
    .bind(due.due_at)
    .sql(" GROUP BY x.requirement_id, e.cell_id")
    .once()
    .load(conn)?;
    for of in later {
        let row = counts::table.find((snapshot, of.requirement_id, of.cell_id));
        diesel::update(row)
            .set((
                counts::met.eq(counts::met - of.met),
                counts::met_late.eq(counts::met_late - of.met_late),
                counts::in_progress.eq(counts::in_progress + of.met),
            ))
            .execute(conn)?;
    }
    Ok(())
}
