//! Passwords: hashed with Argon2id, away from the web workers, a bounded number at a time.
//!
//! Hashing is slow and hungry by design (19 MiB each), so that a flood of sign-ins must wait its turn or be told that
//! the server is busy, and never takes the memory or the workers of other requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use actix_web::web;
use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use super::secret::random;
use crate::error::Error;

/// OWASP, Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Requests that may wait for a turn before the next is answered 503.
const MAY_WAIT: usize = 64;

/// A password as typed, in Unicode NFC, so that two keyboards that compose `ệ` differently mean the same. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self(typed.nfc().collect())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Which of the hashes fit a password.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Positions in the list of hashes.
    pub matches: Vec<usize>,
    /// A new hash of the password, when one fits and its hash was made with weaker parameters than today's.
    pub rehashed: Option<String>,
}

/// The pool that hashes.
pub struct Passwords {
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// Fits no password; verified in place of accounts that do not exist.
    dummy: String,
    verifications: Arc<AtomicU64>,
}

impl Passwords {
    /// # Errors
    /// The operating system has no random bytes.
    pub fn new() -> Result<Self, Error> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self {
            permits: Arc::new(Semaphore::new(2 * cores)),
            waiting: AtomicUsize::new(0),
            dummy: dummy()?,
            verifications: Arc::default(),
        })
    }

    /// Verifies the password exactly `times` times, whatever comes out: against the hashes given, then against one that
    /// fits nothing. The time it takes so tells nothing about the accounts.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub async fn check(
        &self,
        password: Password,
        hashes: Vec<String>,
        times: usize,
    ) -> Result<Checked, Error> {
        let (dummy, counter) = (self.dummy.clone(), Arc::clone(&self.verifications));
        self.run(move || {
            let mut checked = Checked::default();
            for turn in 0..times {
                let hash = hashes.get(turn);
                let fits = verify(&password, hash.unwrap_or(&dummy), &dummy);
                counter.fetch_add(1, Ordering::Relaxed);
                if fits && hash.is_some() {
                    checked.matches.push(turn);
                }
            }
            let only = match checked.matches.as_slice() {
                [only] => hashes.get(*only),
                _ => None,
            };
            if only.is_some_and(|hash| is_weak(hash)) {
                checked.rehashed = Some(hash(&password)?);
            }
            Ok(checked)
        })
        .await
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub async fn hash(&self, password: Password) -> Result<String, Error> {
        self.run(move || hash(&password)).await
    }

    /// How many verifications this process has done: what a test compares instead of times.
    #[must_use]
    pub fn verifications(&self) -> u64 {
        self.verifications.load(Ordering::Relaxed)
    }

    async fn run<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Error> + Send + 'static,
    {
        let seat = Seat::take(&self.waiting)?;
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| Error::internal("the password pool is closed"))?;
        drop(seat);
        // The permit goes along: a caller who hangs up does not make room for one more.
        web::block(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(|_| Error::internal("the password pool failed"))?
    }
}

/// A place in the queue, given back however the wait ends.
struct Seat<'a>(&'a AtomicUsize);

impl<'a> Seat<'a> {
    fn take(waiting: &'a AtomicUsize) -> Result<Self, Error> {
        let seat = Self(waiting);
        if waiting.fetch_add(1, Ordering::AcqRel) < MAY_WAIT {
            Ok(seat)
        } else {
            Err(Error::Busy)
        }
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Hashes on the calling thread: for commands. A server uses [`Passwords::hash`].
///
/// # Errors
/// The operating system has no random bytes.
pub fn hash(password: &Password) -> Result<String, Error> {
    let salt: [u8; 16] = random()?;
    let hash = argon2()?
        .hash_password_with_salt(password.0.as_bytes(), &salt)
        .map_err(broken)?;
    Ok(hash.to_string())
}

/// A hash that cannot be read takes the time of one that can, and fits nothing.
fn verify(password: &Password, hash: &str, dummy: &str) -> bool {
    let readable = PasswordHash::new(hash);
    let is_readable = readable.is_ok();
    let fits = readable
        .or_else(|_| PasswordHash::new(dummy))
        .is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.0.as_bytes(), &hash)
                .is_ok()
        });
    fits && is_readable
}

/// Whether a hash was made with less than today's parameters.
fn is_weak(hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else {
        return true;
    };
    let Ok(params) = Params::try_from(&hash) else {
        return true;
    };
    hash.algorithm != Algorithm::Argon2id.ident()
        || params.m_cost() < MEMORY_KIB
        || params.t_cost() < PASSES
}

fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// A hash whose output is random: no password that anyone could find fits it.
fn dummy() -> Result<String, Error> {
    let (salt, output): ([u8; 16], [u8; 32]) = (random()?, random()?);
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(broken)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: (&params).try_into().map_err(broken)?,
        salt: Some(Salt::new(&salt).map_err(broken)?),
        hash: Some(Output::new(&output).map_err(broken)?),
    };
    Ok(hash.to_string())
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::internal(format!("hashing a password: {error}"))
}

#[cfg(test)]
#[path = "passwords_tests.rs"]
mod tests;
