//! Writing down what became of messages.

use std::collections::BTreeMap;

use super::round::Sent;
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::{Aim, FailureReason, Held, Outcome, Work};
use crate::push::queries::pace::{self, Full};
use crate::push::queries::settle::{self, Counts};
use crate::push::queries::{campaigns, retries};
use crate::push::rules::backoff::backoff;
use crate::push::rules::quiet::{Span, may_ring};

/// What came of writing it down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settled {
    /// `false`: another worker holds the chunk by now, and of its messages nothing was written.
    pub is_ours: bool,
    /// The provider is away.
    pub outage: bool,
}

/// Writes the outcomes of a round. What it has found out about addresses and the provider holds whoever has the chunk.
pub(super) fn settle(
    conn: &mut Conn,
    system: &System,
    work: &Work,
    sent: &Sent,
    (full, quiet): (Full, Span),
) -> Result<Settled, Error> {
    let is_ours = match work.held {
        Held::Chunk(id, attempt) => {
            let devices = work.aims.len();
            settle::finish(conn, system, (id, attempt), devices)?
        }
        Held::Retries(_) => true,
    };
    if is_ours {
        write(conn, system, work, sent, quiet)?;
        for (event_id, word) in &sent.signals.words {
            campaigns::hear(conn, system, *event_id, *word)?;
        }
    }
    for (aim, outcome) in work.aims.iter().zip(&sent.outcomes) {
        if *outcome == Outcome::Failed(FailureReason::Gone) {
            settle::bury(conn, system, aim)?;
        }
    }
    let outage = pace::heed(conn, system, full, &sent.signals)?;
    Ok(Settled { is_ours, outage })
}

fn write(
    conn: &mut Conn,
    system: &System,
    work: &Work,
    sent: &Sent,
    quiet: Span,
) -> Result<(), Error> {
    let mut sums: BTreeMap<i64, Counts> = BTreeMap::new();
    let mut waiting = Vec::new();
    for (aim, outcome) in work.aims.iter().zip(&sent.outcomes) {
        let outcome = match next(aim, *outcome, work, sent, (system.now(), quiet)) {
            Next::Ends(outcome) => outcome,
            Next::Waits(due_at, attempt) => {
                match held(aim) {
                    Some(held) => retries::put_off(conn, system, held, (due_at, attempt))?,
                    None => waiting.push((aim, due_at, attempt)),
                }
                continue;
            }
        };
        let is_ours = match held(aim) {
            Some(held) => retries::end(conn, system, held)?,
            None => true,
        };
        if is_ours {
            count(sums.entry(aim.chunk_id).or_default(), outcome);
        }
    }
    retries::insert(conn, system, work.urgent, &waiting)?;
    for (chunk_id, counts) in sums {
        settle::add(conn, system, chunk_id, counts)?;
    }
    Ok(())
}

/// The retry that an aim is.
fn held(aim: &Aim) -> Option<(i64, i32, i64)> {
    aim.retry_id.map(|id| (id, aim.attempt, aim.device_id))
}

enum Next {
    Ends(Outcome),
    /// Until when, and how often it has been tried by then.
    Waits(Instant, i32),
}

fn next(
    aim: &Aim,
    outcome: Outcome,
    work: &Work,
    sent: &Sent,
    (now, quiet): (Instant, Span),
) -> Next {
    let tried = aim.tried();
    let (due_at, attempt) = match outcome {
        Outcome::Accepted | Outcome::Failed(_) => return Next::Ends(outcome),
        Outcome::Again(not_before) => {
            let due_at = now + backoff(tried, aim.device_id);
            (not_before.map_or(due_at, |at| at.max(due_at)), tried)
        }
        Outcome::NotSent => (sent.signals.throttled_until.unwrap_or(now), tried - 1),
        Outcome::Parked(until) => (until, tried - 1),
    };
    let due_at = may_ring(due_at, work.urgent, quiet);
    if due_at >= aim.ttl_until {
        return Next::Ends(Outcome::Failed(FailureReason::Expired));
    }
    Next::Waits(due_at, attempt)
}

fn count(counts: &mut Counts, outcome: Outcome) {
    match outcome {
        Outcome::Accepted => counts.accepted += 1,
        Outcome::Failed(reason) => counts.fail(reason),
        Outcome::Again(_) | Outcome::NotSent | Outcome::Parked(_) => {}
    }
}
