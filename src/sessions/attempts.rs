//! Counts attempts to get into accounts, in the memory of this process: bounded, and forgotten when quiet.
//!
//! An attempt is counted before its proof is checked, so that guesses sent at the same time count too; a right proof
//! takes the count away.

use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::Duration;
use quick_cache::UnitWeighter;
use quick_cache::unsync::Cache;

use super::rules::delay;
use super::rules::identifier::Identifier;
use crate::auth::secret::{Tag, sha256};
use crate::error::Error;
use crate::kernel::instant::Instant;

/// Identifiers with networks that are remembered; beyond that the least used are forgotten.
const REMEMBERED: usize = 100_000;
/// How long wrong passwords are remembered after the last one, in hours.
const PASSWORD_HOURS: i64 = 1;
/// How long wrong codes are: as long as a code can live.
const CODE_HOURS: i64 = 7 * 24;

/// What the attempts are that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    key: Tag,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Password,
    PasswordFromAnywhere,
    Code,
    Request,
}

/// Wrong attempts so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub failures: u32,
    /// When the last one was.
    pub last: Instant,
}

/// The counts of this process.
pub struct Attempts {
    counts: Mutex<Cache<Tag, Count>>,
}

impl Counted {
    /// Passwords for an identifier from a network.
    #[must_use]
    pub fn password(identifier: &Identifier, network: IpAddr) -> Self {
        let (kind, value) = identifier.key();
        Self::new(Kind::Password, &[kind, value, &network.to_string()])
    }

    /// Passwords for an identifier from all networks where nobody ever signed in to its accounts. An account has up to
    /// three identifiers, each with a count of its own: one count for all would tell strangers that they belong together.
    #[must_use]
    pub fn password_from_anywhere(identifier: &Identifier) -> Self {
        let (kind, value) = identifier.key();
        Self::new(Kind::PasswordFromAnywhere, &[kind, value])
    }

    /// The current password of a member who is signed in.
    #[must_use]
    pub fn current_password(member_id: i64, network: IpAddr) -> Self {
        Self::new(
            Kind::Password,
            &["member", &member_id.to_string(), &network.to_string()],
        )
    }

    /// One-time codes of a purpose for an identifier from a network.
    #[must_use]
    pub fn code(purpose: &str, identifier: &Identifier, network: IpAddr) -> Self {
        let (kind, value) = identifier.key();
        Self::new(Kind::Code, &[purpose, kind, value, &network.to_string()])
    }

    /// Requests for a code for an identifier from a network.
    #[must_use]
    pub fn code_request(identifier: &Identifier, network: IpAddr) -> Self {
        let (kind, value) = identifier.key();
        Self::new(Kind::Request, &[kind, value, &network.to_string()])
    }

    fn new(kind: Kind, parts: &[&str]) -> Self {
        let label = match kind {
            Kind::Password => "password",
            Kind::PasswordFromAnywhere => "anywhere",
            Kind::Code => "code",
            Kind::Request => "request",
        };
        let mut bytes = Vec::new();
        for part in [&[label], parts].concat() {
            bytes.extend(part.len().to_be_bytes());
            bytes.extend(part.as_bytes());
        }
        Self {
            key: sha256(&bytes),
            kind,
        }
    }
}

impl Kind {
    fn wait(self, failures: u32) -> Duration {
        match self {
            Self::Password | Self::Code | Self::Request => delay::of_network(failures),
            Self::PasswordFromAnywhere => delay::of_all(failures),
        }
    }

    fn forgotten_after(self) -> Duration {
        match self {
            Self::Password | Self::PasswordFromAnywhere | Self::Request => {
                Duration::hours(PASSWORD_HOURS)
            }
            Self::Code => Duration::hours(CODE_HOURS),
        }
    }
}

impl Default for Attempts {
    fn default() -> Self {
        Self {
            counts: Mutex::new(Cache::with_weighter(256, REMEMBERED as u64, UnitWeighter)),
        }
    }
}

impl Attempts {
    /// Counts an attempt as a failure until it is known to be right, and answers the count before it.
    ///
    /// # Errors
    /// 429 when the last one was too short a time ago; then it is not counted.
    pub fn begin(&self, counted: Counted, now: Instant) -> Result<Option<Count>, Error> {
        let mut counts = self.lock();
        let before = counts
            .get(&counted.key)
            .copied()
            .filter(|count| now - count.last < counted.kind.forgotten_after());
        let failures = before.map_or(0, |count| count.failures);
        if let Some(count) = before {
            let left = count.last + counted.kind.wait(failures) - now;
            if left > Duration::zero() {
                let whole_seconds = (left + Duration::milliseconds(999)).num_seconds().max(1);
                let retry_after = std::time::Duration::from_secs(whole_seconds.unsigned_abs());
                return Err(Error::TooManyRequests { retry_after });
            }
        }
        counts.insert(
            counted.key,
            Count {
                failures: failures.saturating_add(1),
                last: now,
            },
        );
        Ok(before)
    }

