//! The keys that sign access tokens. They live in the database (the private half sealed), so that every process
//! has the same ones. A new key is published for a while before it signs, and an old one verifies until its last
//! token has expired: nobody is signed out by a rotation.

use std::sync::{Arc, RwLock};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;

use super::principal::{Actor, System};
use super::queries;
use super::secret::{Purpose, Secret};
use super::tokens::ACCESS_TOKEN_SECONDS;
use crate::db::Conn;
use crate::db::dialect::{Guard, guard_alone};
use crate::error::Error;
use crate::kernel::instant::Instant;

/// How long a new key is published before it signs: every process has read it by then.
const ANNOUNCE_SECONDS: i64 = 30;

/// One key pair.
#[derive(Clone)]
pub struct Key {
    pub kid: String,
    /// The raw public key, base64url: member `x` of the JWK (RFC 8037).
    pub public_base64url: String,
    private_pkcs8: Vec<u8>,
    pub signs_from: Instant,
    pub retired_at: Option<Instant>,
}

impl Key {
    pub(super) fn private_pkcs8(&self) -> &[u8] {
        &self.private_pkcs8
    }

    pub(super) fn open(row: &queries::KeyRow, secret: &Secret) -> Result<Self, Error> {
        Ok(Self {
            kid: row.kid.clone(),
            public_base64url: URL_SAFE_NO_PAD.encode(&row.public_key),
            private_pkcs8: secret.open(
                Purpose::SigningKey,
                row.kid.as_bytes(),
                &row.sealed_private_key,
            )?,
            signs_from: row.signs_from,
            retired_at: row.retired_at,
        })
    }
}

/// The keys in force; replaced as a whole when the database has newer ones.
#[derive(Clone, Default)]
pub struct KeyRing {
    keys: Arc<RwLock<Arc<Vec<Key>>>>,
}

impl KeyRing {
    /// Every key that verifies, for the JWKS.
    #[must_use]
    pub fn all(&self) -> Arc<Vec<Key>> {
        self.keys
            .read()
            .map(|keys| Arc::clone(&keys))
            .unwrap_or_default()
    }

    pub(super) fn signing_key(&self, now: Instant) -> Result<Key, Error> {
        let keys = self.all();
        let due = keys
            .iter()
            .filter(|key| key.signs_from <= now)
            .max_by_key(|key| key.signs_from);
        due.or_else(|| keys.first())
            .cloned()
            .ok_or_else(|| Error::internal("no signing key"))
    }

    pub(super) fn verifying_key(&self, kid: &str) -> Option<Key> {
        self.all().iter().find(|key| key.kid == kid).cloned()
    }

    /// Reads the keys again; makes the first one where there is none.
    ///
    /// # Errors
    /// The database, or keys sealed with another secret.
    pub fn reload(&self, conn: &mut Conn, system: &System) -> Result<(), Error> {
        let keys = queries::signing_keys(conn, system)?
            .iter()
            .map(|row| Key::open(row, system.stamp().secret()))
            .collect::<Result<Vec<_>, _>>()?;
        if let Ok(mut slot) = self.keys.write() {
            *slot = Arc::new(keys);
        }
        Ok(())
    }
}

/// Makes the first key, unless another process that starts at the same time has just done so.
///
/// # Errors
/// As for [`rotate`].
pub fn make_first(conn: &mut Conn, system: &System) -> Result<(), Error> {
    guard_alone(conn, Guard::SigningKeys)?;
    if queries::signing_keys(conn, system)?.is_empty() {
        rotate(conn, system)?;
    }
    Ok(())
}

/// Makes a key that signs from `system.now()` on (the first one) or after a short announcement, and lets the older
/// ones end when their last token has expired. Answers its `kid`.
///
/// # Errors
/// The database, or no random bytes.
pub fn rotate(conn: &mut Conn, system: &System) -> Result<String, Error> {
    let now = system.now();
    let first = queries::signing_keys(conn, system)?.is_empty();
    let signs_from = if first {
        now
    } else {
        now + Duration::seconds(ANNOUNCE_SECONDS)
    };
    let document = Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new())
        .map_err(|_| Error::internal("no random bytes"))?;
    let pair = Ed25519KeyPair::from_pkcs8(document.as_ref())
        .map_err(|_| Error::internal("a new key is not readable"))?;
    let public = pair.public_key().as_ref().to_vec();
    let kid = URL_SAFE_NO_PAD.encode(super::secret::sha256(&public).get(..12).unwrap_or_default());
    let sealed =
        system
            .stamp()
            .secret()
            .seal(Purpose::SigningKey, kid.as_bytes(), document.as_ref())?;
    let retire_others_at = signs_from + Duration::seconds(ACCESS_TOKEN_SECONDS + ANNOUNCE_SECONDS);
    queries::retire_signing_keys(conn, system, retire_others_at)?;
    queries::insert_signing_key(conn, system, &kid, &public, &sealed, signs_from)?;
    Ok(kid)
}
