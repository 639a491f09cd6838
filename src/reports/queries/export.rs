//! What an export of figures needs besides the figures.

use std::sync::Arc;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use crate::auth::Grant;
use crate::auth::permissions::Permission;
use crate::db::Conn;
use crate::db::schema::{assignment_deadlines, units};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::units::Unit;

/// What the transaction reads is of one moment; comes before anything else in it. PostgreSQL only: on SQLite it is so.
pub(in crate::reports) fn of_one_moment<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
) -> Result<(), Error> {
    if let Conn::Postgres(conn) = conn {
        conn.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")?;
    }
    Ok(())
}

/// A unit at or below the one of an export, with what it is called.
#[derive(Debug, Clone)]
pub(in crate::reports) struct NamedUnit {
    pub id: i64,
    pub name: Arc<str>,
    /// Of the unit above it; empty where there is none.
    pub above: Arc<str>,
    /// Its number in the order of the tree.
    lft: i64,
}

/// Another deadline, of a part of the tree.
#[derive(Debug, Clone)]
pub(in crate::reports) struct PartDeadline {
    lft: i64,
    lft_end: i64,
    due_at: Instant,
}

impl NamedUnit {
    /// The deadline of the nearest unit at or above it that has one of its own.
    // scope: looks through what was read.
    pub(in crate::reports) fn nearest(&self, deadlines: &[PartDeadline]) -> Option<Instant> {
        let holds = |part: &&PartDeadline| (part.lft..part.lft_end).contains(&self.lft);
        deadlines.iter().find(holds).map(|part| part.due_at)
    }
}

/// The other deadlines of an assignment, those of the lowest units first.
pub(in crate::reports) fn deadlines<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    assignment_id: i64,
) -> Result<Vec<PartDeadline>, Error> {
    let rows: Vec<(i64, i64, Instant)> = assignment_deadlines::table
        .inner_join(units::table.on(units::id.eq(assignment_deadlines::unit_id)))
        .filter(assignment_deadlines::assignment_id.eq(assignment_id))
        .order((units::depth.desc(), units::lft))
        .select((units::lft, units::lft_end, assignment_deadlines::due_at))
        .load(conn)?;
    let part = |(lft, lft_end, due_at)| PartDeadline {
        lft,
        lft_end,
        due_at,
    };
    Ok(rows.into_iter().map(part).collect())
}

/// The unit and everything below it, in the order of the tree.
pub(in crate::reports) fn named_units<P: Permission>(
    conn: &mut Conn,
    _: &Grant<P>,
    unit: &Unit,
) -> Result<Vec<NamedUnit>, Error> {
    let above = diesel::alias!(units as above);
    let rows: Vec<(i64, String, Option<String>, i64)> = units::table
        .left_join(above.on(above.field(units::id).nullable().eq(units::parent_id)))
        .filter(units::lft.ge(unit.lft))
        .filter(units::lft.lt(unit.lft_end))
        .order(units::lft)
        .select((
            units::id,
            units::name,
            above.field(units::name).nullable(),
            units::lft,
        ))
        .load(conn)?;
    let named = |(id, name, above, lft): (i64, String, Option<String>, i64)| NamedUnit {
        id,
        name: name.into(),
        above: above.unwrap_or_default().into(),
        lft,
    };
    Ok(rows.into_iter().map(named).collect())
}
