//! Verified tokens and the principals behind them. Checking one `EdDSA` signature costs more than a whole hot read, so
//! a token is checked once and remembered by its hash until it expires. What its member may do is remembered for at
//! most [`FRESH_SECONDS`]: a changed role or standing takes effect within that time in every process, and at once in
//! the process that changed it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use chrono::Duration;
use quick_cache::sync::Cache;

use super::keys::KeyRing;
use super::principal::Principal;
use super::secret::{Tag, sha256};
use super::{queries, tokens};
use crate::app::App;
use crate::error::Error;
use crate::kernel::bounded;
use crate::kernel::instant::Instant;

/// The longest that a withdrawn role or ended session can still be used in another process.
pub const FRESH_SECONDS: i64 = 3;

const REMEMBERED_TOKENS: usize = 100_000;

#[derive(Clone)]
struct Entry {
    principal: Arc<Principal>,
    token_expires: i64,
    fresh_until: Instant,
    epoch: u64,
}

/// Turns the `Authorization` field into a principal.
pub struct Authenticator {
    pub ring: KeyRing,
    entries: Cache<Tag, Entry>,
    epoch: AtomicU64,
}

impl Authenticator {
    #[must_use]
    pub fn new(ring: KeyRing) -> Self {
        Self {
            ring,
            entries: bounded::cache(REMEMBERED_TOKENS),
            epoch: AtomicU64::new(0),
        }
    }

    /// After a change of roles, standings, memberships or sessions: every principal is read again before its next use.
    pub fn refresh(&self) {
        self.epoch.fetch_add(1, Ordering::AcqRel);
    }

    /// Counts the calls of [`Authenticator::refresh`]: what was read under another number may be out of date.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    pub(super) async fn authenticate(
        &self,
        app: &App,
        request: &HttpRequest,
        now: Instant,
    ) -> Result<Arc<Principal>, Error> {
        let token = bearer(request)?;
        let hash = sha256(token.as_bytes());
        let epoch = self.epoch();
        let known = self.entries.get(&hash);
        if let Some(entry) = &known
            && entry.epoch == epoch
            && now < entry.fresh_until
            && now.utc().timestamp() < entry.token_expires
        {
            return Ok(Arc::clone(&entry.principal));
        }
        let (session, expires) = match &known {
            Some(entry) if now.utc().timestamp() < entry.token_expires => {
                (entry.principal.session_public_id, entry.token_expires)
            }
            _ => {
                let claims = tokens::verify(&self.ring, &app.config.issuer, token, now)?;
                (claims.sid, claims.exp)
            }
        };
        let Some(principal) = app
            .db
            .read(move |conn| queries::principal(conn, session, now))
            .await?
        else {
            self.entries.remove(&hash);
            return Err(Error::TokenRejected);
        };
        let principal = Arc::new(principal);
        let fresh_until = now + Duration::seconds(FRESH_SECONDS);
        self.entries.insert(
            hash,
            Entry {
                principal: Arc::clone(&principal),
                token_expires: expires,
                fresh_until,
                epoch,
            },
        );
        Ok(principal)
    }
}

fn bearer(request: &HttpRequest) -> Result<&str, Error> {
    let value = request
        .headers()
        .get(AUTHORIZATION)
        .ok_or(Error::Unauthenticated)?;
    let value = value.to_str().map_err(|_| Error::TokenRejected)?;
    let (scheme, token) = value.split_once(' ').ok_or(Error::TokenRejected)?;
    if !scheme.eq_ignore_ascii_case("bearer") || token.len() > 4_096 {
        return Err(Error::TokenRejected);
    }
    Ok(token.trim())
}
