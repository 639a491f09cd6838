//! Dates as people write them (dd/mm/yyyy), as Excel stores them, and the days of Vietnam.
//!
//! A date is never guessed: what may be month first, or has a two-digit year, is refused with its own reason.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

/// Vietnam is seven hours ahead of UTC all year (no daylight saving).
const LOCAL_OFFSET: TimeDelta = TimeDelta::hours(7);

/// The years a date may have, both included.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// Nobody joins the Party younger.
const YEARS_TO_JOIN: i32 = 18;

/// The day Excel invented: it holds 1900 for a leap year, so its serial 60 is 29/2/1900.
const PHANTOM_SERIAL: f64 = 60.0;

/// The Excel serial of the day after 31/12/2100.
const FIRST_SERIAL_BEYOND: f64 = 73_416.0;

/// Why a date was refused. No message contains the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message_en())]
pub enum DateError {
    /// Not three numbers with `/`, `-` or `.` between them, or not a number at all.
    Format,
    /// Written `yyyy-mm-dd`.
    Iso,
    /// The second number is above 12 and the first is not: month before day.
    MonthFirst,
    /// The year has two digits.
    TwoDigitYear,
    /// No such day in the calendar.
    Impossible,
    /// The year is outside 1900–2100.
    OutOfRange,
    /// After today, where only the past makes sense.
    Future,
}

impl DateError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Format => "date_format",
            Self::Iso => "date_iso",
            Self::MonthFirst => "date_month_first",
            Self::TwoDigitYear => "date_two_digit_year",
            Self::Impossible => "date_impossible",
            Self::OutOfRange => "date_out_of_range",
            Self::Future => "date_future",
        }
    }

    /// The Vietnamese message.
    #[must_use]
    pub const fn message_vi(self) -> &'static str {
        match self {
            Self::Format => "Ngày phải viết theo dạng ngày/tháng/năm, ví dụ 28/11/2025.",
            Self::Iso => {
                "Ngày đang viết theo dạng năm-tháng-ngày; hãy viết lại theo dạng ngày/tháng/năm."
            }
            Self::MonthFirst => {
                "Số thứ hai lớn hơn 12: có vẻ tháng đang đứng trước ngày; hãy viết ngày/tháng/năm."
            }
            Self::TwoDigitYear => "Năm phải viết đủ bốn chữ số.",
            Self::Impossible => "Ngày này không có trong lịch.",
            Self::OutOfRange => "Năm phải trong khoảng 1900–2100.",
            Self::Future => "Ngày không được ở tương lai.",
        }
    }

    /// The English message.
    #[must_use]
    pub const fn message_en(self) -> &'static str {
        match self {
            Self::Format => "The date must be day/month/year, for example 28/11/2025.",
            Self::Iso => "The date is written year-month-day; write it day/month/year.",
            Self::MonthFirst => {
                "The second number is above 12: the month seems to come first; write day/month/year."
            }
            Self::TwoDigitYear => "The year must have four digits.",
            Self::Impossible => "There is no such day in the calendar.",
            Self::OutOfRange => "The year must be from 1900 to 2100.",
            Self::Future => "The date must not be in the future.",
        }
    }
}

/// Reads `d/m/yyyy`; `-` and `.` may stand for `/`, but not be mixed with it. White space around the text is ignored.
///
/// # Errors
/// Any [`DateError`] but [`DateError::Future`]; month first is told before a two-digit year, and that before the rest.
pub fn parse_vn_date(written: &str) -> Result<NaiveDate, DateError> {
    let written = written.trim();
    let separator = written
        .chars()
        .find(|c| !c.is_ascii_digit())
        .ok_or(DateError::Format)?;
    if !matches!(separator, '/' | '-' | '.') {
        return Err(DateError::Format);
    }
    let mut parts = written.split(separator);
    let (Some(first), Some(second), Some(third), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(DateError::Format);
    };
    if first.len() == 4 && number(first, 4).is_some() && number(second, 2).is_some() {
        return Err(DateError::Iso);
    }
    let day = number(first, 2).ok_or(DateError::Format)?;
    let month = number(second, 2).ok_or(DateError::Format)?;
    let year = number(third, 4).ok_or(DateError::Format)?;
    if month > 12 && (1..=12).contains(&day) {
        return Err(DateError::MonthFirst);
    }
    match third.len() {
        4 => calendar_day(year, month, day),
        2 => Err(DateError::TwoDigitYear),
        _ => Err(DateError::Format),
    }
}