    /// The attempt was not checked after all, or was right while others may still be guessing.
    pub fn take_back(&self, counted: Counted) {
        let mut counts = self.lock();
        if let Some(mut count) = counts.get_mut(&counted.key) {
            count.failures = count.failures.saturating_sub(1);
        }
    }

    /// The proof was right: nothing of the attempts before matters.
    pub fn forget(&self, counted: Counted) {
        self.lock().remove(&counted.key);
    }

    fn lock(&self) -> MutexGuard<'_, Cache<Tag, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::{Attempts, Counted};
    use crate::error::Error;
    use crate::kernel::instant::Instant;
    use crate::sessions::rules::identifier::Identifier;

    fn at(seconds: i64) -> Instant {
        Instant::default() + Duration::seconds(seconds)
    }

    fn wait(result: Result<Option<super::Count>, Error>) -> u64 {
        match result {
            Ok(_) => 0,
            Err(Error::TooManyRequests { retry_after }) => retry_after.as_secs(),
            Err(other) => panic!("{other}"),
        }
    }

    fn counted(network: &str) -> Counted {
        Counted::password(&Identifier::parse("0912345678"), network.parse().unwrap())
    }

    #[test]
    fn guesses_that_come_at_once_count_before_they_are_checked() {
        let attempts = Attempts::default();
        let waits: Vec<u64> = (0..5)
            .map(|_| wait(attempts.begin(counted("192.0.2.1"), at(0))))
            .collect();
        assert_eq!(waits, [0, 0, 0, 8, 8]);
    }

    #[test]
    fn waits_grow_and_a_refused_attempt_does_not_lengthen_them() {
        let attempts = Attempts::default();
        let mut now = 0;
        for expected in [0, 0, 0, 8, 16, 32] {
            for _ in 0..3 {
                if expected > 0 {
                    assert_eq!(
                        wait(attempts.begin(counted("192.0.2.1"), at(now))),
                        expected
                    );
                }
            }
            now += i64::try_from(expected).unwrap();
            assert_eq!(wait(attempts.begin(counted("192.0.2.1"), at(now))), 0);
        }
        assert_eq!(wait(attempts.begin(counted("192.0.2.1"), at(now + 63))), 1);
    }

    #[test]
    fn another_network_does_not_wait() {
        let attempts = Attempts::default();
        for _ in 0..3 {
            assert_eq!(wait(attempts.begin(counted("192.0.2.1"), at(0))), 0);
        }
        assert_eq!(wait(attempts.begin(counted("192.0.2.1"), at(0))), 8);
        assert_eq!(wait(attempts.begin(counted("192.0.2.2"), at(0))), 0);
    }

    #[test]
    fn a_right_proof_and_an_hour_of_quiet_make_it_good() {
        let attempts = Attempts::default();
        for _ in 0..3 {
            attempts.begin(counted("192.0.2.1"), at(0)).unwrap();
            attempts.begin(counted("192.0.2.2"), at(0)).unwrap();
        }
        attempts.forget(counted("192.0.2.1"));
        assert_eq!(attempts.begin(counted("192.0.2.1"), at(0)).unwrap(), None);
        assert!(attempts.begin(counted("192.0.2.2"), at(7)).is_err());
        assert_eq!(
            attempts.begin(counted("192.0.2.2"), at(3_600)).unwrap(),
            None
        );
    }

    #[test]
    fn what_was_not_checked_does_not_count() {
        let attempts = Attempts::default();
        for _ in 0..10 {
            attempts.begin(counted("192.0.2.1"), at(0)).unwrap();
            attempts.take_back(counted("192.0.2.1"));
        }
        attempts.take_back(counted("192.0.2.9"));
    }

    #[test]
    fn memory_is_bounded() {
        let attempts = Attempts::default();
        for n in 0..super::REMEMBERED * 2 {
            let identifier = Identifier::parse(&format!("{n:012}"));
            attempts
                .begin(Counted::password_from_anywhere(&identifier), at(0))
                .unwrap();
        }
        assert!(attempts.lock().len() <= super::REMEMBERED);
    }
}
