//! When a nudge is refused.

use chrono::Duration;

use crate::error::{Rule, Text};
use crate::kernel::dates::{day_start, format_vn};
use crate::kernel::instant::Instant;

/// Between two nudges of one unit about one assignment.
const BETWEEN: Duration = Duration::hours(4);

pub(in crate::push) const ASSIGNMENT_OVER: Rule = Rule::conflict(
    "assignment_over",
    "Đợt học tập đã kết thúc; không còn gì để nhắc.",
    "The assignment is over; there is nothing to remind of.",
);

/// Refused so soon after the last one, with when the next is allowed.
pub(in crate::push) fn too_soon(last: Option<Instant>, now: Instant) -> Option<Rule> {
    let next = last.map(|last| last + BETWEEN).filter(|next| *next > now)?;
    let minutes = (next - Instant::new(day_start(next.day()))).num_minutes();
    // Rounded up: at the time that is said it is allowed.
    let minutes = minutes + i64::from(next.micros() % 60_000_000 != 0);
    let (time, day) = (
        format!("{:02}:{:02}", minutes / 60, minutes % 60),
        format_vn(next.day()),
    );
    let text = Text::owned(
        format!("Vừa nhắc về đợt học tập này; có thể nhắc lại từ {time} ngày {day}."),
        format!(
            "They were reminded of this assignment lately; the next time is from {time} on {day} (in Vietnam)."
        ),
    );
    Some(Rule {
        text,
        ..Rule::conflict("nudged_lately", "", "")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_nudge_is_allowed_at_the_time_that_is_said() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        // Nine and a bit in the morning in Vietnam.
        let last = at("2026-11-23T02:00:30Z");
        let rule = too_soon(Some(last), at("2026-11-23T06:00:29Z")).unwrap();
        assert_eq!(rule.code, "nudged_lately");
        assert!(rule.text.vi.contains("13:01 ngày 23/11/2026"), "{rule:?}");
        assert!(rule.text.en.contains("13:01 on 23/11/2026"), "{rule:?}");
        assert_eq!(too_soon(Some(last), at("2026-11-23T06:00:30Z")), None);
        assert_eq!(too_soon(None, last), None);
    }
}
