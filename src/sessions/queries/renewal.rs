//! SQL of refresh tokens: each is used once.

use diesel::prelude::*;

use super::devices;
use crate::auth::Public;
use crate::auth::principal::Actor;
use crate::auth::secret::Tag;
use crate::db::Conn;
use crate::db::schema::{members, refresh_tokens, sessions};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::sessions::model::{EndReason, LiveSession, RefreshToken};
use crate::sessions::rules::refresh::{Again, REFRESH_REFUSED, REFRESH_TOKEN_REUSED, judge};
use crate::sessions::rules::session_end;

/// A session that a reused token ended.
pub struct ReusedSession {
    pub public_id: PublicId,
    pub member_id: i64,
    pub home_unit: i64,
}

/// Uses a token: makes its successor and moves the session's end. A lost answer is given again.
///
/// # Errors
/// `refresh_refused`, or `refresh_token_reused`: then the caller ends the session in a transaction of its own.
pub fn renew(conn: &mut Conn, actor: &Public, token: &RefreshToken) -> Result<LiveSession, Error> {
    let (now, secret) = (actor.now(), actor.stamp().secret());
    let digest = token.digest(secret);
    let successor = token.successor(secret);
    let unused = refresh_tokens::table
        .find(digest.as_slice())
        .filter(refresh_tokens::rotated_at.is_null());
    // Of two that come at once, one changes the row; the other waits for it and finds it used.
    let first_use: Option<i64> = diesel::update(unused)
        .set(refresh_tokens::rotated_at.eq(Some(now)))
        .returning(refresh_tokens::session_id)
        .get_result(conn)
        .optional()?;
    let session_id = match first_use {
        Some(session_id) => {
            insert(conn, actor, &successor.digest(secret), session_id)?;
            session_id
        }
        None => match used_before(conn, actor, &digest, &successor.digest(secret))? {
            None => return Err(REFRESH_REFUSED.into()),
            Some((_, Again::Reused)) => return Err(REFRESH_TOKEN_REUSED.into()),
            Some((session_id, Again::LostAnswer)) => session_id,
        },
    };
    extend(conn, actor, session_id, now)?.map_or_else(
        || Err(REFRESH_REFUSED.into()),
        |(public_id, member_public_id, expires_at)| {
            Ok(LiveSession {
                public_id,
                member_public_id,
                expires_at,
                refresh_token: successor,
            })
        },
    )
}

/// Ends the session of a token that was used twice; `None` when it has ended already.
pub fn end_reused(
    conn: &mut Conn,
    actor: &Public,
    token: &RefreshToken,
) -> Result<Option<ReusedSession>, Error> {
    let secret = actor.stamp().secret();
    let found = used_before(
        conn,
        actor,
        &token.digest(secret),
        &token.successor(secret).digest(secret),
    )?;
    let Some((session_id, Again::Reused)) = found else {
        return Ok(None);
    };
    if !devices::end(conn, actor, session_id, EndReason::Reuse)? {
        return Ok(None);
    }
    let (public_id, member_id, home_unit) = sessions::table
        .inner_join(members::table.on(members::id.eq(sessions::member_id)))
        .filter(sessions::id.eq(session_id))
        .select((sessions::public_id, members::id, members::home_unit_id))
        .first(conn)?;
    Ok(Some(ReusedSession {
        public_id,
        member_id,
        home_unit,
    }))
}

fn used_before(
    conn: &mut Conn,
    actor: &Public,
    digest: &Tag,
    successor: &Tag,
) -> Result<Option<(i64, Again)>, Error> {
    let used: Option<(i64, Option<Instant>)> = refresh_tokens::table
        .find(digest.as_slice())
        .select((refresh_tokens::session_id, refresh_tokens::rotated_at))
        .first(conn)
        .optional()?;
    let Some((session_id, Some(used_at))) = used else {
        return Ok(None);
    };
    let successor_unused = refresh_tokens::table
        .find(successor.as_slice())
        .filter(refresh_tokens::rotated_at.is_null());
    let successor_used =
        !diesel::select(diesel::dsl::exists(successor_unused)).get_result::<bool>(conn)?;
    Ok(Some((
        session_id,
        judge(used_at, successor_used, actor.now()),
    )))
}

fn insert(conn: &mut Conn, actor: &Public, digest: &Tag, session_id: i64) -> Result<(), Error> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::digest.eq(digest.as_slice()),
            refresh_tokens::session_id.eq(session_id),
            refresh_tokens::issued_at.eq(actor.now()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Moves the end of a live session of an active member.
fn extend(
    conn: &mut Conn,
    _: &Public,
    session_id: i64,
    now: Instant,
) -> Result<Option<(PublicId, PublicId, Instant)>, Error> {
    let found: Option<(PublicId, PublicId, Instant)> = sessions::table
        .inner_join(members::table.on(members::id.eq(sessions::member_id)))
        .filter(sessions::id.eq(session_id))
        .filter(members::standing.eq_any(super::accounts::active_standings()))
        .select((
            sessions::public_id,
            members::public_id,
            sessions::created_at,
        ))
        .first(conn)
        .optional()?;
    let Some((public_id, member_public_id, created_at)) = found else {
        return Ok(None);
    };
    let expires_at = session_end(created_at, now);
    let live = sessions::table
        .find(session_id)
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now));
    let extended = diesel::update(live)
        .set((
            sessions::last_used_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok((extended == 1).then_some((public_id, member_public_id, expires_at)))
}
