//! How far a campaign is.

use chrono::Duration;

use crate::kernel::instant::Instant;
use crate::push::model::{CampaignState, Progress};

/// Seconds over which the rate of a campaign is taken.
pub(in crate::push) const RATE_SECONDS: i64 = 10;

/// Sums over the chunks of a campaign, and what is left of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::push) struct Sums {
    pub chunks: i64,
    pub finished: i64,
    pub cancelled: i64,
    pub set_aside: i64,
    pub begun: i64,
    /// Members of unfinished chunks, as planned.
    pub planned_left: i64,
    /// Messages accepted in chunks that ended within the last [`RATE_SECONDS`].
    pub lately: i64,
    pub waiting: i64,
    /// When the first chunk that is not finished may go on.
    pub not_before: Option<Instant>,
}

/// What is shown of it.
pub(in crate::push) fn progress(sums: Sums, now: Instant) -> Progress {
    let left = sums.chunks - sums.finished;
    let state = if sums.cancelled > 0 {
        CampaignState::Cancelled
    } else if left == 0 && sums.waiting == 0 {
        CampaignState::Done
    } else if sums.set_aside > 0 && left == sums.set_aside && sums.waiting == 0 {
        CampaignState::SetAside
    } else if sums
        .not_before
        .is_some_and(|at| at > now + Duration::seconds(1))
    {
        CampaignState::Waiting
    } else if sums.begun == 0 {
        CampaignState::Queued
    } else {
        CampaignState::Sending
    };
    let permille = if sums.chunks == 0 {
        1_000
    } else {
        sums.finished * 1_000 / sums.chunks
    };
    let rate = sums.lately / RATE_SECONDS;
    let is_sending = state == CampaignState::Sending;
    Progress {
        state,
        permille: i32::try_from(permille).unwrap_or(0),
        rate: if is_sending { rate } else { 0 },
        seconds_left: (is_sending && rate > 0).then(|| sums.planned_left / rate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_follow_the_chunks() {
        let now: Instant = "2026-11-27T02:00:00Z".parse().unwrap();
        let sums = |begun, finished, cancelled, waiting| Sums {
            chunks: 4,
            begun,
            finished,
            cancelled,
            waiting,
            lately: 5_000,
            planned_left: 1_500,
            ..Sums::default()
        };
        for (sums, state, permille, left) in [
            (sums(0, 0, 0, 0), CampaignState::Queued, 0, None),
            (sums(2, 1, 0, 0), CampaignState::Sending, 250, Some(3)),
            (sums(4, 4, 0, 1), CampaignState::Sending, 1_000, Some(3)),
            (sums(4, 4, 0, 0), CampaignState::Done, 1_000, None),
            (sums(4, 4, 1, 0), CampaignState::Cancelled, 1_000, None),
        ] {
            let shown = progress(sums, now);
            let seen = (shown.state, shown.permille, shown.seconds_left);
            assert_eq!(seen, (state, permille, left), "{sums:?}");
        }
        let aside = |set_aside, waiting| Sums {
            set_aside,
            ..sums(4, 3, 0, waiting)
        };
        assert_eq!(progress(aside(1, 0), now).state, CampaignState::SetAside);
        assert_eq!(progress(aside(1, 2), now).state, CampaignState::Sending);
        let quiet = Sums {
            not_before: Some(now + Duration::hours(8)),
            ..sums(4, 0, 0, 0)
        };
        assert_eq!(progress(quiet, now).state, CampaignState::Waiting);
    }
}
