//! SQL that forgets what is over.

use chrono::Duration;
use diesel::prelude::*;

use super::devices;
use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::{account_codes, refresh_tokens, sessions};
use crate::error::Error;
use crate::sessions::model::EndReason;
use crate::sessions::rules::refresh::KEPT_DAYS;

/// How long an ended session is kept, in days: its network counts as known, and the audit log names its id.
const ENDED_DAYS: i64 = 180;
/// Rows of a kind that one run removes, so that it does not hold up writers; the next run continues.
const A_RUN: i64 = 1_000;

/// Ends sessions that nobody used any more; their refresh tokens go with them.
pub fn end_expired(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    let expired: Vec<i64> = sessions::table
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.le(system.now()))
        .order(sessions::expires_at)
        .limit(A_RUN)
        .select(sessions::id)
        .load(conn)?;
    for session_id in &expired {
        devices::end(conn, system, *session_id, EndReason::Expired)?;
    }
    Ok(expired.len())
}

/// Forgets sessions that ended long ago.
pub fn forget_ended(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    let old: Vec<i64> = sessions::table
        .filter(sessions::ended_at.lt(system.now() - Duration::days(ENDED_DAYS)))
        .order(sessions::ended_at)
        .limit(A_RUN)
        .select(sessions::id)
        .load(conn)?;
    Ok(diesel::delete(sessions::table.filter(sessions::id.eq_any(old))).execute(conn)?)
}

/// Forgets refresh tokens that were used long ago.
pub fn forget_used_tokens(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    let old: Vec<Vec<u8>> = refresh_tokens::table
        .filter(refresh_tokens::rotated_at.lt(system.now() - Duration::days(KEPT_DAYS)))
        .order(refresh_tokens::rotated_at)
        .limit(A_RUN)
        .select(refresh_tokens::digest)
        .load(conn)?;
    Ok(
        diesel::delete(refresh_tokens::table.filter(refresh_tokens::digest.eq_any(old)))
            .execute(conn)?,
    )
}

/// Forgets codes that were used or can no longer be.
pub fn forget_codes(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    let over = account_codes::table.filter(
        account_codes::expires_at
            .le(system.now())
            .or(account_codes::used_at.is_not_null()),
    );
    Ok(diesel::delete(over).execute(conn)?)
}
