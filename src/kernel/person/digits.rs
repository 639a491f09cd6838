//! Numbers as spreadsheets damage them: what may be taken off a cell before its digits are judged.

use super::Repair;

/// The digits of a cell and what was taken off to find them.
pub(super) struct Cleaned {
    /// ASCII digits only, perhaps none; a leading `+` is told apart in `plus`.
    pub digits: String,
    pub plus: bool,
    pub repairs: Vec<Repair>,
}

/// Why a cell has no digits to judge.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotDigits {
    /// `1.23E+11`: the sheet kept only the first digits.
    Scientific,
    /// Something that belongs to no number.
    Other,
}

/// Takes off outer white space, one trailing `.0`, a leading `+` and the separators inside.
pub(super) fn clean(cell: &str) -> Result<Cleaned, NotDigits> {
    let cell = cell.trim();
    if is_scientific(cell) {
        return Err(NotDigits::Scientific);
    }
    let mut repairs = Vec::new();
    let number = without_point_zero(cell).map_or(cell, |whole| {
        repairs.push(Repair::TrailingPointZero);
        whole
    });
    let (plus, number) = number
        .strip_prefix('+')
        .map_or((false, number), |rest| (true, rest));
    let digits: String = number.chars().filter(|c| !is_separator(*c)).collect();
    let ends_in_separator = number.starts_with(is_dash_or_dot) || number.ends_with(is_dash_or_dot);
    if ends_in_separator || !is_all_digits(&digits) {
        return Err(NotDigits::Other);
    }
    if digits.len() != number.len() {
        repairs.push(Repair::Separators);
    }
    Ok(Cleaned {
        digits,
        plus,
        repairs,
    })
}

/// Whether a text has ASCII digits only (the empty text too).
pub(super) fn is_all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// The number before a `.0`. When there is another dot, dots are separators and the last one is no decimal point.
fn without_point_zero(cell: &str) -> Option<&str> {
    cell.strip_suffix(".0").filter(|whole| !whole.contains('.'))
}

/// Digits, perhaps with a point or comma, an `e` and a whole exponent.
fn is_scientific(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let mantissa_ok = mantissa
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
    mantissa_ok && !mantissa.is_empty() && !exponent.is_empty() && is_all_digits(exponent)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || is_dash_or_dot(c)
}

/// A dot or one of the dashes that keyboards and word processors write (hyphens, figure dash, en and em dash, minus).
fn is_dash_or_dot(c: char) -> bool {
    matches!(c, '.' | '-' | '\u{2010}'..='\u{2014}' | '\u{2212}')
}
