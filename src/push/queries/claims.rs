//! Chunks and their leases.

use chrono::Duration;
use diesel::prelude::*;

use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::push_chunks;
use crate::error::Error;
use crate::first_not_locked;
use crate::kernel::instant::Instant;
use crate::push::rules::backoff::{TAKES, backoff};

/// Seconds for which a worker holds a chunk before another may take it; it renews its lease well before.
const LEASE_SECONDS: i64 = 15;

const WAITING: &str = "waiting";
const SENDING: &str = "sending";
const SET_ASIDE: &str = "set_aside";

/// Takes the oldest chunk of a lane that waits or whose worker died; while nothing may be sent, only one whose members have
/// not been told. The update carries the attempt that was read. Answers its row key and attempt.
pub(in crate::push) fn claim(
    conn: &mut Conn,
    system: &System,
    urgent: bool,
    only_untold: bool,
) -> Result<Option<(i64, i32)>, Error> {
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
    Ok((changed == 1).then_some((id, attempt + 1)))
}

/// Gives it back until then.
pub(in crate::push) fn put_off(
    conn: &mut Conn,
    _: &System,
    id: i64,
    until: Instant,
) -> Result<(), Error> {
    diesel::update(push_chunks::table.find(id))
        .set((
            push_chunks::state.eq(WAITING),
            push_chunks::lease_until.eq(None::<Instant>),
            push_chunks::not_before.eq(until),
            push_chunks::failures.eq(0),
        ))
        .execute(conn)?;
    Ok(())
}

/// Gives back one that something went wrong with, for ever longer, and sets it aside in the end. Answers how often that
/// was, and whether it is set aside; `None`: it is another worker's by now.
pub(in crate::push) fn set_back(
    conn: &mut Conn,
    system: &System,
    (id, attempt): (i64, i32),
) -> Result<Option<(i32, bool)>, Error> {
    let held = push_chunks::table
        .find(id)
        .filter(push_chunks::attempt.eq(attempt))
        .filter(push_chunks::state.eq(SENDING));
    let failures: Option<i32> = held.select(push_chunks::failures).first(conn).optional()?;
    let Some(failures) = failures.map(|failures| failures + 1) else {
        return Ok(None);
    };
    let is_aside = failures >= TAKES;
    let state = if is_aside { SET_ASIDE } else { WAITING };
    diesel::update(held)
        .set((
            push_chunks::state.eq(state),
            push_chunks::lease_until.eq(None::<Instant>),
            push_chunks::not_before.eq(system.now() + backoff(failures, id)),
            push_chunks::failures.eq(failures),
        ))
        .execute(conn)?;
    Ok(Some((failures, is_aside)))
}

/// What was set aside is tried anew: a server has started, so something may have been repaired. Answers how many.
pub(in crate::push) fn take_up(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    let aside = push_chunks::table
        .filter(push_chunks::finished_at.is_null())
        .filter(push_chunks::state.eq(SET_ASIDE));
    Ok(diesel::update(aside)
        .set((
            push_chunks::state.eq(WAITING),
            push_chunks::not_before.eq(system.now()),
            push_chunks::failures.eq(0),
        ))
        .execute(conn)?)
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
