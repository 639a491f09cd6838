//! The lease: a worker holds a mail by its row key and the attempt that it has counted up.

use chrono::Duration;
use diesel::dsl::exists;
use diesel::prelude::*;

use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::mail_outbox;
use crate::error::Error;
use crate::first_not_locked;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::mail::model::{Held, MailState};

/// How long a mail is held: longer than sending it takes, with every step at its limit and once on a new connection (`smtp.rs`).
const LEASE_MINUTES: i64 = 15;

/// Whether a claim would find something: asked by reading, so that an idle worker writes nothing.
pub(in crate::mail) fn is_due(conn: &mut Conn, system: &System) -> Result<bool, Error> {
    let due = mail_outbox::table
        .filter(mail_outbox::ended_at.is_null())
        .filter(mail_outbox::member_id.is_not_null())
        .filter(
            mail_outbox::due_at
                .le(system.now())
                .or(mail_outbox::expires_at.le(system.now())),
        );
    Ok(diesel::select(exists(due)).get_result(conn)?)
}

type Row = (i64, PublicId, (i32, i32), String, Option<Vec<u8>>);

/// Takes the mail that is due for the longest time. Workers do not wait for each other: PostgreSQL passes over rows that
/// another one is taking, SQLite has one writer. One that died leaves its mail to another when the lease is over.
pub(in crate::mail) fn claim(conn: &mut Conn, system: &System) -> Result<Option<Held>, Error> {
    let now = system.now();
    let found: Option<Row> = first_not_locked!(
        conn,
        mail_outbox::table
            .filter(mail_outbox::ended_at.is_null())
            .filter(mail_outbox::member_id.is_not_null())
            .filter(mail_outbox::due_at.le(now))
            .filter(mail_outbox::expires_at.gt(now))
            .order((mail_outbox::due_at, mail_outbox::id))
            .select((
                mail_outbox::id,
                mail_outbox::public_id,
                (mail_outbox::attempt, mail_outbox::tries),
                mail_outbox::kind,
                mail_outbox::sealed,
            ))
    )
    .optional()?;
    let Some((id, public_id, (attempt, tries), kind, sealed)) = found else {
        return Ok(None);
    };
    let taken = diesel::update(held(id, attempt))
        .set((
            mail_outbox::attempt.eq(attempt + 1),
            mail_outbox::due_at.eq(now + Duration::minutes(LEASE_MINUTES)),
        ))
        .execute(conn)?;
    Ok((taken == 1).then(|| Held {
        id,
        public_id,
        attempt: attempt + 1,
        tries,
        kind,
        sealed: sealed.unwrap_or_default(),
    }))
}

/// The mail of a worker who has not lost it to another.
// scope: no query.
#[diesel::dsl::auto_type(no_type_alias)]
fn held(id: i64, attempt: i32) -> _ {
    mail_outbox::table
        .find(id)
        .filter(mail_outbox::attempt.eq(attempt))
        .filter(mail_outbox::ended_at.is_null())
}

/// What became of a mail that the caller holds; what it said is forgotten. False: it is no longer his.
pub(in crate::mail) fn end(
    conn: &mut Conn,
    system: &System,
    (id, attempt): (i64, i32),
    state: MailState,
    reply: Option<i32>,
) -> Result<bool, Error> {
    let ended = diesel::update(held(id, attempt))
        .set((
            mail_outbox::state.eq(state.code()),
            mail_outbox::sealed.eq(None::<Vec<u8>>),
            mail_outbox::ended_at.eq(Some(system.now())),
            mail_outbox::reply.eq(reply),
        ))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Puts a mail that the caller holds back until then, with this many tries. False: it is no longer his.
pub(in crate::mail) fn put_off(
    conn: &mut Conn,
    _: &System,
    (id, attempt): (i64, i32),
    (due_at, tries): (Instant, i32),
    reply: Option<i32>,
) -> Result<bool, Error> {
    let put = diesel::update(held(id, attempt))
        .set((
            mail_outbox::due_at.eq(due_at),
            mail_outbox::tries.eq(tries),
            mail_outbox::reply.eq(reply),
        ))
        .execute(conn)?;
    Ok(put == 1)
}
