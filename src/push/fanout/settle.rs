//! Writing down what became of messages.

use std::collections::BTreeMap;

use super::round::Sent;
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::{Aim, FailureReason, Outcome, Work};
use crate::push::queries::pace::{self, Full};
use crate::push::queries::settle::{self, Counts};
use crate::push::queries::{chunks, retries};
use crate::push::rules::backoff::backoff;
use crate::push::rules::quiet::{Span, may_ring};

/// Writes the outcomes of a round; false: another worker holds the chunk by now, and nothing was written.
pub(super) fn settle(
    conn: &mut Conn,
    system: &System,
    work: &Work,
    sent: &Sent,
    (full, quiet): (Full, Span),
) -> Result<bool, Error> {
    if let Some(held) = work.chunk {
        if !chunks::renew(conn, system, held)? {
            return Ok(false);
        }
        settle::finish(conn, system, held, work.aims.len())?;
    }
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
        if outcome == Outcome::Failed(FailureReason::Gone) {
            settle::bury(conn, system, aim)?;
        }
    }
    retries::insert(conn, system, work.urgent, &waiting)?;
    for (chunk_id, counts) in sums {
        settle::add(conn, system, chunk_id, counts)?;
    }
    pace::heed(conn, system, full, &sent.signals)?;
    Ok(true)
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
    // A retry's attempt was counted when it was taken.
    let tried = if aim.retry_id.is_some() {
        aim.attempt
    } else {
        1
    };
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
