//! What is believed of what a phone tells.

use chrono::Duration;

use crate::error::Rule;
use crate::kernel::instant::Instant;
use crate::progress::model::{EventKind, StudyStep};

/// Events of one batch.
pub(in crate::progress) const BATCH: u64 = 500;

pub(in crate::progress) const NOT_A_REFLECTION: Rule = Rule::conflict(
    "not_a_reflection",
    "Yêu cầu này không phải là bài thu hoạch.",
    "This requirement does not ask for a reflection.",
);
pub(in crate::progress) const NOT_RUNNING: Rule = Rule::conflict(
    "assignment_not_running",
    "Đợt học tập không còn nhận kết quả.",
    "The assignment takes no more results.",
);
pub(in crate::progress) const IN_FUTURE: Rule = Rule::invalid(
    "in_future",
    "/studied_on",
    "Ngày học không được ở tương lai.",
    "The day of study must not be in the future.",
);
pub(in crate::progress) const ONLY_CORRECTIONS_TAKE_BACK: Rule = Rule::invalid(
    "only_corrections_take_back",
    "/met",
    "Chỉ việc đính chính mới ghi là chưa đạt.",
    "Only a correction says that it was not met.",
);

/// Days for which a phone without a network is believed when it tells what was done.
pub(in crate::progress) const BELIEVED_DAYS: i64 = 7;

/// A phone's clock is not believed beyond the server's own, nor before the edition was published, nor further back than a
/// phone is believed to have had no network: a week after a deadline nobody can say any more that he had read in time. What
/// the server has heard of the member meanwhile decides nothing: two devices may tell in any order.
pub(in crate::progress) fn believed(
    device_at: Instant,
    published_at: Instant,
    now: Instant,
) -> Instant {
    let earliest = published_at.max(now - Duration::days(BELIEVED_DAYS));
    device_at.max(earliest).min(now)
}

/// Claimed reading time as far as the server's clock bears it out: no more than has passed since the last event it knows of,
/// shared among the claims in their order. Without an earlier event nothing is borne out.
pub(in crate::progress) fn credit(
    claims: &[i32],
    last_known: Option<Instant>,
    now: Instant,
) -> Vec<i32> {
    let passed = last_known.map_or(0, |last| (now - last).num_seconds().max(0));
    let mut left = i32::try_from(passed).unwrap_or(i32::MAX);
    let credited = |claim: &i32| {
        let given = (*claim).clamp(0, left);
        left -= given;
        given
    };
    claims.iter().map(credited).collect()
}

pub(in crate::progress) const fn step_of(kind: EventKind) -> StudyStep {
    match kind {
        EventKind::Opened => StudyStep::Opened,
        EventKind::SectionShown | EventKind::Position => StudyStep::InProgress,
        EventKind::Read => StudyStep::Read,
    }
}

#[cfg(test)]
mod tests {
    use super::{believed, credit};
    use crate::kernel::instant::Instant;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn clocks_are_believed_within_bounds() {
        let (published, now) = (at("2026-11-01T00:00:00Z"), at("2026-11-23T02:00:00Z"));
        for (device, expected) in [
            ("2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z"),
            ("2030-01-01T00:00:00Z", "2026-11-23T02:00:00Z"),
            // A week is believed, and not a second more.
            ("2026-11-16T02:00:00Z", "2026-11-16T02:00:00Z"),
            ("2026-11-16T01:59:59Z", "2026-11-16T02:00:00Z"),
            ("1970-01-01T00:00:00Z", "2026-11-16T02:00:00Z"),
        ] {
            assert_eq!(
                believed(at(device), published, now),
                at(expected),
                "{device}"
            );
        }
        let published = at("2026-11-22T00:00:00Z");
        assert_eq!(
            believed(at("2026-11-20T00:00:00Z"), published, now),
            published
        );
    }

    #[test]
    fn time_is_credited_once_and_only_as_it_passed() {
        let (last, now) = (at("2026-11-23T02:00:00Z"), at("2026-11-23T02:01:00Z"));
        assert_eq!(credit(&[40, 40, 40], Some(last), now), [40, 20, 0]);
        assert_eq!(credit(&[40, -5], Some(last), now), [40, 0]);
        assert_eq!(credit(&[40], None, now), [0]);
        assert_eq!(credit(&[40], Some(now), last), [0]);
    }
}
