//! How far campaigns are.

use std::collections::HashMap;

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use crate::auth::Grant;
use crate::auth::System;
use crate::auth::permissions::ReadCampaigns;
use crate::auth::principal::Actor;
use crate::db::schema::{assignments, documents, notification_events, push_campaigns};
use crate::db::types::InstantSql;
use crate::db::{Conn, Kept, MultiBackend};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::push::model::{Campaign, NotificationClass, NotificationKind};
use crate::push::rules::progress::{RATE_SECONDS, Sums, progress};

#[derive(Debug, Queryable)]
struct Head {
    id: i64,
    public_id: PublicId,
    kind: String,
    class: String,
    urgent: bool,
    created_at: Instant,
    recalled_at: Option<Instant>,
    document_id: Option<PublicId>,
    assignment_id: Option<PublicId>,
}

#[derive(Debug, QueryableByName)]
struct Added {
    #[diesel(sql_type = BigInt)]
    event_id: i64,
    #[diesel(sql_type = BigInt)]
    chunks: i64,
    #[diesel(sql_type = BigInt)]
    finished: i64,
    #[diesel(sql_type = BigInt)]
    cancelled: i64,
    #[diesel(sql_type = BigInt)]
    set_aside: i64,
    #[diesel(sql_type = BigInt)]
    begun: i64,
    #[diesel(sql_type = BigInt)]
    planned_left: i64,
    #[diesel(sql_type = BigInt)]
    lately: i64,
    #[diesel(sql_type = BigInt)]
    members: i64,
    #[diesel(sql_type = BigInt)]
    devices: i64,
    #[diesel(sql_type = BigInt)]
    accepted: i64,
    #[diesel(sql_type = BigInt)]
    gone: i64,
    #[diesel(sql_type = BigInt)]
    refused: i64,
    #[diesel(sql_type = BigInt)]
    mismatched: i64,
    #[diesel(sql_type = BigInt)]
    expired: i64,
    #[diesel(sql_type = BigInt)]
    not_needed: i64,
    #[diesel(sql_type = Nullable<InstantSql>)]
    not_before: Option<Instant>,
}

