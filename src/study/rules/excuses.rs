//! Whom an excuse excuses of what.

use chrono::{Duration, NaiveDate};

use crate::error::Rule;
use crate::kernel::instant::Instant;
use crate::study::model::{Excuse, ExcuseKind};

pub(in crate::study) const ENDS_BEFORE_IT_BEGINS: Rule = Rule::invalid(
    "ends_before_it_begins",
    "/to_on",
    "Ngày cuối phải từ ngày đầu trở đi.",
    "The last day must not be before the first.",
);
pub(in crate::study) const EXCUSE_ENDED: Rule = Rule::conflict(
    "excuse_ended",
    "Lý do vắng này đã kết thúc.",
    "This excuse has ended already.",
);

/// Whether it covers the last day before a deadline of this assignment (row key).
#[must_use]
pub fn covers(excuse: &Excuse, assignment_id: i64, due_at: Instant) -> bool {
    let day = last_day(due_at);
    let ended = excuse.ended_at.map(Instant::day);
    excuse.assignment_id.is_none_or(|of| of == assignment_id)
        && excuse.from_on <= day
        && excuse.to_on.is_none_or(|to| to >= day)
        && ended.is_none_or(|ended| ended > day)
}

/// The last day on which it is still in time.
fn last_day(due_at: Instant) -> NaiveDate {
    (due_at - Duration::microseconds(1)).day()
}

/// What the excuses of one member that cover a deadline make of him: out of the denominator weighs more than apart from it.
#[must_use]
pub fn strongest<'a>(
    excuses: impl IntoIterator<Item = &'a Excuse>,
    assignment_id: i64,
    due_at: Instant,
) -> Option<ExcuseKind> {
    excuses
        .into_iter()
        .filter(|excuse| covers(excuse, assignment_id, due_at))
        .map(|excuse| excuse.kind)
        .max()
}

#[cfg(test)]
mod tests {
    use super::{covers, strongest};
    use crate::kernel::ids::PublicId;
    use crate::kernel::instant::Instant;
    use crate::study::model::{Excuse, ExcuseKind};

    fn excuse(from: &str, to: Option<&str>, ended: Option<&str>) -> Excuse {
        Excuse {
            id: 1,
            public_id: PublicId::new(Instant::default()),
            member_id: 1,
            assignment_id: None,
            kind: ExcuseKind::Excused,
            reason: "Đi công tác".to_owned(),
            from_on: from.parse().unwrap(),
            to_on: to.map(|day| day.parse().unwrap()),
            recorded_at: Instant::default(),
            ended_at: ended.map(|at| at.parse().unwrap()),
        }
    }

    #[test]
    fn the_last_day_decides() {
        // The end of 28 November in Vietnam.
        let due: Instant = "2026-11-28T17:00:00Z".parse().unwrap();
        let table = [
            (excuse("2026-11-28", Some("2026-11-28"), None), true),
            (excuse("2026-11-01", None, None), true),
            (excuse("2026-11-01", Some("2026-11-27"), None), false),
            (excuse("2026-11-29", None, None), false),
            (
                excuse("2026-11-01", None, Some("2026-11-28T03:00:00Z")),
                false,
            ),
            (
                excuse("2026-11-01", None, Some("2026-11-29T03:00:00Z")),
                true,
            ),
        ];
        for (excuse, expected) in table {
            assert_eq!(covers(&excuse, 7, due), expected, "{excuse:?}");
        }
        let mut other = excuse("2026-11-01", None, None);
        other.assignment_id = Some(8);
        assert!(!covers(&other, 7, due) && covers(&other, 8, due));
    }

    #[test]
    fn exempt_weighs_more() {
        let due: Instant = "2026-11-28T17:00:00Z".parse().unwrap();
        let excused = excuse("2026-11-01", None, None);
        let mut exempt = excused.clone();
        exempt.kind = ExcuseKind::Exempt;
        assert_eq!(strongest([&excused], 7, due), Some(ExcuseKind::Excused));
        assert_eq!(
            strongest([&exempt, &excused], 7, due),
            Some(ExcuseKind::Exempt)
        );
        assert_eq!(strongest([], 7, due), None);
    }
}
