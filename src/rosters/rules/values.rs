//! A cell of the sheet as a value of the domain, or what is wrong with it.

use chrono::NaiveDate;

use super::super::model::RawCell;
use super::issues::{Issue, Mend};
use crate::kernel::dates::not_in_future;
use crate::kernel::person::{
    CardNumber, CitizenId, Email, FullName, PersonFieldError, Phone, Repair, Sex, Standing,
};
use crate::kernel::text::title_case_name;
use crate::sheets::NoValue;

/// A value with what was put right, or nothing where the cell is empty.
type Mended<T> = Result<Option<(T, Vec<Mend>)>, Issue>;

/// A repair that the kernel knows.
type Repairs<T> = fn(&str) -> Result<(T, Vec<Repair>), PersonFieldError>;

/// What a person would read in the cell.
pub(super) fn text(cell: &RawCell) -> Result<Option<String>, Issue> {
    cell.text().map_err(no_value)
}

const fn no_value(what: NoValue) -> Issue {
    match what {
        NoValue::Broken => Issue::BrokenCell,
        NoValue::YearOnly => Issue::YearOnly,
        NoValue::Date(error) => Issue::Date(error),
    }
}

/// A name; one in capitals is put into title case.
pub(super) fn full_name(cell: &RawCell) -> Mended<FullName> {
    let Some(written) = text(cell)? else {
        return Ok(None);
    };
    let cased = title_case_name(&written);
    let mends = if cased == written {
        Vec::new()
    } else {
        vec![Mend::Capitals]
    };
    Ok(Some((
        FullName::parse(&cased).map_err(Issue::Person)?,
        mends,
    )))
}

pub(super) fn card_number(cell: &RawCell) -> Mended<CardNumber> {
    repaired(cell, CardNumber::repair)
}

pub(super) fn citizen_id(cell: &RawCell) -> Mended<CitizenId> {
    repaired(cell, CitizenId::repair)
}

/// Separators in a phone number are how people write it, and nothing to tell.
pub(super) fn phone(cell: &RawCell) -> Mended<Phone> {
    let found = repaired(cell, Phone::repair)?;
    Ok(found.map(|(phone, mut mends)| {
        mends.retain(|mend| *mend != Mend::Number(Repair::Separators));
        (phone, mends)
    }))
}

fn repaired<T>(cell: &RawCell, repair: Repairs<T>) -> Mended<T> {
    let Some(written) = text(cell)? else {
        return Ok(None);
    };
    let (value, repairs) = repair(&written).map_err(Issue::Person)?;
    Ok(Some((
        value,
        repairs.into_iter().map(Mend::Number).collect(),
    )))
}

pub(super) fn email(cell: &RawCell) -> Result<Option<Email>, Issue> {
    text(cell)?
        .map(|written| Email::parse(&written).map_err(Issue::Person))
        .transpose()
}

pub(super) fn sex(cell: &RawCell) -> Result<Option<Sex>, Issue> {
    text(cell)?
        .map(|written| Sex::parse(&written).map_err(Issue::Person))
        .transpose()
}

pub(super) fn standing(cell: &RawCell) -> Result<Option<Standing>, Issue> {
    text(cell)?
        .map(|written| Standing::parse_label(&written).ok_or(Issue::StandingUnknown))
        .transpose()
}

/// `dd/mm/yyyy`, or the serial number that Excel keeps of a date; never after `today`.
pub(super) fn date(cell: &RawCell, today: NaiveDate) -> Result<Option<NaiveDate>, Issue> {
    let Some(date) = cell.date().map_err(no_value)? else {
        return Ok(None);
    };
    not_in_future(date, today).map_err(Issue::Date)?;
    Ok(Some(date))
}

#[cfg(test)]
#[path = "values_tests.rs"]
mod tests;
