//! How fast may be sent: one row each for all, for a lane and for a platform, shared by every process.

use chrono::Duration;
use diesel::prelude::*;

use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::push_pace;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::{DevicePlatform, Signals};
use crate::push::rules::backoff::outage_pause;
use crate::push::rules::pace::{Lanes, Ramp, Slot, slot};

/// A platform whose service does not know us is tried again after this many minutes.
const PARKED_MINUTES: i64 = 10;
/// A provider that does not know us is asked again every minute.
const STOPPED_SECONDS: i64 = 60;

/// What holds now.
#[derive(Debug, Clone, Default)]
pub(in crate::push) struct Pace {
    ramp_from: Option<Instant>,
    ramp_floor: i32,
    pub paused_until: Option<Instant>,
    pub failures: i32,
    pub reason: Option<String>,
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
);

pub(in crate::push) fn read(conn: &mut Conn, system: &System) -> Result<Pace, Error> {
    let rows: Vec<Row> = push_pace::table.load(conn)?;
    let mut pace = Pace::default();
    for (name, free_at, ramp_from, ramp_floor, paused_until, failures, reason) in rows {
        match name.as_str() {
            "all" => {
                (pace.ramp_from, pace.ramp_floor) = (ramp_from, ramp_floor);
                pace.paused_until = paused_until.filter(|until| *until > system.now());
                pace.failures = failures;
                pace.reason = reason;
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

/// Writes down what a batch says about the provider.
pub(in crate::push) fn heed(
    conn: &mut Conn,
    system: &System,
    full: Full,
    signals: &Signals,
) -> Result<(), Error> {
    let now = system.now();
    for platform in &signals.parked {
        diesel::update(push_pace::table.find(platform.code()))
            .set(push_pace::paused_until.eq(Some(now + Duration::minutes(PARKED_MINUTES))))
            .execute(conn)?;
    }
    if let Some(until) = signals.throttled_until {
        throttle(conn, system, full, until)?;
    }
    if let Some(reason) = signals.stopped {
        let until = now + Duration::seconds(STOPPED_SECONDS);
        return pause(conn, system, until, Some(reason));
    }
    if signals.outage {
        lock(conn, system)?;
        let failures = read(conn, system)?.failures + 1;
        pause(conn, system, now + outage_pause(failures), Some("outage"))?;
        diesel::update(push_pace::table.find("all"))
            .set(push_pace::failures.eq(failures))
            .execute(conn)?;
    } else if signals.works {
        let troubled = push_pace::table.find("all").filter(
            push_pace::failures
                .gt(0)
                .or(push_pace::reason.is_not_null()),
        );
        diesel::update(troubled)
            .set((
                push_pace::failures.eq(0),
                push_pace::reason.eq(None::<String>),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Nothing until then, and half as fast after it.
fn throttle(conn: &mut Conn, system: &System, full: Full, until: Instant) -> Result<(), Error> {
    lock(conn, system)?;
    let pace = read(conn, system)?;
    let longer = until.max(pace.paused_until.unwrap_or(until));
    pause(conn, system, longer, Some("throttled"))?;
    // Batches that were on their way when the first said so say nothing new.
    if pace.paused_until.is_none() {
        let ramp = pace.ramp(full).halved(system.now(), until);
        diesel::update(push_pace::table.find("all"))
            .set((
                push_pace::ramp_from.eq(ramp.from),
                push_pace::ramp_floor.eq(ramp.floor),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn pause(conn: &mut Conn, _: &System, until: Instant, reason: Option<&str>) -> Result<(), Error> {
    diesel::update(push_pace::table.find("all"))
        .set((
            push_pace::paused_until.eq(Some(until)),
            push_pace::reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(())
}
