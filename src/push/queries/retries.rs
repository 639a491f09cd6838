//! What could not be sent yet.

use std::collections::{BTreeMap, HashSet};

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::settle::Counts;
use crate::auth::System;
use crate::db::schema::push_retries;
use crate::db::{Conn, Kept, Value};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::{Aim, FailureReason};

/// Retries that are taken at a time.
const STEP: i64 = 500;
/// Seconds for which they are held before another worker may take them; whoever sends them renews that well before.
const LEASE_SECONDS: i64 = 60;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    chunk_id: i64,
}

/// Takes some of a lane that are due: their next turn is moved on and their attempt counted, so that a worker that died
/// leaves them to another, and one that was too slow changes nothing. Answers each with its chunk, and their next turn.
pub(in crate::push) fn claim(
    conn: &mut Conn,
    system: &System,
    urgent: bool,
) -> Result<(Vec<(i64, i64)>, Instant), Error> {
    let statement = Kept::new("SELECT id, chunk_id FROM push_retries WHERE urgent = ")
        .bind(urgent)
        .sql(" AND due_at <= ")
        .bind(system.now())
        .sql(" ORDER BY due_at LIMIT ")
        .bind(STEP);
    let statement = match conn {
        Conn::Postgres(_) => statement.sql(" FOR UPDATE SKIP LOCKED"),
        Conn::Sqlite(_) => statement,
    };
    let rows: Vec<Row> = statement.load(conn)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let until = system.now() + Duration::seconds(LEASE_SECONDS);
    diesel::update(push_retries::table.filter(push_retries::id.eq_any(&ids)))
        .set((
            push_retries::due_at.eq(until),
            push_retries::attempt.eq(push_retries::attempt + 1),
        ))
        .execute(conn)?;
    let claimed = rows.into_iter().map(|row| (row.id, row.chunk_id)).collect();
    Ok((claimed, until))
}

/// Moves the next turn of those on that the caller still holds, which he knows by when it was to be. Answers when it is to
/// be now; `None`: he holds none of them any more.
pub(in crate::push) fn renew(
    conn: &mut Conn,
    system: &System,
    ids: &[i64],
    until: Instant,
) -> Result<Option<Instant>, Error> {
    let held = push_retries::table
        .filter(push_retries::id.eq_any(ids))
        .filter(push_retries::due_at.eq(until));
    let next = system.now() + Duration::seconds(LEASE_SECONDS);
    let changed = diesel::update(held)
        .set(push_retries::due_at.eq(next))
        .execute(conn)?;
    Ok((changed > 0).then_some(next))
}

/// Forgets one that the caller holds; false: it is no longer his.
pub(in crate::push) fn end(
    conn: &mut Conn,
    _: &System,
    (id, attempt, device_id): (i64, i32, i64),
) -> Result<bool, Error> {
    let held = push_retries::table
        .find(id)
        .filter(push_retries::attempt.eq(attempt))
        .filter(push_retries::device_id.eq(device_id));
    Ok(diesel::delete(held).execute(conn)? == 1)
}

/// Those that were claimed and lead nowhere any more: the phone is not that member's any more, or it need not ring.
pub(in crate::push) fn drop_dead(
    conn: &mut Conn,
    system: &System,
    dead: &[(i64, i64)],
) -> Result<(), Error> {
    if dead.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = dead.iter().map(|(id, _)| *id).collect();
    let still_there: Vec<Row> = Kept::new(
        "SELECT r.id AS id, r.chunk_id AS chunk_id FROM push_retries r JOIN notifications n ON n.id = r.notification_id \
         JOIN devices d ON d.id = r.device_id AND d.member_id = n.member_id AND d.dead_at IS NULL WHERE r.id IN (",
    )
    .keys(&ids)
    .sql(")")
    .once()
    .load(conn)?;
    let still_there: HashSet<i64> = still_there.into_iter().map(|row| row.id).collect();
    let mut sums: BTreeMap<i64, Counts> = BTreeMap::new();
    for (id, chunk_id) in dead {
        let reason = if still_there.contains(id) {
            FailureReason::NotNeeded
        } else {
            FailureReason::Gone
        };
        sums.entry(*chunk_id).or_default().fail(reason);
    }
    diesel::delete(push_retries::table.filter(push_retries::id.eq_any(&ids))).execute(conn)?;
    for (chunk_id, counts) in sums {
        super::settle::add(conn, system, chunk_id, counts)?;
    }
    Ok(())
}

/// Puts one that the caller holds back until then.
pub(in crate::push) fn put_off(
    conn: &mut Conn,
    _: &System,
    (id, attempt, device_id): (i64, i32, i64),
    (due_at, next_attempt): (Instant, i32),
) -> Result<(), Error> {
    let held = push_retries::table
        .find(id)
        .filter(push_retries::attempt.eq(attempt))
        .filter(push_retries::device_id.eq(device_id));
    diesel::update(held)
        .set((
            push_retries::due_at.eq(due_at),
            push_retries::attempt.eq(next_attempt),
        ))
        .execute(conn)?;
    Ok(())
}

/// New ones, each with its time and how often it was tried.
pub(in crate::push) fn insert(
    conn: &mut Conn,
    _: &System,
    urgent: bool,
    waiting: &[(&Aim, Instant, i32)],
) -> Result<(), Error> {
    for some in waiting.chunks(1_000) {
        let mut statement = Kept::new(
            "INSERT INTO push_retries (event_id, chunk_id, notification_id, device_id, urgent, attempt, due_at) VALUES ",
        );
        for (index, (aim, due_at, attempt)) in some.iter().enumerate() {
            let values = [
                Value::from(aim.event_id),
                Value::from(aim.chunk_id),
                Value::from(aim.notification_id),
                Value::from(aim.device_id),
                Value::from(urgent),
                Value::from(*attempt),
                Value::from(*due_at),
            ];
            statement = statement.row(index == 0, values);
        }
        statement
            .sql(" ON CONFLICT (notification_id, device_id) DO NOTHING")
            .once()
            .execute(conn)?;
    }
    Ok(())
}
