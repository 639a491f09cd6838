//! Installations that can be reached.

use chrono::Duration;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::auth::{System, Viewer};
use crate::db::schema::{devices, sessions};
use crate::db::{Conn, Kept, MultiBackend};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::push::model::{AddressKind, Device, DevicePlatform};
use crate::push::rules::FORGOTTEN_DAYS;

type Condition = Box<dyn BoxableExpression<devices::table, MultiBackend, SqlType = Bool>>;

/// Installations that are shown; a member has fewer sessions.
const SHOWN: i64 = 100;
/// How often a registration gives way to another of the same address.
const TRIES: usize = 5;
/// Rows that one step of forgetting removes.
const STEP: i64 = 1_000;

/// What an installation says of itself.
#[derive(Debug, Clone)]
pub(in crate::push) struct Said {
    pub installation_id: PublicId,
    pub address_kind: AddressKind,
    pub address: String,
    pub platform: DevicePlatform,
}

/// Whose it was before, by row key.
pub(in crate::push) fn holder(
    conn: &mut Conn,
    _: &Viewer,
    installation_id: PublicId,
) -> Result<Option<i64>, Error> {
    Ok(devices::table
        .filter(devices::installation_id.eq(installation_id))
        .select(devices::member_id)
        .first(conn)
        .optional()?)
}

/// Makes it the caller's, of this session. Another one with this address is the same phone, another one of this session the
/// same app: both were replaced. Of two registrations of one address at once the one that comes last has it.
pub(in crate::push) fn register(
    conn: &mut Conn,
    viewer: &Viewer,
    said: &Said,
) -> Result<(), Error> {
    for _ in 0..TRIES {
        let same = devices::address
            .eq(&said.address)
            .or(devices::session_id.eq(viewer.session_id()));
        diesel::delete(
            devices::table
                .filter(devices::installation_id.ne(said.installation_id))
                .filter(same),
        )
        .execute(conn)?;
        // In a savepoint: who registered the address meanwhile has committed by the time that he is in the way, and is found
        // above then.
        match conn.transaction(|conn| upsert(conn, viewer, said)) {
            Err(error) if error.violates("devices", "address") => {}
            result => return result,
        }
    }
    Err(Error::Busy)
}

fn upsert(conn: &mut Conn, viewer: &Viewer, said: &Said) -> Result<(), Error> {
    let now = viewer.now();
    let insert = "INSERT INTO devices (installation_id, member_id, session_id, address_kind, address, platform, created_at, seen_at) VALUES (";
    Kept::new(insert)
        .bind(said.installation_id)
        .sql(", ")
        .bind(viewer.member_id())
        .sql(", ")
        .bind(viewer.session_id())
        .sql(", ")
        .bind(said.address_kind.code())
        .sql(", ")
        .bind(Some(said.address.clone()))
        .sql(", ")
        .bind(said.platform.code())
        .sql(", ")
        .bind(now)
        .sql(", ")
        .bind(now)
        .sql(
            ") ON CONFLICT (installation_id) DO UPDATE SET member_id = excluded.member_id, session_id = excluded.session_id, \
             address_kind = excluded.address_kind, address = excluded.address, platform = excluded.platform, \
             seen_at = excluded.seen_at, dead_at = NULL",
        )
        .execute(conn)?;
    Ok(())
}

/// Those of the caller's live sessions, the one seen last first.
pub(in crate::push) fn list(conn: &mut Conn, viewer: &Viewer) -> Result<Vec<Device>, Error> {
    Ok(devices::table
        .inner_join(sessions::table.on(sessions::id.eq(devices::session_id)))
        .filter(devices::member_id.eq(viewer.member_id()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(viewer.now()))
        .order((devices::seen_at.desc(), devices::id.desc()))
        .limit(SHOWN)
        .select((
            devices::installation_id,
            devices::session_id,
            devices::address_kind,
            devices::platform,
            devices::created_at,
            devices::seen_at,
            devices::dead_at,
        ))
        .load(conn)?)
}

/// Whether the caller had it.
pub(in crate::push) fn remove(
    conn: &mut Conn,
    viewer: &Viewer,
    installation_id: PublicId,
) -> Result<bool, Error> {
    let own = devices::table
        .filter(devices::installation_id.eq(installation_id))
        .filter(devices::member_id.eq(viewer.member_id()));
    Ok(diesel::delete(own).execute(conn)? > 0)
}

/// Sessions that keep a device.
// scope: builds a condition, asks nothing.
fn kept(now: Instant) -> Condition {
    let live = sessions::table
        .filter(sessions::id.eq(devices::session_id))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now));
    let lately = devices::seen_at.ge(now - Duration::days(FORGOTTEN_DAYS));
    Box::new(lately.and(exists(live)))
}

/// Some of those whose session has ended or that were not seen for long, by row key.
pub(in crate::push) fn silent(conn: &mut Conn, system: &System) -> Result<Vec<i64>, Error> {
    Ok(devices::table
        .filter(not(kept(system.now())))
        .limit(STEP)
        .select(devices::id)
        .load(conn)?)
}

/// Forgets those of them that are still so; answers how many.
pub(in crate::push) fn forget(
    conn: &mut Conn,
    system: &System,
    silent: &[i64],
) -> Result<usize, Error> {
    let still = devices::table
        .filter(devices::id.eq_any(silent))
        .filter(not(kept(system.now())));
    Ok(diesel::delete(still).execute(conn)?)
}
