//! Whether a paper holds on a day.

use chrono::NaiveDate;

use crate::library::model::{Force, LinkKind};

/// What is known of a paper's time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    /// The day on which it takes effect; without it, it always has.
    pub begins_on: Option<NaiveDate>,
    /// The first day on which it no longer holds, and why.
    pub ends: Option<(NaiveDate, Force)>,
    /// The first day on which a later paper changes it.
    pub amended_on: Option<NaiveDate>,
}

/// What a published paper does to this one, and from which day.
pub(in crate::library) type Touch = (LinkKind, NaiveDate);

impl Span {
    /// From a paper's own words and the published papers that touch it.
    pub(in crate::library) fn of(
        begins_on: Option<NaiveDate>,
        expires_on: Option<NaiveDate>,
        touches: &[Touch],
    ) -> Self {
        let own = expires_on.map(|day| (day, Force::Expired));
        let ends = touches.iter().filter_map(|(kind, day)| match kind {
            LinkKind::Replaces => Some((*day, Force::Replaced)),
            LinkKind::Repeals => Some((*day, Force::Repealed)),
            LinkKind::Amends | LinkKind::Refers => None,
        });
        let amended = touches
            .iter()
            .filter(|(kind, _)| *kind == LinkKind::Amends)
            .map(|(_, day)| *day);
        Self {
            begins_on,
            // What ends first ends it; on one day, the later paper says more than the paper's own words.
            ends: ends.chain(own).min_by_key(|(day, _)| *day),
            amended_on: amended.min(),
        }
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Force {
        if let Some((_, how)) = self.ends.filter(|(end, _)| *end <= day) {
            return how;
        }
        if self.begins_on.is_some_and(|begin| begin > day) {
            return Force::NotYet;
        }
        match self.amended_on {
            Some(amended) if amended <= day => Force::Amended,
            _ => Force::InForce,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::Span;
    use crate::library::model::{Force, LinkKind};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_paper_holds_from_its_day_until_something_ends_it() {
        let touches = [
            (LinkKind::Amends, day("2024-06-01")),
            (LinkKind::Replaces, day("2025-07-01")),
            (LinkKind::Refers, day("2023-01-01")),
        ];
        let span = Span::of(Some(day("2023-02-01")), Some(day("2026-01-01")), &touches);
        let table = [
            ("2023-01-31", Force::NotYet),
            ("2023-02-01", Force::InForce),
            ("2024-05-31", Force::InForce),
            ("2024-06-01", Force::Amended),
            ("2025-06-30", Force::Amended),
            ("2025-07-01", Force::Replaced),
            ("2030-01-01", Force::Replaced),
        ];
        for (on, force) in table {
            assert_eq!(span.on(day(on)), force, "{on}");
        }
    }

    #[test]
    fn the_first_end_counts_and_its_own_words_are_one_of_them() {
        let repealed = [(LinkKind::Repeals, day("2025-01-01"))];
        let own = Span::of(None, Some(day("2024-01-01")), &repealed);
        assert_eq!(own.on(day("2026-01-01")), Force::Expired);
        assert_eq!(own.on(day("1990-01-01")), Force::InForce);
        let later = Span::of(None, Some(day("2026-01-01")), &repealed);
        assert_eq!(later.on(day("2026-01-01")), Force::Repealed);
        let same = Span::of(None, Some(day("2025-01-01")), &repealed);
        assert_eq!(same.on(day("2025-01-01")), Force::Repealed);
        assert_eq!(Span::default().on(day("2025-01-01")), Force::InForce);
    }

    #[test]
    fn what_is_ended_before_it_began_is_ended() {
        let span = Span::of(
            Some(day("2025-06-01")),
            None,
            &[(LinkKind::Repeals, day("2025-01-01"))],
        );
        assert_eq!(span.on(day("2025-03-01")), Force::Repealed);
        assert_eq!(span.on(day("2024-12-31")), Force::NotYet);
    }
}