impl Added {
    // scope: computes, asks nothing.
    fn sums(&self, waiting: i64) -> Sums {
        Sums {
            chunks: self.chunks,
            finished: self.finished,
            cancelled: self.cancelled,
            set_aside: self.set_aside,
            begun: self.begun,
            planned_left: self.planned_left,
            lately: self.lately,
            waiting,
            not_before: self.not_before,
        }
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    event_id: i64,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Which of them.
#[derive(Debug, Clone, Copy)]
pub(in crate::push) enum Which {
    /// The newest first, before this row key.
    Page(Option<i64>, i64),
    One(PublicId),
}

macro_rules! heads {
    ($which:expr) => {{
        let found = push_campaigns::table
            .inner_join(
                notification_events::table.on(notification_events::id.eq(push_campaigns::event_id)),
            )
            .left_join(
                documents::table.on(notification_events::document_id.eq(documents::id.nullable())),
            )
            .left_join(
                assignments::table
                    .on(notification_events::assignment_id.eq(assignments::id.nullable())),
            )
            .order(notification_events::id.desc())
            .select((
                notification_events::id,
                notification_events::public_id,
                notification_events::kind,
                notification_events::class,
                notification_events::urgent,
                notification_events::created_at,
                notification_events::recalled_at,
                documents::public_id.nullable(),
                assignments::public_id.nullable(),
            ))
            .into_boxed::<MultiBackend>();
        match $which {
            Which::One(id) => found.filter(notification_events::public_id.eq(id)),
            Which::Page(before, limit) => found
                .filter(notification_events::id.lt(before.unwrap_or(i64::MAX)))
                .limit(limit),
        }
    }};
}

/// Those of the units where the caller sees them.
pub(in crate::push) fn campaigns(
    conn: &mut Conn,
    grant: &Grant<ReadCampaigns>,
    which: Which,
) -> Result<Vec<Campaign>, Error> {
    let found: Vec<Head> = heads!(which)
        .filter(grant.covers(notification_events::unit_id))
        .load(conn)?;
    complete(conn, grant, found)
}

/// Any, for the operator.
pub(in crate::push) fn for_operator(
    conn: &mut Conn,
    system: &System,
    which: Which,
) -> Result<Vec<Campaign>, Error> {
    let found: Vec<Head> = heads!(which).load(conn)?;
    complete(conn, system, found)
}

fn complete(conn: &mut Conn, actor: &impl Actor, found: Vec<Head>) -> Result<Vec<Campaign>, Error> {
    let now = actor.stamp().now();
    let ids: Vec<i64> = found.iter().map(|head| head.id).collect();
    let sums = sums(conn, &ids, now)?;
    let waiting = counts(
        conn,
        "SELECT event_id, count(*) AS count FROM push_retries WHERE event_id IN (",
        &ids,
    )?;
    let opened = counts(
        conn,
        "SELECT event_id, count(*) AS count FROM notifications WHERE opened_at IS NOT NULL AND event_id IN (",
        &ids,
    )?;
    let of = |counts: &HashMap<i64, i64>, id| counts.get(&id).copied().unwrap_or(0);
    Ok(found
        .into_iter()
        .filter_map(|head| {
            let sum = sums.get(&head.id)?;
            let waiting = of(&waiting, head.id);
            Some(Campaign {
                id: head.id,
                public_id: head.public_id,
                kind: NotificationKind::from_code(&head.kind)?,
                class: NotificationClass::from_code(&head.class)?,
                urgent: head.urgent,
                document_id: head.document_id,
                assignment_id: head.assignment_id,
                created_at: head.created_at,
                recalled_at: head.recalled_at,
                progress: progress(sum.sums(waiting), now),
                members: sum.members,
                devices: sum.devices,
                accepted: sum.accepted,
                gone: sum.gone,
                refused: sum.refused,
                mismatched: sum.mismatched,
                expired: sum.expired,
                not_needed: sum.not_needed,
                waiting,
                opened: of(&opened, head.id),
            })
        })
        .collect())
}

// scope: adds up for campaigns that the caller has found.
fn sums(conn: &mut Conn, ids: &[i64], now: Instant) -> Result<HashMap<i64, Added>, Error> {
    const ADDED: &str = " THEN accepted ELSE 0 END) AS BIGINT) AS lately, \
         CAST(sum(members) AS BIGINT) AS members, CAST(sum(devices) AS BIGINT) AS devices, \
         CAST(sum(accepted) AS BIGINT) AS accepted, CAST(sum(gone) AS BIGINT) AS gone, \
         CAST(sum(refused) AS BIGINT) AS refused, CAST(sum(mismatched) AS BIGINT) AS mismatched, \
         CAST(sum(expired) AS BIGINT) AS expired, CAST(sum(not_needed) AS BIGINT) AS not_needed, \
         min(CASE WHEN finished_at IS NULL THEN not_before END) AS not_before \
         FROM push_chunks WHERE event_id IN (";
    let rows: Vec<Added> = Kept::new(
        "SELECT event_id, count(*) AS chunks, CAST(sum(CASE WHEN finished_at IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS finished, \
         CAST(sum(CASE WHEN state = 'cancelled' THEN 1 ELSE 0 END) AS BIGINT) AS cancelled, \
         CAST(sum(CASE WHEN state = 'set_aside' THEN 1 ELSE 0 END) AS BIGINT) AS set_aside, \
         CAST(sum(CASE WHEN noted THEN 1 ELSE 0 END) AS BIGINT) AS begun, \
         CAST(sum(CASE WHEN finished_at IS NULL THEN planned ELSE 0 END) AS BIGINT) AS planned_left, \
         CAST(sum(CASE WHEN finished_at > ",
    )
    .bind(now - Duration::seconds(RATE_SECONDS))
    .sql(ADDED)
    .keys(ids)
    .sql(") GROUP BY event_id")
    .once()
    .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.event_id, row)).collect())
}

// scope: counts for campaigns that the caller has found.
fn counts(conn: &mut Conn, sql: &'static str, ids: &[i64]) -> Result<HashMap<i64, i64>, Error> {
    let rows: Vec<Count> = Kept::new(sql)
        .keys(ids)
        .sql(")")
        .sql(" GROUP BY event_id")
        .once()
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.event_id, row.count))
        .collect())
}
