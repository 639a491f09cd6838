//! How fast may be sent: one row each for all, for a lane and for a platform, shared by every process.

use chrono::Duration;
use diesel::prelude::*;

use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::push_pace;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::{DevicePlatform, Signals};
use crate::push::rules::PARKED_MINUTES;
use crate::push::rules::health::Health;
use crate::push::rules::pace::{Lanes, Ramp, Slot, slot};

/// That something got through is written down no more often: the row is one for all processes.
const WORKED_EVERY: Duration = Duration::seconds(10);

/// What holds now.
#[derive(Debug, Clone, Default)]
pub(in crate::push) struct Pace {
    ramp_from: Option<Instant>,
    ramp_floor: i32,
    pub paused_until: Option<Instant>,
    failures: i32,
    reason: Option<String>,
    worked_at: Option<Instant>,
    pub routine_free_at: Option<Instant>,
    pub urgent_free_at: Option<Instant>,
    pub parked: Vec<(DevicePlatform, Instant)>,
}

type Row = (
    String,
    Option<Instant>,
    Option<Instant>,
    i32,
    Option<Instant>,
    i32,
    Option<String>,
    Option<Instant>,
);

pub(in crate::push) fn read(conn: &mut Conn, system: &System) -> Result<Pace, Error> {
    let rows: Vec<Row> = push_pace::table.load(conn)?;
    let mut pace = Pace::default();
    for (name, free_at, ramp_from, ramp_floor, paused_until, failures, reason, worked_at) in rows {
        match name.as_str() {
            "all" => {
                (pace.ramp_from, pace.ramp_floor) = (ramp_from, ramp_floor);
                pace.paused_until = paused_until.filter(|until| *until > system.now());
                pace.failures = failures;
                (pace.reason, pace.worked_at) = (reason, worked_at);
            }
            "routine" => pace.routine_free_at = free_at,
            "urgent" => pace.urgent_free_at = free_at,
            _ => {
                let until = paused_until.filter(|until| *until > system.now());
                let parked = DevicePlatform::from_code(&name).zip(until);
                pace.parked.extend(parked);
            }
        }
    }
    Ok(pace)
}

/// The settings that it goes by.
#[derive(Debug, Clone, Copy)]
pub(in crate::push) struct Full {
    /// Messages a second.
    pub rate: u32,
    /// Seconds in which the rate is reached.
    pub ramp: i64,
}

impl Pace {
    // scope: computes, asks nothing.
    fn ramp(&self, full: Full) -> Ramp {
        Ramp {
            from: self.ramp_from,
            floor: self.ramp_floor,
            seconds: full.ramp,
        }
    }

    // scope: computes, asks nothing.
    fn health(&self, full: Full) -> Health {
        Health {
            paused_until: self.paused_until,
            reason: self.reason.clone(),
            failures: self.failures,
            worked_at: self.worked_at,
            ramp: self.ramp(full),
        }
    }
}

/// Takes a place for so many messages; the row stays locked until the transaction ends.
pub(in crate::push) fn reserve(
    conn: &mut Conn,
    system: &System,
    urgent: bool,
    full: Full,
    count: usize,
) -> Result<Slot, Error> {
    lock(conn, system)?;
    let now = system.now();
    let pace = read(conn, system)?;
    let last = pace.routine_free_at.max(pace.urgent_free_at);
    let stored = pace.ramp(full);
    let ramp = stored.after_rest(last, now);
    if ramp != stored {
        diesel::update(push_pace::table.find("all"))
            .set((
                push_pace::ramp_from.eq(ramp.from),
                push_pace::ramp_floor.eq(ramp.floor),
            ))
            .execute(conn)?;
    }
    let (own_free_at, other_free_at) = if urgent {
        (pace.urgent_free_at, pace.routine_free_at)
    } else {
        (pace.routine_free_at, pace.urgent_free_at)
    };
    let lanes = Lanes {
        own_free_at,
        other_free_at,
        urgent,
    };
    let place = slot(lanes, ramp, full.rate, count, now);
    diesel::update(push_pace::table.find(if urgent { "urgent" } else { "routine" }))
        .set(push_pace::free_at.eq(Some(place.ends)))
        .execute(conn)?;
    Ok(place)
}

fn lock(conn: &mut Conn, _: &System) -> Result<(), Error> {
    diesel::update(push_pace::table.find("all"))
        .set(push_pace::ramp_floor.eq(push_pace::ramp_floor))
        .execute(conn)?;
    Ok(())
}

/// Writes down what a batch says about the provider; answers whether that is that it is away.
pub(in crate::push) fn heed(
    conn: &mut Conn,
    system: &System,
    full: Full,
    signals: &Signals,
) -> Result<bool, Error> {
    let now = system.now();
    for platform in &signals.parked {
        let until = now + Duration::minutes(PARKED_MINUTES);
        diesel::update(push_pace::table.find(platform.code()))
            .set(push_pace::paused_until.eq(Some(until)))
            .execute(conn)?;
    }
    let is_trouble = signals.throttled_until.is_some()
        || signals.stopped.is_some()
        || !signals.works && signals.missed > 0;
    if !(is_trouble || signals.works && is_news(conn, system)?) {
        return Ok(false);
    }
    lock(conn, system)?;
    let before = read(conn, system)?.health(full);
    let after = before.after(signals, now);
    if after != before {
        diesel::update(push_pace::table.find("all"))
            .set((
                push_pace::paused_until.eq(after.paused_until),
                push_pace::reason.eq(after.reason),
                push_pace::failures.eq(after.failures),
                push_pace::worked_at.eq(after.worked_at),
                push_pace::ramp_from.eq(after.ramp.from),
                push_pace::ramp_floor.eq(after.ramp.floor),
            ))
            .execute(conn)?;
    }
    Ok(after.failures > before.failures)
}

/// Whether it is worth writing down that something got through.
fn is_news(conn: &mut Conn, system: &System) -> Result<bool, Error> {
    let pace = read(conn, system)?;
    let is_known = pace
        .worked_at
        .is_some_and(|at| at + WORKED_EVERY > system.now());
    Ok(!is_known || pace.failures > 0 || pace.reason.is_some())
}
