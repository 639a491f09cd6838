//! Reading what was written about a person into types that cannot be wrong.

use chrono::{Datelike as _, NaiveDate};

use crate::error::{Error, FieldError, Text};
use crate::kernel::dates::{DateError, may_join_from};
use crate::kernel::person::{CardNumber, CitizenId, Email, FullName, PersonFieldError, Phone};
use crate::kernel::text;

/// The longest reason, in characters after NFC.
const REASON: usize = 500;

/// The years that records know, both included.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// What was written; `None`: nothing.
#[derive(Default, Clone)]
pub(in crate::members) struct Written {
    pub full_name: Option<String>,
    pub card_number: Option<String>,
    pub citizen_id: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// The same, read.
#[derive(Clone)]
pub(in crate::members) struct Record {
    pub full_name: Option<FullName>,
    pub card_number: Option<CardNumber>,
    pub citizen_id: Option<CitizenId>,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
}

impl Written {
    /// # Errors
    /// Everything that is wrong, each with its pointer.
    pub(in crate::members) fn read(&self) -> Result<Record, Error> {
        let mut wrong = Vec::new();
        let record = Record {
            full_name: field(
                "/full_name",
                self.full_name.as_deref(),
                FullName::parse,
                &mut wrong,
            ),
            card_number: field(
                "/card_number",
                self.card_number.as_deref(),
                CardNumber::parse,
                &mut wrong,
            ),
            citizen_id: field(
                "/citizen_id",
                self.citizen_id.as_deref(),
                CitizenId::parse,
                &mut wrong,
            ),
            phone: field("/phone", self.phone.as_deref(), Phone::parse, &mut wrong),
            email: field("/email", self.email.as_deref(), Email::parse, &mut wrong),
        };
        if wrong.is_empty() {
            Ok(record)
        } else {
            Err(Error::Invalid(wrong))
        }
    }
}

fn field<T>(
    pointer: &str,
    written: Option<&str>,
    parse: fn(&str) -> Result<T, PersonFieldError>,
    wrong: &mut Vec<FieldError>,
) -> Option<T> {
    match written.map(parse)? {
        Ok(value) => Some(value),
        Err(error) => {
            wrong.push(FieldError {
                pointer: pointer.to_owned(),
                code: error.code().into(),
                text: Text::new(error.message_vi(), error.message_en()),
            });
            None
        }
    }
}

/// The dates of a life in their order: born, joined (from the 18th birthday), official; none in the future.
///
/// # Errors
/// Everything that is wrong, each with its pointer.
pub(in crate::members) fn check_dates(
    birth_date: Option<NaiveDate>,
    joined_on: Option<NaiveDate>,
    official_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), Error> {
    let dates = [
        ("/birth_date", birth_date),
        ("/joined_on", joined_on),
        ("/official_on", official_on),
    ];
    let mut wrong: Vec<FieldError> = dates
        .into_iter()
        .filter_map(|(pointer, date)| Some((pointer, date_fault(date?, today)?)))
        .map(|(pointer, fault)| FieldError {
            pointer: pointer.to_owned(),
            code: fault.code().into(),
            text: Text::new(fault.message_vi(), fault.message_en()),
        })
        .collect();
    if let Some(fault) = joined_on.zip(birth_date).and_then(joined_too_early) {
        wrong.push(fault);
    }
    if official_on
        .zip(joined_on)
        .is_some_and(|(official, joined)| official < joined)
    {
        wrong.push(FieldError {
            pointer: "/official_on".to_owned(),
            code: "official_before_joined".into(),
            text: Text::new(
                "Ngày chính thức không được trước ngày vào Đảng.",
                "The official day must not come before the day of joining.",
            ),
        });
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(wrong))
    }
}

/// As for a row of a roster file, so that whoever is on the roster can be imported again.
fn joined_too_early((joined, born): (NaiveDate, NaiveDate)) -> Option<FieldError> {
    if joined >= may_join_from(born) {
        return None;
    }
    let (code, text) = if joined <= born {
        let text = Text::new(
            "Ngày vào Đảng phải sau ngày sinh.",
            "The day of joining must come after the day of birth.",
        );
        ("joined_before_birth", text)
    } else {
        let text = Text::new(
            "Ngày vào Đảng sớm hơn ngày tròn 18 tuổi; hãy xem lại ngày sinh và ngày vào Đảng.",
            "The day of joining is before the 18th birthday; check both days.",
        );
        ("joined_too_young", text)
    };
    Some(FieldError {
        pointer: "/joined_on".to_owned(),
        code: code.into(),
        text,
    })
}

fn date_fault(date: NaiveDate, today: NaiveDate) -> Option<DateError> {
    if !is_in_calendar(date) {
        Some(DateError::OutOfRange)
    } else if date > today {
        Some(DateError::Future)
    } else {
        None
    }
}

pub(super) fn is_in_calendar(date: NaiveDate) -> bool {
    YEARS.contains(&date.year())
}

/// The reason of a change: one line, kept as written; nothing when it is blank.
///
/// # Errors
/// 422 at `/reason` when it is too long.
pub(in crate::members) fn read_reason(written: Option<&str>) -> Result<Option<String>, Error> {
    let reason = text::nfc(written.unwrap_or_default());
    if text::char_count(&reason) > REASON {
        let text = Text::new("Tối đa 500 ký tự.", "At most 500 characters are allowed.");
        return Err(Error::field("/reason", "too_long", text));
    }
    Ok(Some(reason).filter(|reason| !reason.is_empty()))
}
