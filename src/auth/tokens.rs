//! Access tokens: a JWT (RFC 7519) signed with `EdDSA` (RFC 8037), short-lived, naming a member and a session.

use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use serde::{Deserialize, Serialize};

use super::keys::KeyRing;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// How long an access token is good for, in seconds. Roles are not in it: they are read again within seconds.
pub const ACCESS_TOKEN_SECONDS: i64 = 15 * 60;

/// What the token says. Times are seconds since 1970.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Claims {
    pub iss: String,
    /// The member.
    pub sub: PublicId,
    /// The session.
    pub sid: PublicId,
    pub iat: i64,
    pub exp: i64,
}

/// Signs a token.
///
/// # Errors
/// The key ring has no usable key.
pub fn issue(
    ring: &KeyRing,
    issuer: &str,
    member: PublicId,
    session: PublicId,
    now: Instant,
) -> Result<String, Error> {
    let key = ring.signing_key(now)?;
    let iat = now.utc().timestamp();
    let claims = Claims {
        iss: issuer.to_owned(),
        sub: member,
        sid: session,
        iat,
        exp: iat + ACCESS_TOKEN_SECONDS,
    };
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(key.kid.clone());
    encode(
        &header,
        &claims,
        &EncodingKey::from_ed_der(key.private_pkcs8()),
    )
    .map_err(|error| Error::internal(format!("signing a token: {error}")))
}

/// Checks signature, issuer and expiry.
///
/// # Errors
/// [`Error::TokenRejected`] for whatever is wrong: the caller learns no more.
pub fn verify(ring: &KeyRing, issuer: &str, token: &str, now: Instant) -> Result<Claims, Error> {
    let header = decode_header(token).map_err(|_| Error::TokenRejected)?;
    let kid = header.kid.ok_or(Error::TokenRejected)?;
    let key = ring.verifying_key(&kid).ok_or(Error::TokenRejected)?;
    let decoding =
        DecodingKey::from_ed_components(&key.public_base64url).map_err(|_| Error::TokenRejected)?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[issuer]);
    validation.set_required_spec_claims(&["exp", "iss", "sub"]);
    validation.validate_exp = false; // by our own clock, below
    let claims = decode::<Claims>(token, &decoding, &validation)
        .map_err(|_| Error::TokenRejected)?
        .claims;
    if claims.exp <= now.utc().timestamp() {
        return Err(Error::TokenRejected);
    }
    Ok(claims)
}