/// The day of an Excel serial number of the 1900 system: 1 is 1/1/1900. The fraction (the time of day) is ignored.
///
/// # Errors
/// [`DateError::Format`] for NaN, [`DateError::Impossible`] for serial 60 (29/2/1900, a day Excel invented),
/// [`DateError::OutOfRange`] outside 1900–2100.
pub fn excel_serial_date(serial: f64) -> Result<NaiveDate, DateError> {
    if serial.is_nan() {
        return Err(DateError::Format);
    }
    let whole = serial.floor();
    if !(1.0..FIRST_SERIAL_BEYOND).contains(&whole) {
        return Err(DateError::OutOfRange);
    }
    if (PHANTOM_SERIAL..PHANTOM_SERIAL + 1.0).contains(&whole) {
        return Err(DateError::Impossible);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number in 1..73416"
    )]
    let days = whole as u64;
    // Serials after the invented day are one too high.
    let days = if whole > PHANTOM_SERIAL {
        days - 1
    } else {
        days
    };
    NaiveDate::from_ymd_opt(1899, 12, 31)
        .and_then(|eve| eve.checked_add_days(Days::new(days)))
        .ok_or(DateError::OutOfRange)
}

/// Refuses a date after `today` (the local date of the caller's clock).
///
/// # Errors
/// [`DateError::Future`].
pub fn not_in_future(date: NaiveDate, today: NaiveDate) -> Result<(), DateError> {
    if date > today {
        Err(DateError::Future)
    } else {
        Ok(())
    }
}

/// The first day on which somebody may join: the 18th birthday; of one born on 29 February, the first of March.
#[must_use]
pub fn may_join_from(born: NaiveDate) -> NaiveDate {
    let year = born.year() + YEARS_TO_JOIN;
    born.with_year(year)
        .unwrap_or_else(|| NaiveDate::from_ymd_opt(year, 3, 1).unwrap_or(born))
}

/// The date as people read it: `28/11/2025`.
#[must_use]
pub fn format_vn(date: NaiveDate) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// The date in Vietnam at an instant.
#[must_use]
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    let utc = at.naive_utc();
    utc.checked_add_signed(LOCAL_OFFSET).unwrap_or(utc).date()
}

/// The first instant of a day in Vietnam: 28/11/2025 gives 2025-11-27T17:00:00Z.
#[must_use]
pub fn day_start(date: NaiveDate) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    midnight
        .checked_sub_signed(LOCAL_OFFSET)
        .unwrap_or(midnight)
        .and_utc()
}

/// The first instant after a day in Vietnam, so `at < day_end(date)` means "by the end of that day":
/// 28/11/2025 gives 2025-11-28T17:00:00Z.
#[must_use]
pub fn day_end(date: NaiveDate) -> DateTime<Utc> {
    day_start(date.succ_opt().unwrap_or(date))
}

/// One to `most` ASCII digits as a number.
fn number(digits: &str, most: usize) -> Option<u32> {
    let well_formed =
        (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if well_formed {
        digits.parse().ok()
    } else {
        None
    }
}

fn calendar_day(year: u32, month: u32, day: u32) -> Result<NaiveDate, DateError> {
    let year = i32::try_from(year).map_err(|_| DateError::OutOfRange)?;
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::Impossible)?;
    if YEARS.contains(&year) {
        Ok(date)
    } else {
        Err(DateError::OutOfRange)
    }
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;
