//! What became of messages.

use diesel::prelude::*;

use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::{devices, push_chunks};
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::{Aim, FailureReason};

/// Messages by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::push) struct Counts {
    pub accepted: i64,
    pub gone: i64,
    pub refused: i64,
    pub mismatched: i64,
    pub expired: i64,
    pub not_needed: i64,
}

impl Counts {
    // scope: counts, asks nothing.
    pub(in crate::push) fn fail(&mut self, reason: FailureReason) {
        match reason {
            FailureReason::Gone => self.gone += 1,
            FailureReason::Refused => self.refused += 1,
            FailureReason::Mismatched => self.mismatched += 1,
            FailureReason::Expired => self.expired += 1,
            FailureReason::NotNeeded => self.not_needed += 1,
        }
    }
}

/// Adds to what is known of a chunk.
pub(in crate::push) fn add(
    conn: &mut Conn,
    _: &System,
    chunk_id: i64,
    counts: Counts,
) -> Result<(), Error> {
    diesel::update(push_chunks::table.find(chunk_id))
        .set((
            push_chunks::accepted.eq(push_chunks::accepted + counts.accepted),
            push_chunks::gone.eq(push_chunks::gone + counts.gone),
            push_chunks::refused.eq(push_chunks::refused + counts.refused),
            push_chunks::mismatched.eq(push_chunks::mismatched + counts.mismatched),
            push_chunks::expired.eq(push_chunks::expired + counts.expired),
            push_chunks::not_needed.eq(push_chunks::not_needed + counts.not_needed),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends a chunk; false: the attempt no longer holds it, and nothing may be written for it.
pub(in crate::push) fn finish(
    conn: &mut Conn,
    system: &System,
    (id, attempt): (i64, i32),
    devices: usize,
) -> Result<bool, Error> {
    let held = push_chunks::table
        .find(id)
        .filter(push_chunks::attempt.eq(attempt))
        .filter(push_chunks::state.eq("sending"));
    let changed = diesel::update(held)
        .set((
            push_chunks::state.eq("done"),
            push_chunks::lease_until.eq(None::<Instant>),
            push_chunks::devices.eq(i64::try_from(devices).unwrap_or(i64::MAX)),
            push_chunks::finished_at.eq(Some(system.now())),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The address is no longer one, if it is still the one that was sent to.
pub(in crate::push) fn bury(conn: &mut Conn, system: &System, aim: &Aim) -> Result<(), Error> {
    let same = devices::table
        .find(aim.device_id)
        .filter(devices::address.eq(&aim.address))
        .filter(devices::dead_at.is_null());
    diesel::update(same)
        .set(devices::dead_at.eq(Some(system.now())))
        .execute(conn)?;
    Ok(())
}
