//! Chunks: cut, read, told.

use diesel::prelude::*;

use super::campaigns;
use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::schema::{notification_events, push_campaigns, push_chunks};
use crate::db::{Conn, Kept, Value};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::{Chunk, NotificationClass, NotificationKind};
use crate::push::rules::ranges::Range;

/// What new chunks have in common.
#[derive(Debug, Clone, Copy)]
pub(in crate::push) struct Cut {
    pub urgent: bool,
    /// Their members were told already.
    pub noted: bool,
    /// Only those are rung who were told then; `None`: all.
    pub told_at: Option<Instant>,
    /// `None`: as long as the campaign.
    pub ttl_until: Option<Instant>,
}

/// Adds chunks to a campaign.
pub(in crate::push) fn add(
    conn: &mut Conn,
    actor: &impl Actor,
    event_id: i64,
    cut: Cut,
    ranges: &[Range],
) -> Result<(), Error> {
    let now = actor.stamp().now();
    for some in ranges.chunks(500) {
        let mut statement = Kept::new(
            "INSERT INTO push_chunks (event_id, urgent, after_member, last_member, state, noted, attempt, not_before, planned, \
             members, told_at, ttl_until, failures, devices, accepted, gone, refused, mismatched, expired, not_needed) VALUES ",
        );
        for (index, range) in some.iter().enumerate() {
            let values = [
                Value::from(event_id),
                Value::from(cut.urgent),
                Value::from(range.after),
                Value::from(range.last),
                Value::from("waiting"),
                Value::from(cut.noted),
                Value::from(0),
                Value::from(now),
                Value::from(range.planned),
                Value::from(if cut.noted { range.planned } else { 0 }),
                Value::from(cut.told_at),
                Value::from(cut.ttl_until),
                Value::from(0),
            ];
            let counts = std::iter::repeat_n(Value::BigInt(0), 7);
            statement = statement.row(index == 0, values.into_iter().chain(counts));
        }
        statement.once().execute(conn)?;
    }
    Ok(())
}

type Row = (
    (i64, i64, bool, i64, i64, bool),
    (Option<Instant>, Option<Instant>),
    (String, String),
    (
        String,
        Option<i64>,
        Option<i64>,
        Option<Instant>,
        Option<i64>,
        Instant,
    ),
);

/// A chunk with its campaign, by row key.
pub(in crate::push) fn read(conn: &mut Conn, _: &System, id: i64) -> Result<Chunk, Error> {
    let row: Row = push_chunks::table
        .inner_join(push_campaigns::table.on(push_campaigns::event_id.eq(push_chunks::event_id)))
        .inner_join(
            notification_events::table.on(notification_events::id.eq(push_chunks::event_id)),
        )
        .filter(push_chunks::id.eq(id))
        .select((
            (
                push_chunks::id,
                push_chunks::event_id,
                push_chunks::urgent,
                push_chunks::after_member,
                push_chunks::last_member,
                push_chunks::noted,
            ),
            (push_chunks::told_at, push_chunks::ttl_until),
            (notification_events::kind, notification_events::class),
            (
                push_campaigns::audience,
                push_campaigns::audience_id,
                push_campaigns::assignment_id,
                push_campaigns::due_at,
                push_campaigns::document_id,
                push_campaigns::ttl_until,
            ),
        ))
        .first(conn)?;
    chunk(row).ok_or_else(|| Error::internal("the campaign of a chunk cannot be read"))
}

// scope: makes a value, asks nothing.
fn chunk((own, (told_at, own_ttl), (kind, class), campaign): Row) -> Option<Chunk> {
    let (id, event_id, urgent, after, last, noted) = own;
    let (audience, audience_id, assignment_id, due_at, document_id, ttl_until) = campaign;
    Some(Chunk {
        id,
        event_id,
        urgent,
        range: (after, last),
        noted,
        kind: NotificationKind::from_code(&kind)?,
        class: NotificationClass::from_code(&class)?,
        to: campaigns::read(&audience, audience_id, assignment_id, due_at, document_id)?,
        ttl_until: own_ttl.unwrap_or(ttl_until),
        told_at,
    })
}

/// Its members have been told; how many they are.
pub(in crate::push) fn set_noted(
    conn: &mut Conn,
    _: &System,
    chunk: &Chunk,
    members: usize,
) -> Result<(), Error> {
    let members = i64::try_from(members).unwrap_or(i64::MAX);
    diesel::update(push_chunks::table.find(chunk.id))
        .set((
            push_chunks::noted.eq(true),
            push_chunks::members.eq(members),
        ))
        .execute(conn)?;
    Ok(())
}
