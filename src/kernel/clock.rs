//! Time is injected: handlers, rules and jobs ask this clock, so that a test can set it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{NaiveDate, Utc};

use super::instant::Instant;

/// Where "now" comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that a test moves; microseconds since 1970 (UTC).
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at` until it is moved.
    #[must_use]
    pub fn fixed(at: Instant) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.micros())))
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        match self {
            #[allow(
                clippy::disallowed_methods,
                reason = "the one place that may ask the machine"
            )]
            Self::System => Instant::new(Utc::now()),
            Self::Fixed(micros) => {
                Instant::from_micros(micros.load(Ordering::SeqCst)).unwrap_or_default()
            }
        }
    }

    /// The day it is in Asia/Ho_Chi_Minh, where the handbook's days begin and end.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now().day()
    }

    /// Moves a fixed clock; the machine's clock stays as it is.
    pub fn advance(&self, by: chrono::Duration) {
        if let Self::Fixed(micros) = self {
            micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }
}
