//! Devices that are to be sent to, as it is when they are sent to: of live sessions, seen lately, not of members who have
//! muted the class or have opened the notification already, and of an assignment only while the member is to study it.

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};

use crate::auth::System;
use crate::db::types::{InstantSql, PublicIdSql};
use crate::db::{Conn, Kept};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::push::model::{
    AddressKind, Aim, Chunk, DevicePlatform, Doubt, NotificationClass, NotificationKind,
};
use crate::push::rules::SILENT_DAYS;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    event_id: i64,
    #[diesel(sql_type = BigInt)]
    chunk_id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    class: String,
    #[diesel(sql_type = Bool)]
    taken: bool,
    #[diesel(sql_type = Integer)]
    refusals: i32,
    #[diesel(sql_type = InstantSql)]
    ttl_until: Instant,
    #[diesel(sql_type = BigInt)]
    notification_id: i64,
    #[diesel(sql_type = PublicIdSql)]
    nid: PublicId,
    #[diesel(sql_type = BigInt)]
    device_id: i64,
    #[diesel(sql_type = Text)]
    address_kind: String,
    #[diesel(sql_type = Text)]
    address: String,
    #[diesel(sql_type = Text)]
    platform: String,
    #[diesel(sql_type = Bool)]
    english: bool,
    #[diesel(sql_type = Integer)]
    attempt: i32,
    #[diesel(sql_type = Nullable<BigInt>)]
    retry_id: Option<i64>,
}

// scope: makes a value, asks nothing.
fn aim(row: Row) -> Option<Aim> {
    Some(Aim {
        event_id: row.event_id,
        chunk_id: row.chunk_id,
        kind: NotificationKind::from_code(&row.kind)?,
        class: NotificationClass::from_code(&row.class)?,
        ttl_until: row.ttl_until,
        doubt: Doubt {
            taken: row.taken,
            refusals: row.refusals,
        },
        notification_id: row.notification_id,
        nid: row.nid,
        device_id: row.device_id,
        address_kind: AddressKind::from_code(&row.address_kind)?,
        address: row.address,
        platform: DevicePlatform::from_code(&row.platform)?,
        english: row.english,
        attempt: row.attempt,
        retry_id: row.retry_id,
    })
}

const OF_NOTIFICATION: &str = "e.kind AS kind, n.class AS class, c.taken AS taken, c.refusals AS refusals, \
     n.id AS notification_id, n.public_id AS nid, d.id AS device_id, d.address_kind AS address_kind, d.address AS address, d.platform AS platform, \
     coalesce(a.language, 'vi') = 'en' AS english, ";
const REACHABLE: &str = " JOIN notification_events e ON e.id = n.event_id JOIN push_campaigns c ON c.event_id = n.event_id \
     JOIN devices d ON d.member_id = n.member_id JOIN sessions s ON s.id = d.session_id \
     JOIN members m ON m.id = n.member_id LEFT JOIN accounts a ON a.member_id = n.member_id ";

// scope: builds a condition, asks nothing.
fn reachable(statement: Kept, system: &System) -> Kept {
    let now = system.now();
    statement
        .sql(" AND d.dead_at IS NULL AND n.opened_at IS NULL AND m.standing NOT IN ('transferred_out', 'left', 'deceased', 'expelled') AND d.seen_at >= ")
        .bind(now - Duration::days(SILENT_DAYS))
        .sql(" AND s.ended_at IS NULL AND s.expires_at > ")
        .bind(now)
        .sql(" AND NOT n.silent AND NOT EXISTS (SELECT 1 FROM notification_preferences p WHERE p.member_id = n.member_id AND p.class = n.class)")
        .sql(STILL_ASKED)
}

/// Who has finished, or need not any more, is not rung; nor is anybody for a deadline that was moved.
const STILL_ASKED: &str = " AND (e.assignment_id IS NULL OR EXISTS (SELECT 1 FROM enrolments en \
     JOIN assignments g ON g.id = en.assignment_id WHERE en.assignment_id = e.assignment_id AND en.member_id = n.member_id \
     AND en.counted = 'counted' AND en.completed_at IS NULL AND g.state IN ('opening', 'open') \
     AND (c.due_at IS NULL OR en.due_at = c.due_at)))";

/// Of the members of a chunk who have been told.
pub(in crate::push) fn of_chunk(
    conn: &mut Conn,
    system: &System,
    chunk: &Chunk,
) -> Result<Vec<Aim>, Error> {
    let statement = Kept::new("SELECT ")
        .sql(OF_NOTIFICATION)
        .sql("n.event_id AS event_id, ")
        .bind(chunk.id)
        .sql(" AS chunk_id, ")
        .bind(chunk.ttl_until)
        .sql(" AS ttl_until, 0 AS attempt, NULL AS retry_id FROM notifications n")
        .sql(REACHABLE)
        .sql("WHERE n.event_id = ")
        .bind(chunk.event_id)
        .sql(" AND n.member_id > ")
        .bind(chunk.range.0)
        .sql(" AND n.member_id <= ")
        .bind(chunk.range.1);
    let statement = match chunk.told_at {
        Some(told_at) => statement.sql(" AND n.created_at = ").bind(told_at),
        None => statement,
    };
    let rows: Vec<Row> = reachable(statement, system)
        .sql(" ORDER BY n.id, d.id")
        .load(conn)?;
    Ok(rows.into_iter().filter_map(aim).collect())
}

/// Of retries that the caller holds; those whose device is gone are not among them.
pub(in crate::push) fn of_retries(
    conn: &mut Conn,
    system: &System,
    ids: &[i64],
) -> Result<Vec<Aim>, Error> {
    let statement = Kept::new("SELECT ")
        .sql(OF_NOTIFICATION)
        .sql("r.event_id AS event_id, r.chunk_id AS chunk_id, coalesce(k.ttl_until, c.ttl_until) AS ttl_until, r.attempt AS attempt, \
              r.id AS retry_id FROM push_retries r JOIN push_chunks k ON k.id = r.chunk_id JOIN notifications n ON n.id = r.notification_id")
        .sql(REACHABLE)
        .sql("WHERE d.id = r.device_id AND r.id IN (")
        .keys(ids)
        .sql(")");
    let rows: Vec<Row> = reachable(statement, system)
        .sql(" ORDER BY r.id")
        .once()
        .load(conn)?;
    Ok(rows.into_iter().filter_map(aim).collect())
}
