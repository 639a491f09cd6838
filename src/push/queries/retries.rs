//! What could not be sent yet.

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::settle::Counts;
use crate::auth::System;
use crate::db::schema::push_retries;
use crate::db::{Conn, Kept, Value};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::Aim;

/// Retries that are taken at a time.
const STEP: i64 = 500;
/// How long they are held, in seconds; sending them ends well before.
const LEASE_SECONDS: i64 = 180;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    chunk_id: i64,
}

/// Takes some of a lane that are due: their next turn is moved on and their attempt counted, so that a worker that died
/// leaves them to another, and one that was too slow changes nothing.
pub(in crate::push) fn claim(
    conn: &mut Conn,
    system: &System,
    urgent: bool,
) -> Result<Vec<(i64, i64)>, Error> {
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
    Ok(rows.into_iter().map(|row| (row.id, row.chunk_id)).collect())
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

/// Those that were claimed and lead nowhere any more.
pub(in crate::push) fn drop_dead(
    conn: &mut Conn,
    system: &System,
    dead: &[(i64, i64)],
) -> Result<(), Error> {
    for (id, chunk_id) in dead {
        diesel::delete(push_retries::table.find(id)).execute(conn)?;
        let counts = Counts {
            gone: 1,
            ..Counts::default()
        };
        super::settle::add(conn, system, *chunk_id, counts)?;
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
