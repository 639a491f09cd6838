//! The body that a signed-in device gets.

use super::model::LiveSession;
use super::views::TokensView;
use crate::app::App;
use crate::auth::keys::KeyRing;
use crate::auth::tokens::{self, ACCESS_TOKEN_SECONDS};
use crate::error::Error;
use crate::kernel::instant::Instant;

/// What signs access tokens, to be taken into a transaction.
#[derive(Clone)]
pub(super) struct Tokens {
    ring: KeyRing,
    issuer: String,
}

impl Tokens {
    pub fn of(app: &App) -> Self {
        Self {
            ring: app.authenticator.ring.clone(),
            issuer: app.config.issuer.clone(),
        }
    }

    pub fn view(&self, session: &LiveSession, now: Instant) -> Result<TokensView, Error> {
        let (member, id) = (session.member_public_id, session.public_id);
        Ok(TokensView {
            access_token: tokens::issue(&self.ring, &self.issuer, member, id, now)?,
            token_type: "Bearer",
            expires_in: ACCESS_TOKEN_SECONDS,
            refresh_token: session.refresh_token.text(),
            refresh_expires_at: session.expires_at,
            session_id: id,
            member_id: member,
        })
    }
}
