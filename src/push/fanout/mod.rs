//! From the queue to phones. A worker takes a chunk in one transaction, in which its members are found and told; sends after
//! it; and writes what became of it in another, for which it must still hold the chunk. So a killed process repeats at most
//! the chunks that were on their way, and no inbox misses anything.

mod hearing;
mod look;
mod patience;
mod round;
mod run;
mod settle;
mod take;
mod worker;

pub use worker::{Senders, drain, start};

use crate::app::App;
use crate::push::queries::pace::Full;

/// The settings of the rate.
pub(super) fn full(app: &App) -> Full {
    Full {
        rate: app.config.push.rate.get(),
        ramp: i64::try_from(app.config.push.ramp.as_secs()).unwrap_or(i64::MAX),
    }
}
