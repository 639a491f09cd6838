//! What a worker takes on, each in one transaction.

use std::collections::HashSet;

use diesel::Connection as _;

use crate::audiences;
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::inbox::{self, About};
use crate::kernel::instant::Instant;
use crate::push::model::{Chunk, Held, To, Work};
use crate::push::queries::{campaigns, chunks, claims, retries, settle, targets};
use crate::push::rules::quiet::{Span, may_ring};

/// What decides whether phones may ring now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub urgent: bool,
    /// Nothing is sent until then.
    pub paused_until: Option<Instant>,
    pub quiet: Span,
    /// There is a provider.
    pub is_on: bool,
}

/// What was found.
#[derive(Debug)]
pub(super) enum Taken {
    Nothing,
    /// Members were told, and their phones are to ring later or not at all.
    Told,
    Work(Work),
    /// A chunk could not be taken, for the `failures`-th time; it waits longer each time, and in the end is set aside.
    Failed {
        chunk: i64,
        failures: i32,
        is_aside: bool,
        error: Error,
    },
}

/// A chunk of a lane: tells its members, unless that was done, and takes its devices on. Where that fails it is undone, and
/// the chunk makes way for others.
pub(super) fn chunk(conn: &mut Conn, system: &System, terms: Terms) -> Result<Taken, Error> {
    let only_untold = terms.paused_until.is_some();
    let Some(held) = claims::claim(conn, system, terms.urgent, only_untold)? else {
        return Ok(Taken::Nothing);
    };
    // A savepoint.
    match conn.transaction(|conn| hold(conn, system, held, terms)) {
        Err(error) if !error.is_of_the_moment() => {
            let back = claims::set_back(conn, system, held)?;
            let (failures, is_aside) = back.unwrap_or_default();
            Ok(Taken::Failed {
                chunk: held.0,
                failures,
                is_aside,
                error,
            })
        }
        taken => taken,
    }
}

fn hold(conn: &mut Conn, system: &System, held: (i64, i32), terms: Terms) -> Result<Taken, Error> {
    let chunk = chunks::read(conn, system, held.0)?;
    if !chunk.noted {
        tell(conn, system, &chunk)?;
    }
    if !terms.is_on {
        settle::finish(conn, system, held, 0)?;
        return Ok(Taken::Told);
    }
    let now = system.now();
    let rings_at = may_ring(
        now.max(terms.paused_until.unwrap_or(now)),
        chunk.urgent,
        terms.quiet,
    );
    if rings_at > now {
        claims::put_off(conn, system, chunk.id, rings_at)?;
        return Ok(Taken::Told);
    }
    let aims = targets::of_chunk(conn, system, &chunk)?;
    if aims.is_empty() {
        settle::finish(conn, system, held, 0)?;
        return Ok(Taken::Told);
    }
    Ok(Taken::Work(Work {
        urgent: chunk.urgent,
        held: Held::Chunk(held.0, held.1),
        aims,
    }))
}

fn tell(conn: &mut Conn, system: &System, chunk: &Chunk) -> Result<(), Error> {
    let members = match chunk.to {
        To::Audience(id) => audiences::admitted(conn, system, id, chunk.range)?,
        other => campaigns::members(conn, system, other, chunk.range)?,
    };
    let about = About {
        event_id: chunk.event_id,
        kind: chunk.kind,
        class: chunk.class,
    };
    let told = inbox::tell(conn, system, about, &members)?;
    chunks::set_noted(conn, system, chunk, told.len())
}

impl Terms {
    /// Retries stay where they are in quiet hours, and while there is nobody to send through.
    pub(super) fn may_retry(self, now: Instant) -> bool {
        self.is_on && self.paused_until.is_none() && may_ring(now, self.urgent, self.quiet) <= now
    }
}

/// Retries of a lane that are due.
pub(super) fn retries(conn: &mut Conn, system: &System, terms: Terms) -> Result<Taken, Error> {
    let (claimed, until) = retries::claim(conn, system, terms.urgent)?;
    if claimed.is_empty() {
        return Ok(Taken::Nothing);
    }
    let ids: Vec<i64> = claimed.iter().map(|(id, _)| *id).collect();
    let aims = targets::of_retries(conn, system, &ids)?;
    let alive: HashSet<i64> = aims.iter().filter_map(|aim| aim.retry_id).collect();
    let dead: Vec<(i64, i64)> = claimed
        .into_iter()
        .filter(|(id, _)| !alive.contains(id))
        .collect();
    retries::drop_dead(conn, system, &dead)?;
    Ok(Taken::Work(Work {
        urgent: terms.urgent,
        held: Held::Retries(until),
        aims,
    }))
}
