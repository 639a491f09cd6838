//! Chunks and their leases.

use chrono::Duration;
use diesel::prelude::*;

use super::campaigns;
use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::{notification_events, push_campaigns, push_chunks};
use crate::error::Error;
use crate::first_not_locked;
use crate::kernel::instant::Instant;
use crate::push::model::{Chunk, NotificationClass};

/// Seconds for which a worker holds a chunk before another may take it; it renews its lease well before.
const LEASE_SECONDS: i64 = 15;

const WAITING: &str = "waiting";
const SENDING: &str = "sending";

/// Takes the oldest chunk of a lane that waits or whose worker died; while nothing may be sent, only one whose members have
/// not been told. The update carries the attempt that was read.
pub(in crate::push) fn claim(
    conn: &mut Conn,
    system: &System,
    urgent: bool,
    only_untold: bool,
) -> Result<Option<Chunk>, Error> {
    let now = system.now();
    let lost = push_chunks::state
        .eq(SENDING)
        .and(push_chunks::lease_until.lt(Some(now)));
    let found: Option<(i64, i32)> = first_not_locked!(
        conn,
        push_chunks::table
            .filter(push_chunks::finished_at.is_null())
            .filter(push_chunks::urgent.eq(urgent))
            .filter(push_chunks::not_before.le(now))
            .filter(push_chunks::state.eq(WAITING).or(lost))
            .filter(
                push_chunks::noted
                    .eq(false)
                    .or(push_chunks::noted.ne(only_untold))
            )
            .order(push_chunks::id)
            .select((push_chunks::id, push_chunks::attempt))
    )
    .optional()?;
    let Some((id, attempt)) = found else {
        return Ok(None);
    };
    let held = push_chunks::table
        .find(id)
        .filter(push_chunks::attempt.eq(attempt))
        .filter(push_chunks::finished_at.is_null());
    let changed = diesel::update(held)
        .set((
            push_chunks::state.eq(SENDING),
            push_chunks::attempt.eq(attempt + 1),
            push_chunks::lease_until.eq(Some(now + Duration::seconds(LEASE_SECONDS))),
        ))
        .execute(conn)?;
    if changed == 1 {
        read(conn, system, id)
    } else {
        Ok(None)
    }
}

type Row = (
    (i64, i64, bool, i64, i64, bool, i32),
    String,
    (
        String,
        Option<i64>,
        Option<i64>,
        Option<Instant>,
        Option<i64>,
        Instant,
    ),
);

fn read(conn: &mut Conn, _: &System, id: i64) -> Result<Option<Chunk>, Error> {
    let (chunk, class, campaign): Row = push_chunks::table
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
                push_chunks::attempt,
            ),
            notification_events::class,
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
    let (id, event_id, urgent, after, last, noted, attempt) = chunk;
    let (audience, audience_id, assignment_id, due_at, document_id, ttl_until) = campaign;
    let to = campaigns::read(&audience, audience_id, assignment_id, due_at, document_id);
    Ok(to
        .zip(NotificationClass::from_code(&class))
        .map(|(to, class)| Chunk {
            id,
            event_id,
            urgent,
            range: (after, last),
            noted,
            attempt,
            class,
            to,
            ttl_until,
        }))
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

/// Gives it back until then.
pub(in crate::push) fn put_off(
    conn: &mut Conn,
    _: &System,
    chunk: &Chunk,
    until: Instant,
) -> Result<(), Error> {
    diesel::update(push_chunks::table.find(chunk.id))
        .set((
            push_chunks::state.eq(WAITING),
            push_chunks::lease_until.eq(None::<Instant>),
            push_chunks::not_before.eq(until),
        ))
        .execute(conn)?;
    Ok(())
}

/// Renews the lease of a chunk; false: it is another worker's by now.
pub(in crate::push) fn renew(
    conn: &mut Conn,
    system: &System,
    (id, attempt): (i64, i32),
) -> Result<bool, Error> {
    let held = push_chunks::table
        .find(id)
        .filter(push_chunks::attempt.eq(attempt))
        .filter(push_chunks::state.eq(SENDING));
    let until = system.now() + Duration::seconds(LEASE_SECONDS);
    let changed = diesel::update(held)
        .set(push_chunks::lease_until.eq(Some(until)))
        .execute(conn)?;
    Ok(changed == 1)
}
