//! Requests for a code, until it was looked at whom they mean: rows of the outbox that are no mails and name no member.

use chrono::Duration;
use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::auth::secret::Purpose;
use crate::auth::{Public, System};
use crate::db::Conn;
use crate::db::schema::mail_outbox;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::mail::model::{MailKind, MailState};
use crate::mail::rules::codes::REQUEST_LASTS;

const KIND: &str = MailKind::CodeRequest.code();

/// Keeps what was typed, whoever it means: one row of the same shape for everybody.
pub(in crate::mail) fn put(conn: &mut Conn, actor: &Public, typed: &str) -> Result<(), Error> {
    let now = actor.now();
    let public_id = PublicId::new(now);
    let secret = actor.stamp().secret();
    let sealed = secret.seal(Purpose::Mail, public_id.as_bytes(), typed.as_bytes())?;
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

/// The one that waits for the longest time.
pub(in crate::mail) fn due(conn: &mut Conn, system: &System) -> Result<Option<i64>, Error> {
    Ok(mail_outbox::table
        .filter(mail_outbox::ended_at.is_null())
        .filter(mail_outbox::member_id.is_null())
        .filter(mail_outbox::kind.eq(KIND))
        .filter(mail_outbox::due_at.le(system.now()))
        .filter(mail_outbox::expires_at.gt(system.now()))
        .order((mail_outbox::due_at, mail_outbox::id))
        .select(mail_outbox::id)
        .first(conn)
        .optional()?)
}

/// Ends one in the caller's transaction and answers what was typed. `None`: another worker has ended it.
pub(in crate::mail) fn take(
    conn: &mut Conn,
    system: &System,
    id: i64,
) -> Result<Option<String>, Error> {
    // Who comes second waits here for the first, and then finds it ended.
    let open = mail_outbox::table
        .find(id)
        .filter(mail_outbox::kind.eq(KIND))
        .filter(mail_outbox::ended_at.is_null());
    let kept: Option<(PublicId, Option<Vec<u8>>)> = diesel::update(open)
        .set(mail_outbox::ended_at.eq(Some(system.now())))
        .returning((mail_outbox::public_id, mail_outbox::sealed))
        .get_result(conn)
        .optional()?;
    let Some((public_id, sealed)) = kept else {
        return Ok(None);
    };
    diesel::update(mail_outbox::table.find(id))
        .set((
            mail_outbox::state.eq(MailState::Nobodys.code()),
            mail_outbox::sealed.eq(None::<Vec<u8>>),
        ))
        .execute(conn)?;
    let secret = system.stamp().secret();
    let plain = secret.open(
        Purpose::Mail,
        public_id.as_bytes(),
        &sealed.unwrap_or_default(),
    )?;
    String::from_utf8(plain)
        .map(Some)
        .map_err(|_| Error::internal("a request that was kept is none"))
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
