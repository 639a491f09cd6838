//! A cell as a text or a date, whatever program wrote it.

use chrono::NaiveDate;

use super::RawCell;
use crate::kernel::dates::{DateError, excel_serial_date, parse_vn_date};

/// Numbers that are rather a year than a day: as serials they would be days of 1905.
const YEARS: std::ops::RangeInclusive<f64> = 1900.0..=2100.0;

/// Why a cell says nothing that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoValue {
    /// `#N/A` and their like, or a date where a text belongs.
    Broken,
    /// A year where a day belongs.
    YearOnly,
    Date(DateError),
}

impl RawCell {
    /// What a person would read in the cell.
    ///
    /// # Errors
    /// [`NoValue::Broken`].
    pub fn text(&self) -> Result<Option<String>, NoValue> {
        match self {
            Self::Empty => Ok(None),
            Self::Text(text) => Ok(Some(text.to_string())),
            Self::Number(number) => Ok(Some(number.to_string())),
            Self::Day(_) | Self::Broken => Err(NoValue::Broken),
        }
    }

    /// `dd/mm/yyyy`, or the serial number that Excel keeps of a date.
    ///
    /// # Errors
    /// Why it is no date.
    pub fn date(&self) -> Result<Option<NaiveDate>, NoValue> {
        match self {
            Self::Empty => Ok(None),
            Self::Broken => Err(NoValue::Broken),
            Self::Day(day) => Ok(Some(*day)),
            Self::Number(serial) => serial_date(*serial).map(Some),
            Self::Text(written) => match serial_in_text(written) {
                Some(serial) => serial_date(serial).map(Some),
                None => parse_vn_date(written).map(Some).map_err(NoValue::Date),
            },
        }
    }
}

fn serial_date(serial: f64) -> Result<NaiveDate, NoValue> {
    if YEARS.contains(&serial) {
        return Err(NoValue::YearOnly);
    }
    excel_serial_date(serial).map_err(NoValue::Date)
}

/// A serial number that lost its format on the way into a text file: four or five digits, perhaps with `.0`.
fn serial_in_text(written: &str) -> Option<f64> {
    let whole = written.strip_suffix(".0").unwrap_or(written);
    let is_serial =
        (4..=5).contains(&whole.len()) && whole.bytes().all(|byte| byte.is_ascii_digit());
    if is_serial { whole.parse().ok() } else { None }
}
