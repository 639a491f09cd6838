//! The deployment's secret: 32 bytes from which every symmetric key is derived, each for one purpose.

use std::fmt;

use aws_lc_rs::{aead, digest, hmac, rand};

/// Key material; never printed.
#[derive(Clone)]
pub struct Secret {
    master: hmac::Key,
}

/// What a derived key is for; a tag made for one purpose never fits another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Cursor,
    Audit,
    AccountCode,
    RefreshToken,
    Network,
    Idempotency,
    JobFile,
    SigningKey,
    Mail,
    CodeRequest,
    MailAddress,
    Unsubscribe,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Cursor => b"sotay cursor 2",
            Self::Audit => b"sotay audit 1",
            Self::AccountCode => b"sotay account code 1",
            Self::RefreshToken => b"sotay refresh token 1",
            Self::Network => b"sotay network 1",
            Self::Idempotency => b"sotay idempotency 1",
            Self::JobFile => b"sotay job file 1",
            Self::SigningKey => b"sotay signing key 1",
            Self::Mail => b"sotay mail 1",
            Self::CodeRequest => b"sotay code request 1",
            Self::MailAddress => b"sotay mail address 1",
            Self::Unsubscribe => b"sotay unsubscribe 1",
        }
    }
}

/// Why a secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("the secret must have at least 32 bytes")]
    TooShort,
    #[error("sealed data does not open with this deployment's secret")]
    CannotOpen,
    #[error("the operating system gave no random bytes")]
    NoRandom,
}

/// By how many bytes sealed data is longer than plain data: the nonce and the tag.
pub const SEAL_BYTES: usize = aead::NONCE_LEN + aead::MAX_TAG_LEN;

/// A 32-byte keyed digest (HMAC-SHA-256).
pub type Tag = [u8; 32];

impl Secret {
    /// # Errors
    /// Fewer than 32 bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, SecretError> {
        if bytes.len() < 32 {
            return Err(SecretError::TooShort);
        }
        Ok(Self {
            master: hmac::Key::new(hmac::HMAC_SHA256, bytes),
        })
    }

    /// A keyed digest of the parts, each taken with its length so that parts cannot run into each other.
    #[must_use]
    pub fn tag(&self, purpose: Purpose, parts: &[&[u8]]) -> Tag {
        let mut context = hmac::Context::with_key(&self.key(purpose));
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        to_array(context.sign().as_ref())
    }

    /// Encrypts and authenticates (AES-256-GCM, random nonce in front); `context` must be given again to open.
    ///
    /// # Errors
    /// No random bytes.
    pub fn seal(
        &self,
        purpose: Purpose,
        context: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, SecretError> {
        let mut own = Vec::with_capacity(SEAL_BYTES + plain.len());
        own.extend_from_slice(plain);
        self.seal_in_place(purpose, context, own)
    }

    /// As [`Secret::seal`], in the memory that the plain bytes have: for what is large.
    ///
    /// # Errors
    /// No random bytes.
    pub fn seal_in_place(
        &self,
        purpose: Purpose,
        context: &[u8],
        bytes: Vec<u8>,
    ) -> Result<Vec<u8>, SecretError> {
        self.seal_with(random()?, purpose, context, bytes)
    }

    /// As [`Secret::seal`], but the same bytes in the same context come out the same: the nonce is a keyed digest of both,
    /// so that it never serves two. For what is part of something that is compared; who sees two knows whether they differ.
    ///
    /// # Errors
    /// None that can be helped.
    pub fn seal_alike(
        &self,
        purpose: Purpose,
        context: &[u8],
        plain: Vec<u8>,
    ) -> Result<Vec<u8>, SecretError> {
        let digest = self.tag(purpose, &[context, &plain]);
        let mut nonce = [0; aead::NONCE_LEN];
        for (to, from) in nonce.iter_mut().zip(digest) {
            *to = from;
        }
        self.seal_with(nonce, purpose, context, plain)
    }

    fn seal_with(
        &self,
        nonce_bytes: [u8; aead::NONCE_LEN],
        purpose: Purpose,
        context: &[u8],
        mut bytes: Vec<u8>,
    ) -> Result<Vec<u8>, SecretError> {
        let nonce = aead::Nonce::assume_unique_for_key(nonce_bytes);
        bytes.reserve_exact(SEAL_BYTES);
        bytes.extend_from_slice(&nonce_bytes);
        bytes.rotate_right(aead::NONCE_LEN);
        let (_, data) = bytes
            .split_at_mut_checked(aead::NONCE_LEN)
            .ok_or(SecretError::CannotOpen)?;
        let tag = self
            .aead(purpose)?
            .seal_in_place_separate_tag(nonce, aead::Aad::from(context), data)
            .map_err(|_| SecretError::CannotOpen)?;
        bytes.extend_from_slice(tag.as_ref());
        Ok(bytes)
    }

    /// Opens what [`Secret::seal`] made.
    ///
    /// # Errors
    /// Another secret, another context, or altered data.
    pub fn open(
        &self,
        purpose: Purpose,
        context: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, SecretError> {
        self.open_in_place(purpose, context, sealed.to_vec())
    }

    /// As [`Secret::open`], in the memory that the sealed bytes have.
    ///
    /// # Errors
    /// As for [`Secret::open`].
    pub fn open_in_place(
        &self,
        purpose: Purpose,
        context: &[u8],
        mut bytes: Vec<u8>,
    ) -> Result<Vec<u8>, SecretError> {
        let (nonce, data) = bytes
            .split_at_mut_checked(aead::NONCE_LEN)
            .ok_or(SecretError::CannotOpen)?;
        let nonce =
            aead::Nonce::try_assume_unique_for_key(nonce).map_err(|_| SecretError::CannotOpen)?;
        let plain = self
            .aead(purpose)?
            .open_in_place(nonce, aead::Aad::from(context), data)
            .map_err(|_| SecretError::CannotOpen)?
            .len();
        bytes.truncate(aead::NONCE_LEN + plain);
        bytes.drain(..aead::NONCE_LEN);
        Ok(bytes)
    }

    fn aead(&self, purpose: Purpose) -> Result<aead::LessSafeKey, SecretError> {
        let key = hmac::sign(&self.master, &[purpose.label(), b" seal"].concat());
        aead::UnboundKey::new(&aead::AES_256_GCM, key.as_ref())
            .map(aead::LessSafeKey::new)
            .map_err(|_| SecretError::CannotOpen)
    }

    fn key(&self, purpose: Purpose) -> hmac::Key {
        hmac::Key::new(
            hmac::HMAC_SHA256,
            hmac::sign(&self.master, purpose.label()).as_ref(),
        )
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Random bytes from the operating system.
///
/// # Errors
/// The operating system has none.
pub fn random<const N: usize>() -> Result<[u8; N], SecretError> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| SecretError::NoRandom)?;
    Ok(bytes)
}

/// SHA-256, for data that is no secret or is itself random.
#[must_use]
pub fn sha256(data: &[u8]) -> Tag {
    to_array(digest::digest(&digest::SHA256, data).as_ref())
}

fn to_array(bytes: &[u8]) -> Tag {
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().zip(bytes) {
        *to = *from;
    }
    out
}

impl From<SecretError> for crate::error::Error {
    fn from(error: SecretError) -> Self {
        Self::internal(error.to_string())
    }
}

#[cfg(test)]
#[path = "secret_tests.rs"]
mod tests;
