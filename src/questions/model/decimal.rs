//! Decimal numbers without rounding.

use std::fmt;

/// Digits after the decimal mark.
const PLACES: usize = 7;
const UNIT: i64 = 10_000_000;
const WHOLE_DIGITS: usize = 11;

/// A number of up to eleven digits before the decimal mark and seven after it, in units of 10⁻⁷.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(pub i64);

impl Decimal {
    /// Reads `57`, `-3.5`, `3,5`; `None` for anything else: no exponent, nothing between the digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let fits = is_digits(whole)
            && is_digits(part)
            && !(whole.is_empty() && part.is_empty())
            && whole.len() <= WHOLE_DIGITS
            && part.len() <= PLACES;
        if !fits {
            return None;
        }
        let whole: i64 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        let part: i64 = format!("{part:0<PLACES$}").parse().ok()?;
        let units = whole.checked_mul(UNIT)?.checked_add(part)?;
        Some(Self(if negative { -units } else { units }))
    }
}

impl fmt::Display for Decimal {
    /// With a decimal point, without zeros at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let units = self.0.unsigned_abs();
        let (whole, part) = (units / UNIT.unsigned_abs(), units % UNIT.unsigned_abs());
        write!(f, "{sign}{whole}")?;
        if part == 0 {
            return Ok(());
        }
        let part = format!("{part:0>PLACES$}");
        write!(f, ".{}", part.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let table = [
            ("57", Some(570_000_000)),
            (" -3,5 ", Some(-35_000_000)),
            ("3.1415926", Some(31_415_926)),
            (",5", Some(5_000_000)),
            ("+7.", Some(70_000_000)),
            ("0.12345678", None),
            ("123456789012", None),
            ("1e3", None),
            ("1.000,5", None),
            ("1 000", None),
            ("", None),
            ("-", None),
            ("٣", None),
        ];
        for (text, units) in table {
            assert_eq!(Decimal::parse(text), units.map(Decimal), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(units in -999_999_999_999_999_999_i64..1_000_000_000_000_000_000) {
            prop_assert_eq!(Decimal::parse(&Decimal(units).to_string()), Some(Decimal(units)));
        }
    }
}
