//! SQL of the edge kit: remembered answers.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::db::schema::idempotency_keys;
use crate::db::{Both, Conn};
use crate::error::Error;
use crate::kernel::instant::Instant;

/// Fingerprint of the first request and its sealed answer, where one is finished.
pub(super) type Remembered = (Vec<u8>, Option<Vec<u8>>);

pub(super) fn remembered(
    conn: &mut Conn,
    actor: &impl Actor,
    key: &str,
) -> Result<Option<Remembered>, Error> {
    Ok(idempotency_keys::table
        .find((actor.member_id().unwrap_or(0), key))
        .select((
            idempotency_keys::fingerprint,
            idempotency_keys::sealed_answer,
        ))
        .first(conn)
        .optional()?)
}

/// Takes the key; false when another request has it. On `PostgreSQL` this waits at most a second for a request that
/// is running with the same key.
pub(super) fn take_key(
    conn: &mut Conn,
    actor: &impl Actor,
    key: &str,
    fingerprint: &[u8],
) -> Result<bool, Error> {
    if let Conn::Postgres(conn) = conn {
        conn.batch_execute("SET LOCAL lock_timeout = '1s'")?;
    }
    let insert = diesel::insert_into(idempotency_keys::table)
        .values((
            idempotency_keys::member_id.eq(actor.member_id().unwrap_or(0)),
            idempotency_keys::idempotency_key.eq(key),
            idempotency_keys::fingerprint.eq(fingerprint),
            idempotency_keys::created_at.eq(actor.stamp().now()),
        ))
        .on_conflict_do_nothing();
    let taken = Both(insert).execute(conn)?;
    if let Conn::Postgres(conn) = conn {
        conn.batch_execute("SET LOCAL lock_timeout = '10s'")?;
    }
    Ok(taken == 1)
}

pub(super) fn remember(
    conn: &mut Conn,
    actor: &impl Actor,
    key: &str,
    sealed: &[u8],
) -> Result<(), Error> {
    diesel::update(idempotency_keys::table.find((actor.member_id().unwrap_or(0), key)))
        .set(idempotency_keys::sealed_answer.eq(Some(sealed)))
        .execute(conn)?;
    Ok(())
}

/// Forgets answers given before `before`.
pub(super) fn forget(conn: &mut Conn, _: &System, before: Instant) -> Result<usize, Error> {
    Ok(
        diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(before)))
            .execute(conn)?,
    )
}
