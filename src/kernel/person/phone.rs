//! Phone numbers of Vietnam.

use std::fmt;

use super::digits::{self, NotDigits};
use super::{PersonFieldError, Repair, mask_tail};

/// The digits after the `0` or `+84`.
const SUBSCRIBER_DIGITS: usize = 9;

/// A Vietnamese phone number, stored as `+84` and nine digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads `0xxxxxxxxx`, `+84xxxxxxxxx` or `84xxxxxxxxx`, with or without spaces, dots, dashes and brackets, or nine
    /// digits beginning with 3, 5, 7, 8 or 9 (a mobile number that lost its zero).
    ///
    /// # Errors
    /// [`PersonFieldError::PhoneFormat`] or [`PersonFieldError::PhoneScientific`].
    pub fn parse(written: &str) -> Result<Self, PersonFieldError> {
        let (phone, repairs) = Self::repair(written)?;
        if repairs.contains(&Repair::TrailingPointZero) {
            return Err(PersonFieldError::PhoneFormat);
        }
        Ok(phone)
    }

    /// Reads what [`Phone::parse`] reads, and a number to which a spreadsheet added `.0`; tells what was put right.
    ///
    /// # Errors
    /// As [`Phone::parse`].
    pub fn repair(cell: &str) -> Result<(Self, Vec<Repair>), PersonFieldError> {
        let bare: String = cell
            .chars()
            .map(|c| if matches!(c, '(' | ')') { ' ' } else { c })
            .collect();
        let mut cleaned = digits::clean(&bare).map_err(|why| match why {
            NotDigits::Scientific => PersonFieldError::PhoneScientific,
            NotDigits::Other => PersonFieldError::PhoneFormat,
        })?;
        let subscriber = match (cleaned.plus, cleaned.digits.len()) {
            (false, 9) => {
                cleaned.repairs.push(Repair::LeadingZeros);
                cleaned
                    .digits
                    .starts_with(['3', '5', '7', '8', '9'])
                    .then_some(cleaned.digits.as_str())
            }
            (false, 10) => cleaned.digits.strip_prefix('0'),
            (_, 11) => cleaned.digits.strip_prefix("84"),
            _ => None,
        };
        subscriber
            .filter(|digits| digits.len() == SUBSCRIBER_DIGITS && !digits.starts_with('0'))
            .map(|digits| (Self(format!("+84{digits}")), cleaned.repairs))
            .ok_or(PersonFieldError::PhoneFormat)
    }

    /// The number in international form: `+84xxxxxxxxx`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number in international form, as an owned string.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// The number as dialled in Vietnam: `0xxxxxxxxx`.
    #[must_use]
    pub fn local(&self) -> String {
        format!("0{}", self.0.trim_start_matches("+84"))
    }

    /// The last three digits, the rest as `•`.
    #[must_use]
    pub fn masked(&self) -> String {
        mask_tail(&self.0)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}
