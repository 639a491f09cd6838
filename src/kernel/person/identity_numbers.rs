//! The two numbers of 12 digits: the party card and the citizen id. They are strings: a zero in front counts.

use std::fmt;

use super::digits::{self, NotDigits};
use super::{PersonFieldError, Repair, mask_tail};

/// The length of both numbers.
const DIGITS: usize = 12;

/// The refusals of one kind of number.
struct Refusals {
    /// The fewest digits to which zeros are put back.
    fewest_digits: usize,
    length: PersonFieldError,
    digits: PersonFieldError,
    scientific: PersonFieldError,
}

const CARD_NUMBER: Refusals = Refusals {
    fewest_digits: 9,
    length: PersonFieldError::CardNumberLength,
    digits: PersonFieldError::CardNumberDigits,
    scientific: PersonFieldError::CardNumberScientific,
};

// Nine digits are the number of an old identity card, not a citizen id that lost its zeros.
const CITIZEN_ID: Refusals = Refusals {
    fewest_digits: 10,
    length: PersonFieldError::CitizenIdLength,
    digits: PersonFieldError::CitizenIdDigits,
    scientific: PersonFieldError::CitizenIdScientific,
};

/// The number of a party card: 12 digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CardNumber(String);

impl CardNumber {
    /// Reads exactly 12 digits; only white space around them is ignored.
    ///
    /// # Errors
    /// [`PersonFieldError::CardNumberLength`], [`PersonFieldError::CardNumberDigits`] or
    /// [`PersonFieldError::CardNumberScientific`].
    pub fn parse(written: &str) -> Result<Self, PersonFieldError> {
        exact(written, &CARD_NUMBER).map(Self)
    }

    /// Reads a number that a spreadsheet may have damaged, and tells what was put right.
    ///
    /// A trailing `.0` and separators inside are removed; a number of 9 to 11 digits gets its lost leading zeros back
    /// (a sheet that holds the number as a number drops them). Fewer digits are refused: too many would be guessed.
    ///
    /// # Errors
    /// As [`CardNumber::parse`].
    pub fn repair(cell: &str) -> Result<(Self, Vec<Repair>), PersonFieldError> {
        repaired(cell, &CARD_NUMBER).map(|(number, repairs)| (Self(number), repairs))
    }

    /// The 12 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 12 digits, as an owned string.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// The last three digits, the rest as `•`.
    #[must_use]
    pub fn masked(&self) -> String {
        mask_tail(&self.0)
    }
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardNumber(..)")
    }
}

/// The personal number of a citizen (căn cước): 12 digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CitizenId(String);

impl CitizenId {
    /// Reads exactly 12 digits; only white space around them is ignored.
    ///
    /// # Errors
    /// [`PersonFieldError::CitizenIdLength`], [`PersonFieldError::CitizenIdDigits`] or
    /// [`PersonFieldError::CitizenIdScientific`].
    pub fn parse(written: &str) -> Result<Self, PersonFieldError> {
        exact(written, &CITIZEN_ID).map(Self)
    }

    /// Reads a number that a spreadsheet may have damaged, and tells what was put right.
    ///
    /// A trailing `.0` and separators inside are removed; a number of 10 or 11 digits gets its lost leading zeros back.
    /// An identity card of before 2016 has 9 digits and would be taken for one: show [`Repair::LeadingZeros`] in the
    /// preview.
    ///
    /// # Errors
    /// As [`CitizenId::parse`].
    pub fn repair(cell: &str) -> Result<(Self, Vec<Repair>), PersonFieldError> {
        repaired(cell, &CITIZEN_ID).map(|(number, repairs)| (Self(number), repairs))
    }

    /// The 12 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 12 digits, as an owned string.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// The last three digits, the rest as `•`.
    #[must_use]
    pub fn masked(&self) -> String {
        mask_tail(&self.0)
    }
}

impl fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CitizenId(..)")
    }
}

fn exact(written: &str, refusals: &Refusals) -> Result<String, PersonFieldError> {
    let number = written.trim();
    match digits::clean(number) {
        Err(NotDigits::Scientific) => Err(refusals.scientific),
        _ if !digits::is_all_digits(number) => Err(refusals.digits),
        _ if number.len() != DIGITS => Err(refusals.length),
        _ => Ok(number.to_owned()),
    }
}

fn repaired(cell: &str, refusals: &Refusals) -> Result<(String, Vec<Repair>), PersonFieldError> {
    let mut cleaned = digits::clean(cell).map_err(|why| match why {
        NotDigits::Scientific => refusals.scientific,
        NotDigits::Other => refusals.digits,
    })?;
    if cleaned.plus {
        return Err(refusals.digits);
    }
    match cleaned.digits.len() {
        DIGITS => Ok((cleaned.digits, cleaned.repairs)),
        length if (refusals.fewest_digits..DIGITS).contains(&length) => {
            cleaned.repairs.push(Repair::LeadingZeros);
            Ok((format!("{:0>DIGITS$}", cleaned.digits), cleaned.repairs))
        }
        _ => Err(refusals.length),
    }
}
