//! SQL of sessions: a signed-in device each.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::auth::{Public, Viewer};
use crate::db::Conn;
use crate::db::schema::{refresh_tokens, sessions};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::sessions::model::{
    Candidate, Device, EndReason, LiveSession, RefreshToken, SessionRow, network_digest,
};
use crate::sessions::rules::{MAX_SESSIONS, session_end};

/// Whether the member was signed in before, but never on this platform from this network, as far as is remembered.
pub fn is_new(
    conn: &mut Conn,
    actor: &Public,
    member: &Candidate,
    device: &Device,
) -> Result<bool, Error> {
    let digest = network_digest(actor.stamp().secret(), member.member_id, device.network);
    let known: Vec<(String, Vec<u8>)> = sessions::table
        .filter(sessions::member_id.eq(member.member_id))
        .select((sessions::platform, sessions::network_digest))
        .distinct()
        .load(conn)?;
    let here = |(platform, network): &(String, Vec<u8>)| {
        platform == device.platform.code() && network.as_slice() == digest.as_slice()
    };
    Ok(!known.is_empty() && !known.iter().any(here))
}

/// Begins a session and its first refresh token.
pub fn open(
    conn: &mut Conn,
    actor: &Public,
    member: &Candidate,
    device: &Device,
) -> Result<LiveSession, Error> {
    let (now, secret) = (actor.now(), actor.stamp().secret());
    end_surplus(conn, actor, member.member_id)?;
    let (public_id, expires_at) = (PublicId::new(now), session_end(now, now));
    let session_id: i64 = diesel::insert_into(sessions::table)
        .values((
            sessions::public_id.eq(public_id),
            sessions::member_id.eq(member.member_id),
            sessions::device_name.eq(&device.name),
            sessions::platform.eq(device.platform.code()),
            sessions::network_digest
                .eq(network_digest(secret, member.member_id, device.network).as_slice()),
            sessions::created_at.eq(now),
            sessions::last_used_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .returning(sessions::id)
        .get_result(conn)?;
    let refresh_token = RefreshToken::new()?;
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::digest.eq(refresh_token.digest(secret).as_slice()),
            refresh_tokens::session_id.eq(session_id),
            refresh_tokens::issued_at.eq(now),
        ))
        .execute(conn)?;
    Ok(LiveSession {
        public_id,
        member_public_id: member.member_public_id,
        expires_at,
        refresh_token,
    })
}

/// The caller's devices, the one used last first.
pub fn list(conn: &mut Conn, viewer: &Viewer) -> Result<Vec<SessionRow>, Error> {
    Ok(live(viewer.member_id(), viewer.now())
        .order((sessions::last_used_at.desc(), sessions::id.desc()))
        .limit(MAX_SESSIONS)
        .select((
            sessions::id,
            sessions::public_id,
            sessions::device_name,
            sessions::platform,
            sessions::created_at,
            sessions::last_used_at,
        ))
        .load(conn)?)
}

/// The row key of a live session of the caller.
pub fn own(conn: &mut Conn, viewer: &Viewer, session: PublicId) -> Result<i64, Error> {
    live(viewer.member_id(), viewer.now())
        .filter(sessions::public_id.eq(session))
        .select(sessions::id)
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// Ends a session; its refresh tokens are forgotten at once.
pub fn end(
    conn: &mut Conn,
    actor: &impl Actor,
    session_id: i64,
    reason: EndReason,
) -> Result<bool, Error> {
    let open = sessions::table
        .find(session_id)
        .filter(sessions::ended_at.is_null());
    let ended = diesel::update(open)
        .set((
            sessions::ended_at.eq(Some(actor.stamp().now())),
            sessions::end_reason.eq(Some(reason.code())),
        ))
        .execute(conn)?;
    diesel::delete(refresh_tokens::table.filter(refresh_tokens::session_id.eq(session_id)))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Ends the sessions of a member, but for one where `spared` says so; answers how many.
pub fn end_all(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    spared: Option<i64>,
    reason: EndReason,
) -> Result<usize, Error> {
    let open: Vec<i64> = sessions::table
        .filter(sessions::member_id.eq(member_id))
        .filter(sessions::ended_at.is_null())
        .select(sessions::id)
        .load(conn)?;
    let mut ended = 0;
    for session_id in open.into_iter().filter(|session| Some(*session) != spared) {
        ended += usize::from(end(conn, actor, session_id, reason)?);
    }
    Ok(ended)
}

/// Makes room for one more session: the least used ones beyond the limit end.
fn end_surplus(conn: &mut Conn, actor: &Public, member_id: i64) -> Result<(), Error> {
    let surplus: Vec<i64> = live(member_id, actor.now())
        .order((sessions::last_used_at.desc(), sessions::id.desc()))
        .offset(MAX_SESSIONS - 1)
        .limit(MAX_SESSIONS)
        .select(sessions::id)
        .load(conn)?;
    for session_id in surplus {
        end(conn, actor, session_id, EndReason::TooMany)?;
    }
    Ok(())
}

type Live = diesel::dsl::Filter<
    diesel::dsl::Filter<
        diesel::dsl::Filter<sessions::table, diesel::dsl::Eq<sessions::member_id, i64>>,
        diesel::dsl::IsNull<sessions::ended_at>,
    >,
    diesel::dsl::Gt<sessions::expires_at, Instant>,
>;

// scope: a condition, not a query; callers pass whose sessions they may see.
fn live(member_id: i64, now: Instant) -> Live {
    sessions::table
        .filter(sessions::member_id.eq(member_id))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
}
