//! The way into the outbox, and what is forgotten of it.

use chrono::Duration;
use diesel::dsl::exists;
use diesel::prelude::*;

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::auth::secret::Purpose;
use crate::db::Conn;
use crate::db::schema::mail_outbox;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::mail::model::{Letter, MailKind, MailState, Written};

const WAITING: &str = MailState::Waiting.code();
/// How long it is kept that a mail went out and when, without what it said.
const KEPT_DAYS: i64 = 30;
/// Rows that one run removes; the next run goes on.
const A_RUN: i64 = 1_000;

/// Writes a mail to a member, in the transaction of what it tells of.
pub(in crate::mail) fn put(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    letter: &Letter,
    expires_at: Instant,
) -> Result<(), Error> {
    let now = actor.stamp().now();
    let public_id = PublicId::new(now);
    let plain = serde_json::to_vec(letter).map_err(|error| Error::internal(error.to_string()))?;
    let secret = actor.stamp().secret();
    let sealed = secret.seal(Purpose::Mail, public_id.as_bytes(), &plain)?;
    diesel::insert_into(mail_outbox::table)
        .values((
            mail_outbox::public_id.eq(public_id),
            mail_outbox::member_id.eq(Some(member_id)),
            mail_outbox::kind.eq(letter.says.kind().code()),
            mail_outbox::state.eq(WAITING),
            mail_outbox::sealed.eq(Some(sealed)),
            mail_outbox::attempt.eq(0),
            mail_outbox::tries.eq(0),
            mail_outbox::due_at.eq(now),
            mail_outbox::expires_at.eq(expires_at),
            mail_outbox::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes back what waits of a kind: it says what no longer holds, or is no longer wanted.
pub(in crate::mail) fn withdraw(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    kind: MailKind,
) -> Result<(), Error> {
    let waiting = mail_outbox::table
        .filter(mail_outbox::member_id.eq(member_id))
        .filter(mail_outbox::kind.eq(kind.code()))
        .filter(mail_outbox::ended_at.is_null());
    diesel::update(waiting)
        .set((
            mail_outbox::state.eq(MailState::Withdrawn.code()),
            mail_outbox::sealed.eq(None::<Vec<u8>>),
            mail_outbox::ended_at.eq(Some(actor.stamp().now())),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether a mail of these kinds that still holds was sent, or tried to be.
pub(in crate::mail) fn may_have_left(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    kinds: &[MailKind],
) -> Result<bool, Error> {
    let codes: Vec<&str> = kinds.iter().map(|kind| kind.code()).collect();
    let tried = mail_outbox::table
        .filter(mail_outbox::member_id.eq(member_id))
        .filter(mail_outbox::kind.eq_any(codes))
        .filter(mail_outbox::attempt.gt(0))
        .filter(mail_outbox::expires_at.gt(actor.stamp().now()));
    Ok(diesel::select(exists(tried)).get_result(conn)?)
}

/// The mails of these kinds that were written to a member within the last day, newest first.
pub(in crate::mail) fn of_today(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    kinds: &[MailKind],
) -> Result<Vec<Written>, Error> {
    let codes: Vec<&str> = kinds.iter().map(|kind| kind.code()).collect();
    let rows: Vec<(String, Instant)> = mail_outbox::table
        .filter(mail_outbox::member_id.eq(member_id))
        .filter(mail_outbox::kind.eq_any(codes))
        .filter(mail_outbox::created_at.gt(actor.stamp().now() - Duration::days(1)))
        .order(mail_outbox::id.desc())
        .limit(100)
        .select((mail_outbox::kind, mail_outbox::created_at))
        .load(conn)?;
    let written = |(kind, at): (String, Instant)| {
        let kind = MailKind::from_code(&kind)?;
        Some(Written { kind, at })
    };
    Ok(rows.into_iter().filter_map(written).collect())
}

/// Ends what could not be sent while it was worth it, a code that has expired among it: what it said is forgotten at once.
pub(in crate::mail) fn expire(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    let now = system.now();
    let late: Vec<i64> = mail_outbox::table
        .filter(mail_outbox::ended_at.is_null())
        .filter(mail_outbox::expires_at.le(now))
        .order(mail_outbox::expires_at)
        .limit(A_RUN)
        .select(mail_outbox::id)
        .load(conn)?;
    if late.is_empty() {
        return Ok(0);
    }
    let ended = mail_outbox::table
        .filter(mail_outbox::id.eq_any(late))
        .filter(mail_outbox::ended_at.is_null());
    Ok(diesel::update(ended)
        .set((
            mail_outbox::state.eq(MailState::Expired.code()),
            mail_outbox::sealed.eq(None::<Vec<u8>>),
            mail_outbox::ended_at.eq(Some(now)),
        ))
        .execute(conn)?)
}

/// Forgets some of what is long over; answers how many rows.
pub(in crate::mail) fn forget(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    let now = system.now();
    let requests = mail_outbox::member_id
        .is_null()
        .and(mail_outbox::ended_at.lt(Some(now - Duration::days(1))));
    let old: Vec<i64> = mail_outbox::table
        .filter(mail_outbox::ended_at.is_not_null())
        .filter(
            mail_outbox::ended_at
                .lt(Some(now - Duration::days(KEPT_DAYS)))
                .or(requests),
        )
        .limit(A_RUN)
        .select(mail_outbox::id)
        .load(conn)?;
    Ok(diesel::delete(mail_outbox::table.filter(mail_outbox::id.eq_any(old))).execute(conn)?)
}

/// How many mails wait.
pub(in crate::mail) fn depth(conn: &mut Conn, _: &System) -> Result<i64, Error> {
    Ok(mail_outbox::table
        .filter(mail_outbox::ended_at.is_null())
        .filter(mail_outbox::member_id.is_not_null())
        .count()
        .get_result(conn)?)
}
