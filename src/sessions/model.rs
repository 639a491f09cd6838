//! Rows and values of the room.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules::password::Owner;
use crate::auth::secret::{Purpose, Secret, SecretError, Tag, random};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// What a device runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    Android,
    Ios,
    Web,
    #[default]
    Other,
}

impl Platform {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Android => "android",
            Self::Ios => "ios",
            Self::Web => "web",
            Self::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Self {
        [Self::Android, Self::Ios, Self::Web]
            .into_iter()
            .find(|platform| platform.code() == code)
            .unwrap_or_default()
    }
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// By its own device.
    SignedOut,
    /// By another device of the member.
    SignedOutElsewhere,
    /// The member changed the password on another device.
    PasswordChanged,
    /// A code set a new password.
    PasswordReset,
    /// A refresh token was used twice.
    Reuse,
    /// Too many devices: the least used one gave way.
    TooMany,
    /// Nobody used it any more.
    Expired,
    /// The member's standing ended.
    StandingEnded,
}

impl EndReason {
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::SignedOutElsewhere => "signed_out_elsewhere",
            Self::PasswordChanged => "password_changed",
            Self::PasswordReset => "password_reset",
            Self::Reuse => "reuse",
            Self::TooMany => "too_many",
            Self::Expired => "expired",
            Self::StandingEnded => "standing_ended",
        }
    }
}

/// An account that an identifier may mean.
#[derive(Clone, Queryable)]
pub(super) struct Candidate {
    pub member_id: i64,
    pub member_public_id: PublicId,
    pub password_hash: String,
}

/// Name, card number, phone, e-mail.
pub(super) type OwnerRow = (String, Option<String>, Option<String>, Option<String>);

pub(super) fn owner((full_name, card_number, phone, email): OwnerRow) -> Owner {
    Owner {
        full_name,
        card_number,
        phone,
        email,
    }
}

/// The password of the caller himself, and what a new one must not hold.
pub(super) struct OwnPassword {
    pub hash: String,
    pub owner: Owner,
}

/// What a sign-in says of its device, and where it comes from.
#[derive(Clone)]
pub(super) struct Device {
    pub name: String,
    pub platform: Platform,
    pub network: IpAddr,
}

/// A session as its member sees it.
#[derive(Clone, Queryable)]
pub(super) struct SessionRow {
    pub id: i64,
    pub public_id: PublicId,
    pub device_name: String,
    pub platform: String,
    pub created_at: Instant,
    pub last_used_at: Instant,
}

/// A session that was begun or renewed.
#[derive(Clone)]
pub(super) struct LiveSession {
    pub public_id: PublicId,
    pub member_public_id: PublicId,
    pub expires_at: Instant,
    pub refresh_token: RefreshToken,
}

/// A code that fits, and whose it is.
#[derive(Clone)]
pub(super) struct FittingCode {
    pub code_id: i64,
    pub issued_at: Instant,
    pub member_id: i64,
    pub home_unit_id: i64,
    pub owner: Owner,
}

/// An opaque refresh token. Only its keyed digest is stored. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct RefreshToken(Tag);

impl RefreshToken {
    /// The first of a session.
    pub fn new() -> Result<Self, SecretError> {
        Ok(Self(random()?))
    }

    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The one that its use makes. It takes the deployment's secret to derive it, so it is as good as random for
    /// everybody else; the server can derive it again for a caller who lost the answer.
    pub fn successor(&self, secret: &Secret) -> Self {
        Self(secret.tag(Purpose::RefreshToken, &[b"successor", &self.0]))
    }

    pub fn digest(&self, secret: &Secret) -> Tag {
        secret.tag(Purpose::RefreshToken, &[b"digest", &self.0])
    }

    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

/// A keyed digest of a member's network: it cannot be compared between members.
pub(super) fn network_digest(secret: &Secret, member_id: i64, network: IpAddr) -> Tag {
    secret.tag(
        Purpose::Network,
        &[&member_id.to_be_bytes(), network.to_string().as_bytes()],
    )
}
