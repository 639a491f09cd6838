//! Months as they are counted in Vietnam: pure.

use chrono::{Datelike, Months, NaiveDate};

use super::limits::MONTH_FORM;
use crate::error::Rule;
use crate::kernel::dates::day_start;
use crate::kernel::instant::Instant;

/// A calendar month in Asia/Ho_Chi_Minh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reports) struct Month {
    first: NaiveDate,
}

impl Month {
    /// Reads `2026-11`.
    ///
    /// # Errors
    /// Another form, or a year outside 2000–2100.
    pub(in crate::reports) fn parse(text: &str) -> Result<Self, Rule> {
        let (year, month) = text.split_once('-').ok_or(MONTH_FORM)?;
        let digits = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return Err(MONTH_FORM);
        }
        let year: i32 = year.parse().map_err(|_| MONTH_FORM)?;
        let month: u32 = month.parse().map_err(|_| MONTH_FORM)?;
        let first = NaiveDate::from_ymd_opt(year, month, 1).ok_or(MONTH_FORM)?;
        if (2_000..=2_100).contains(&year) {
            Ok(Self { first })
        } else {
            Err(MONTH_FORM)
        }
    }

    /// The first instant of the month.
    pub(in crate::reports) fn start(self) -> Instant {
        Instant::new(day_start(self.first))
    }

    /// The first instant after it. A deadline at this very instant is "the end of the last day", so it is the month's.
    pub(in crate::reports) fn end(self) -> Instant {
        let next = self.first.checked_add_months(Months::new(1));
        Instant::new(day_start(next.unwrap_or(self.first)))
    }

    /// Whether a deadline falls into the month: it ends a day, so midnight belongs to the day before.
    pub(in crate::reports) fn has_deadline(self, due_at: Instant) -> bool {
        self.start() < due_at && due_at <= self.end()
    }

    /// As it is written in the API.
    pub(in crate::reports) fn code(self) -> String {
        format!("{:04}-{:02}", self.first.year(), self.first.month())
    }

    /// As people read it: `11/2026`.
    pub(in crate::reports) fn text(self) -> String {
        format!("{:02}/{:04}", self.first.month(), self.first.year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_year_and_month() {
        for wrong in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "26-11",
            "2026-1",
            "2026-11-01",
            "11-2026",
            "+026-11",
            "1999-12",
            "2101-01",
        ] {
            assert_eq!(Month::parse(wrong), Err(MONTH_FORM), "{wrong}");
        }
        let month = Month::parse("2026-12").unwrap();
        assert_eq!(
            (month.code(), month.text()),
            ("2026-12".to_owned(), "12/2026".to_owned())
        );
    }

    #[test]
    fn a_month_is_that_of_vietnam_and_ends_with_its_last_day() {
        let month = Month::parse("2026-11").unwrap();
        assert_eq!(month.start().to_string(), "2026-10-31T17:00:00.000Z");
        assert_eq!(month.end().to_string(), "2026-11-30T17:00:00.000Z");
        let has = |at: &str| month.has_deadline(at.parse().unwrap());
        assert!(has("2026-11-30T17:00:00Z"), "the end of 30/11");
        assert!(!has("2026-10-31T17:00:00Z"), "the end of 31/10");
        assert!(!has("2026-12-01T17:00:00Z"));
        assert!(has("2026-11-01T17:00:00Z"));
    }
}
