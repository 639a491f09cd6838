use chrono::NaiveDate;

use super::{card_number, date, full_name, phone};
use crate::kernel::dates::DateError;
use crate::kernel::person::Repair;
use crate::rosters::model::RawCell;
use crate::rosters::rules::issues::{Issue, Mend};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn written(text: &str) -> RawCell {
    RawCell::Text(text.into())
}

#[test]
fn dates_are_day_first_or_serials_and_never_guessed() {
    let today = day(2026, 11, 23);
    for (cell, expected) in [
        (RawCell::Empty, Ok(None)),
        (written("28/11/1985"), Ok(Some(day(1985, 11, 28)))),
        (written("3-2-1990"), Ok(Some(day(1990, 2, 3)))),
        (RawCell::Number(31_379.0), Ok(Some(day(1985, 11, 28)))),
        (RawCell::Number(31_379.75), Ok(Some(day(1985, 11, 28)))),
        (written("31379"), Ok(Some(day(1985, 11, 28)))),
        (written("31379.0"), Ok(Some(day(1985, 11, 28)))),
        (RawCell::Day(day(1985, 11, 28)), Ok(Some(day(1985, 11, 28)))),
        (written("23/11/2026"), Ok(Some(today))),
        (written("24/11/2026"), Err(Issue::Date(DateError::Future))),
        (
            RawCell::Number(46_350.0),
            Err(Issue::Date(DateError::Future)),
        ),
        (written("1985-11-28"), Err(Issue::Date(DateError::Iso))),
        (
            written("11/28/1985"),
            Err(Issue::Date(DateError::MonthFirst)),
        ),
        (
            written("28/11/85"),
            Err(Issue::Date(DateError::TwoDigitYear)),
        ),
        (written("1985"), Err(Issue::YearOnly)),
        (RawCell::Number(1985.0), Err(Issue::YearOnly)),
        (
            RawCell::Number(60.0),
            Err(Issue::Date(DateError::Impossible)),
        ),
        (RawCell::Broken, Err(Issue::BrokenCell)),
        (written("không rõ"), Err(Issue::Date(DateError::Format))),
    ] {
        assert_eq!(date(&cell, today), expected, "{cell:?}");
    }
}

#[test]
fn damaged_numbers_are_mended_and_told() {
    let (card, mends) = card_number(&RawCell::Number(79_123_456.0 * 1000.0 + 7.0))
        .unwrap()
        .unwrap();
    assert_eq!(
        (card.as_str(), mends.as_slice()),
        ("079123456007", &[Mend::Number(Repair::LeadingZeros)][..])
    );
    let (card, mends) = card_number(&written("079123456007.0")).unwrap().unwrap();
    assert_eq!(
        (card.as_str(), mends.as_slice()),
        (
            "079123456007",
            &[Mend::Number(Repair::TrailingPointZero)][..]
        )
    );
    let (card, mends) = card_number(&written("079 123 456 007")).unwrap().unwrap();
    assert_eq!(
        (card.as_str(), mends.as_slice()),
        ("079123456007", &[Mend::Number(Repair::Separators)][..])
    );
    assert!(matches!(
        card_number(&written("7.9E+11")),
        Err(Issue::Person(_))
    ));
    let (number, mends) = phone(&RawCell::Number(912_345_678.0)).unwrap().unwrap();
    assert_eq!(
        (number.as_str(), mends.as_slice()),
        ("+84912345678", &[Mend::Number(Repair::LeadingZeros)][..])
    );
    assert_eq!(phone(&written("0912 345 678")).unwrap().unwrap().1, []);
}

#[test]
fn names_in_capitals_are_put_into_title_case() {
    let (name, mends) = full_name(&written("NGUYỄN VĂN AN")).unwrap().unwrap();
    assert_eq!(
        (name.as_str(), mends.as_slice()),
        ("Nguyễn Văn An", &[Mend::Capitals][..])
    );
    let (name, mends) = full_name(&written("Nguyễn Văn An")).unwrap().unwrap();
    assert_eq!(
        (name.as_str(), mends.as_slice()),
        ("Nguyễn Văn An", &[][..])
    );
    assert!(matches!(full_name(&written("1234")), Err(Issue::Person(_))));
}
