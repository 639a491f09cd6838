//! How a database that is away is borne: said once by whoever notices first, asked ever more rarely, and said once when it is
//! back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::error::Error;

const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(5);

/// The patience of one task; its clones share what has been said.
#[derive(Debug, Default)]
pub(super) struct Patience {
    failures: u32,
    said: Arc<AtomicBool>,
}

impl Clone for Patience {
    /// For another task: it has failed at nothing yet.
    fn clone(&self) -> Self {
        Self {
            failures: 0,
            said: Arc::clone(&self.said),
        }
    }
}

impl Patience {
    /// It failed again; answers how long to wait before the next try.
    pub(super) fn failed(&mut self, error: &Error, what: &'static str) -> Duration {
        self.failures = self.failures.saturating_add(1);
        if !self.said.swap(true, Ordering::Relaxed) {
            tracing::error!(error = %error.for_log(), "{what}; said once, tried again until it works");
        }
        let doublings = self.failures.saturating_sub(1).min(10);
        (FIRST * 2_u32.pow(doublings)).min(LONGEST)
    }

    /// It has worked.
    pub(super) fn worked(&mut self) {
        self.failures = 0;
        if self.said.swap(false, Ordering::Relaxed) {
            tracing::info!("pushing has its database again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_begin_anew_and_it_is_said_once() {
        let mut first = Patience::default();
        let mut second = first.clone();
        let fail = |patience: &mut Patience| {
            let pause = patience.failed(&Error::Unavailable, "nothing was read");
            pause.as_millis()
        };
        let pauses: Vec<u128> = (0..7).map(|_| fail(&mut first)).collect();
        assert_eq!(pauses, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
        assert!(first.said.load(Ordering::Relaxed));
        assert_eq!(fail(&mut second), 250, "each task counts for itself");
        second.worked();
        assert!(!first.said.load(Ordering::Relaxed), "it is back for all");
        first.worked();
        assert_eq!(fail(&mut first), 250);
    }
}
