//! SQL of seeding: what a running server does one by one, here in a few statements for many people.

use chrono::Duration;
use diesel::connection::SimpleConnection as _;
use diesel::dsl::{max, min};
use diesel::prelude::*;

use crate::auth::System;
use crate::db::schema::{assignment_requirements, assignments, members};
use crate::db::{Conn, Kept};
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// An open assignment with one requirement.
pub(super) fn insert_assignment(
    conn: &mut Conn,
    system: &System,
    owner_unit_id: i64,
    audience_id: i64,
    number: usize,
) -> Result<(), Error> {
    let now = system.now();
    let days = i64::try_from(number).unwrap_or(0);
    let opened_at = now - Duration::days(30 + days % 10);
    let due_at = match days % 4 {
        0 => now - Duration::days(1 + days),
        _ => now + Duration::days(5 + days),
    };
    let id: i64 = diesel::insert_into(assignments::table)
        .values((
            assignments::public_id.eq(PublicId::new(now)),
            assignments::owner_unit_id.eq(owner_unit_id),
            assignments::title.eq(format!("Đợt học tập giả lập số {number}")),
            assignments::audience_id.eq(audience_id),
            assignments::ordered.eq(false),
            assignments::late_joiners.eq("same_due"),
            assignments::opens_at.eq(opened_at),
            assignments::due_at.eq(due_at),
            assignments::state.eq("open"),
            assignments::passed_at.eq(Some(now)),
            assignments::created_at.eq(opened_at),
            assignments::opened_at.eq(Some(opened_at)),
            assignments::updated_at.eq(now),
        ))
        .returning(assignments::id)
        .get_result(conn)?;
    diesel::insert_into(assignment_requirements::table)
        .values((
            assignment_requirements::public_id.eq(PublicId::new(now)),
            assignment_requirements::assignment_id.eq(id),
            assignment_requirements::place.eq(1),
            assignment_requirements::kind.eq("attend"),
            assignment_requirements::title.eq(Some("Dự hội nghị học tập")),
            assignment_requirements::added_at.eq(opened_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// The first and last row key of a member; `None`: there is none.
pub(super) fn key_range(conn: &mut Conn, _: &System) -> Result<Option<(i64, i64)>, Error> {
    let (first, last): (Option<i64>, Option<i64>) = members::table
        .select((min(members::id), max(members::id)))
        .first(conn)?;
    Ok(first.zip(last))
}

/// Enrols the members with keys from the first up to, not including, the last, with a result each: about two of three
/// have finished. In the order of keys, so that every index grows at its ends.
pub(super) fn enrol(conn: &mut Conn, system: &System, (from, to): (i64, i64)) -> Result<(), Error> {
    let now = system.now();
    Kept::new(
        "INSERT INTO enrolments (member_id, assignment_id, cell_id, due_at, entered_at, state, counted, asked, opened_at, \
         completed_at, updated_at) \
         SELECT d.member_id, d.assignment_id, d.cell_id, d.due_at, d.opened_at, d.state, d.counted, 1, \
         CASE WHEN d.state <> 'assigned' THEN d.opened_at END, \
         CASE d.state WHEN 'completed' THEN d.opened_at WHEN 'completed_late' THEN d.due_at END, d.opened_at \
         FROM (SELECT p.member_id, p.cell_id, p.counted, p.assignment_id, p.due_at, p.opened_at, \
         CASE WHEN p.draw < 600 THEN 'completed' WHEN p.draw < 650 AND p.is_due THEN 'completed_late' \
         WHEN p.draw < 750 THEN 'in_progress' WHEN p.draw < 850 THEN 'opened' ELSE 'assigned' END AS state \
         FROM (SELECT m.id AS member_id, m.home_unit_id AS cell_id, \
         CASE WHEN m.standing IN ('exempt', 'temporarily_exempt') THEN 'exempt' ELSE 'counted' END AS counted, \
         a.id AS assignment_id, a.due_at, a.opened_at, (m.id * 7919 + a.id * 104729) % 1000 AS draw, a.due_at <= ",
    )
    .bind(now)
    .sql(" AS is_due FROM members m CROSS JOIN assignments a WHERE m.id >= ")
    .bind(from)
    .sql(" AND m.id < ")
    .bind(to)
    .sql(
        " AND m.standing IN ('official', 'probationary', 'exempt', 'temporarily_exempt')) p) d \
         ORDER BY d.member_id, d.assignment_id",
    )
    .execute(conn)?;
    Kept::new(
        "INSERT INTO requirement_results (member_id, requirement_id, step, done_at, met_at, late, source, seconds, \
         updated_at) \
         SELECT e.member_id, r.id, CASE e.state WHEN 'opened' THEN 'opened' WHEN 'in_progress' THEN 'in_progress' \
         ELSE 'attended' END, e.completed_at, e.completed_at, e.state = 'completed_late', 'in_person', 0, e.updated_at \
         FROM enrolments e JOIN assignment_requirements r ON r.assignment_id = e.assignment_id WHERE e.member_id >= ",
    )
    .bind(from)
    .sql(" AND e.member_id < ")
    .bind(to)
    .sql(" AND e.state <> 'assigned' ORDER BY e.member_id, r.id")
    .execute(conn)?;
    Ok(())
}

/// Counts the figures of every cell: as a whole, and the same under the one requirement there is.
pub(super) fn count(conn: &mut Conn, _: &System) -> Result<(), Error> {
    Kept::new(
        "INSERT INTO completion_counts (assignment_id, requirement_id, cell_id, counted, excused, exempt, opened, \
         in_progress, met, met_late) \
         SELECT e.assignment_id, 0, e.cell_id, SUM(CASE WHEN e.counted = 'counted' THEN 1 ELSE 0 END), 0, \
         SUM(CASE WHEN e.counted = 'exempt' THEN 1 ELSE 0 END), \
         SUM(CASE WHEN e.counted = 'counted' AND e.state = 'opened' THEN 1 ELSE 0 END), \
         SUM(CASE WHEN e.counted = 'counted' AND e.state = 'in_progress' THEN 1 ELSE 0 END), \
         SUM(CASE WHEN e.counted = 'counted' AND e.state IN ('completed', 'completed_late') THEN 1 ELSE 0 END), \
         SUM(CASE WHEN e.counted = 'counted' AND e.state = 'completed_late' THEN 1 ELSE 0 END) \
         FROM enrolments e GROUP BY e.assignment_id, e.cell_id",
    )
    .execute(conn)?;
    Kept::new(
        "INSERT INTO completion_counts (assignment_id, requirement_id, cell_id, counted, excused, exempt, opened, \
         in_progress, met, met_late) \
         SELECT c.assignment_id, r.id, c.cell_id, c.counted, c.excused, c.exempt, c.opened, c.in_progress, c.met, \
         c.met_late FROM completion_counts c JOIN assignment_requirements r ON r.assignment_id = c.assignment_id \
         WHERE c.requirement_id = 0",
    )
    .execute(conn)?;
    Ok(())
}

/// Lets SQLite's writer keep the whole of the indexes in random order (of digests and public ids) while everybody is taken
/// in: with the cache of a server each of their pages is read and written again for every few people once they outgrow it.
/// It lasts as long as the connection.
pub(super) fn widen_cache(conn: &mut Conn, _: &System) -> Result<(), Error> {
    if let Conn::Sqlite(conn) = conn {
        conn.batch_execute("PRAGMA cache_size = -524288; PRAGMA wal_autocheckpoint = 32768;")?;
    }
    Ok(())
}

/// Tells PostgreSQL's planner of what has just come; SQLite plans without.
pub(super) fn analyse(conn: &mut Conn, _: &System) -> Result<(), Error> {
    if let Conn::Postgres(_) = conn {
        Kept::new("ANALYZE").execute(conn)?;
    }
    Ok(())
}
