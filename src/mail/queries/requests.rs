//! Requests for a code, until it was looked at whom they mean: rows of the outbox that are no mails and name no member.

use chrono::Duration;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::auth::principal::Actor;
use crate::auth::secret::Purpose;
use crate::auth::{Public, System};
use crate::db::Conn;
use crate::db::schema::mail_outbox;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::mail::model::{MailKind, MailState};
use crate::mail::rules::codes::REQUEST_LASTS;

const KIND: &str = MailKind::CodeRequest.code();

/// How many are looked at before it is a mail's turn again.
const A_ROUND: i64 = 50;

/// What somebody asked. Never printed.
pub(in crate::mail) struct CodeRequest {
    pub at: Instant,
    pub said: Said,
}

/// What is kept of it, sealed: what he typed, and the id of his request for the audit log.
#[derive(Serialize, Deserialize)]
pub(in crate::mail) struct Said {
    pub request: String,
    pub typed: String,
}

/// Keeps what was typed, whoever it means: one row of the same shape for everybody.
pub(in crate::mail) fn put(conn: &mut Conn, actor: &Public, typed: String) -> Result<(), Error> {
    let now = actor.now();
    let public_id = PublicId::new(now);
    let request = actor.stamp().id().to_owned();
    let plain = serde_json::to_vec(&Said { request, typed })
        .map_err(|error| Error::internal(error.to_string()))?;
    let secret = actor.stamp().secret();
    let sealed = secret.seal(Purpose::CodeRequest, public_id.as_bytes(), &plain)?;
    diesel::insert_into(mail_outbox::table)
        .values((
            mail_outbox::public_id.eq(public_id),
            mail_outbox::kind.eq(KIND),
            mail_outbox::state.eq(MailState::Waiting.code()),
            mail_outbox::sealed.eq(Some(sealed)),
            mail_outbox::attempt.eq(0),
            mail_outbox::tries.eq(0),
            mail_outbox::due_at.eq(now),
            mail_outbox::expires_at.eq(now + REQUEST_LASTS),
            mail_outbox::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Those that wait for the longest time.
pub(in crate::mail) fn due(conn: &mut Conn, system: &System) -> Result<Vec<i64>, Error> {
    Ok(mail_outbox::table
        .filter(mail_outbox::ended_at.is_null())
        .filter(mail_outbox::member_id.is_null())
        .filter(mail_outbox::kind.eq(KIND))
        .filter(mail_outbox::due_at.le(system.now()))
        .filter(mail_outbox::expires_at.gt(system.now()))
        .order((mail_outbox::due_at, mail_outbox::id))
        .limit(A_ROUND)
        .select(mail_outbox::id)
        .load(conn)?)
}

/// Removes one in the caller's transaction and answers what it said. `None`: another worker has looked at it.
pub(in crate::mail) fn take(
    conn: &mut Conn,
    system: &System,
    id: i64,
) -> Result<Option<CodeRequest>, Error> {
    // Who comes second waits here for the first, and then finds nothing.
    let open = mail_outbox::table
        .find(id)
        .filter(mail_outbox::kind.eq(KIND))
        .filter(mail_outbox::ended_at.is_null());
    let kept: Option<(PublicId, Instant, Option<Vec<u8>>)> = diesel::delete(open)
        .returning((
            mail_outbox::public_id,
            mail_outbox::created_at,
            mail_outbox::sealed,
        ))
        .get_result(conn)
        .optional()?;
    let Some((public_id, at, sealed)) = kept else {
        return Ok(None);
    };
    let secret = system.stamp().secret();
    let plain = secret.open(
        Purpose::CodeRequest,
        public_id.as_bytes(),
        &sealed.unwrap_or_default(),
    )?;
    let said = serde_json::from_slice(&plain)
        .map_err(|_| Error::internal("a request that was kept is none"))?;
    Ok(Some(CodeRequest { at, said }))
}

/// Puts one that could not be looked at behind the others.
pub(in crate::mail) fn put_off(conn: &mut Conn, system: &System, id: i64) -> Result<(), Error> {
    let open = mail_outbox::table
        .find(id)
        .filter(mail_outbox::ended_at.is_null());
    diesel::update(open)
        .set((
            mail_outbox::due_at.eq(system.now() + Duration::minutes(1)),
            mail_outbox::tries.eq(mail_outbox::tries + 1),
        ))
        .execute(conn)?;
    Ok(())
}
