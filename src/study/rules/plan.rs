//! Until when, and what holds for those who come later.

use chrono::{Duration, NaiveDate};

use crate::error::Text;
use crate::kernel::dates::day_end;
use crate::kernel::instant::Instant;
use crate::study::model::{Assignment, LateJoiners, Plan};

/// The first instant that is too late, for a deadline given as a day.
#[must_use]
pub(in crate::study) fn end_of(day: NaiveDate) -> Instant {
    Instant::new(day_end(day))
}

/// The deadline of a cell: `path` are the units above it, itself included, the nearest first.
#[must_use]
pub fn due_for(plan: &Plan, path: &[i64]) -> Instant {
    let own = path.iter().find_map(|unit| {
        let found = plan.deadlines.iter().find(|(of, _)| of == unit);
        found.map(|(_, due_at)| *due_at)
    });
    own.unwrap_or(plan.assignment.due_at)
}

/// What becomes of somebody whom the audience admits and who is not enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    /// With this deadline.
    Until(Instant),
    LeftOut,
}

/// Who joins at `now`, where the deadline of the cell is `due`.
#[must_use]
pub fn joining(assignment: &Assignment, due: Instant, now: Instant) -> Joining {
    match assignment.late_joiners {
        LateJoiners::LeftOut => Joining::LeftOut,
        LateJoiners::SameDue if now >= due => Joining::LeftOut,
        LateJoiners::SameDue => Joining::Until(due),
        LateJoiners::DaysAfterJoining => Joining::Until(due_after(assignment, due, now)),
    }
}

/// The deadline of somebody who entered at `entered_at`, which may have been later than the others did.
#[must_use]
pub fn due_after(assignment: &Assignment, due: Instant, entered_at: Instant) -> Instant {
    let later = assignment
        .opened_at
        .is_some_and(|opened| entered_at > opened);
    match (assignment.late_joiners, assignment.late_days) {
        (LateJoiners::DaysAfterJoining, Some(days)) if later => {
            let last = entered_at + Duration::days(i64::from(days));
            due.max(end_of(last.day()))
        }
        _ => due,
    }
}

/// The rule for those who join later, in words.
#[must_use]
pub fn late_rule(late_joiners: LateJoiners, late_days: Option<i32>) -> Text {
    let days = late_days.unwrap_or(0);
    match late_joiners {
        LateJoiners::SameDue => Text::new(
            "Người đến sau vẫn theo thời hạn chung; người đến khi đã hết hạn thì không tính.",
            "Who joins later has the common deadline; who joins after it is not counted.",
        ),
        LateJoiners::DaysAfterJoining => Text::owned(
            format!("Người đến sau có {days} ngày kể từ ngày đến, không sớm hơn thời hạn chung."),
            format!(
                "Who joins later has {days} days from joining, and never less than the common deadline."
            ),
        ),
        LateJoiners::LeftOut => Text::new(
            "Người đến sau khi đợt học tập bắt đầu thì không tính.",
            "Who joins after it has opened is not counted.",
        ),
    }
}
