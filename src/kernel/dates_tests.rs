use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;

use super::*;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn at(rfc3339: &str) -> DateTime<Utc> {
    rfc3339.parse().unwrap()
}

#[test]
fn dates_as_written() {
    let table = [
        ("28/11/2025", Ok(day(2025, 11, 28))),
        ("1/2/2025", Ok(day(2025, 2, 1))),
        ("01-02-2025", Ok(day(2025, 2, 1))),
        ("3.2.1930", Ok(day(1930, 2, 3))),
        (" 29/02/2024 ", Ok(day(2024, 2, 29))),
        ("1/1/1900", Ok(day(1900, 1, 1))),
        ("31/12/2100", Ok(day(2100, 12, 31))),
        ("2025-11-28", Err("date_iso")),
        ("2025/11/28", Err("date_iso")),
        ("2025-11-28T00:00:00Z", Err("date_iso")),
        ("11/28/2025", Err("date_month_first")),
        ("11/28/25", Err("date_month_first")),
        ("28/11/25", Err("date_two_digit_year")),
        ("31/4/2025", Err("date_impossible")),
        ("29/2/2025", Err("date_impossible")),
        ("29/02/1900", Err("date_impossible")),
        ("0/1/2025", Err("date_impossible")),
        ("1/0/2025", Err("date_impossible")),
        ("13/13/2025", Err("date_impossible")),
        ("0/13/2025", Err("date_impossible")),
        ("1/1/1899", Err("date_out_of_range")),
        ("1/1/2101", Err("date_out_of_range")),
        ("1/1/0000", Err("date_out_of_range")),
        ("", Err("date_format")),
        ("28112025", Err("date_format")),
        ("28/11", Err("date_format")),
        ("28/11-2025", Err("date_format")),
        ("28/11/2025 08:00", Err("date_format")),
        ("28/11/202", Err("date_format")),
        ("28/11/20255", Err("date_format")),
        ("028/11/2025", Err("date_format")),
        ("28/+1/2025", Err("date_format")),
        ("28//2025", Err("date_format")),
        ("/11/2025", Err("date_format")),
        ("28/11/2025/", Err("date_format")),
        ("٢٨/١١/٢٠٢٥", Err("date_format")),
        ("28 tháng 11 năm 2025", Err("date_format")),
    ];
    for (written, expected) in table {
        assert_eq!(
            parse_vn_date(written).map_err(DateError::code),
            expected,
            "{written}"
        );
    }
}

#[test]
fn excel_serials() {
    let table = [
        (1.0, Ok(day(1900, 1, 1))),
        (59.0, Ok(day(1900, 2, 28))),
        (59.99, Ok(day(1900, 2, 28))),
        (60.0, Err("date_impossible")),
        (60.5, Err("date_impossible")),
        (61.0, Ok(day(1900, 3, 1))),
        (45_989.0, Ok(day(2025, 11, 28))),
        (45_989.75, Ok(day(2025, 11, 28))),
        (73_415.9, Ok(day(2100, 12, 31))),
        (73_416.0, Err("date_out_of_range")),
        (0.99, Err("date_out_of_range")),
        (-1.0, Err("date_out_of_range")),
        (f64::MAX, Err("date_out_of_range")),
        (f64::INFINITY, Err("date_out_of_range")),
        (f64::NEG_INFINITY, Err("date_out_of_range")),
        (f64::NAN, Err("date_format")),
    ];
    for (serial, expected) in table {
        assert_eq!(
            excel_serial_date(serial).map_err(DateError::code),
            expected,
            "{serial}"
        );
    }
}

#[test]
fn a_day_of_vietnam_is_seventeen_to_seventeen_utc() {
    assert_eq!(day_end(day(2025, 11, 28)), at("2025-11-28T17:00:00Z"));
    assert_eq!(day_start(day(2025, 11, 28)), at("2025-11-27T17:00:00Z"));
    assert_eq!(day_end(day(2024, 12, 31)), at("2024-12-31T17:00:00Z"));
    assert_eq!(
        local_date(at("2025-11-28T16:59:59.999Z")),
        day(2025, 11, 28)
    );
    assert_eq!(local_date(at("2025-11-28T17:00:00Z")), day(2025, 11, 29));
}

#[test]
fn the_ends_of_time_do_not_panic() {
    assert_eq!(
        local_date(DateTime::<Utc>::MAX_UTC),
        DateTime::<Utc>::MAX_UTC.date_naive()
    );
    assert_eq!(
        local_date(DateTime::<Utc>::MIN_UTC),
        DateTime::<Utc>::MIN_UTC.date_naive()
    );
    for date in [NaiveDate::MIN, NaiveDate::MAX] {
        assert!(day_start(date) <= day_end(date));
        assert!(!format_vn(date).is_empty());
    }
}

#[test]
fn only_tomorrow_is_the_future() {
    let today = day(2025, 11, 28);
    assert_eq!(not_in_future(today, today), Ok(()));
    assert_eq!(not_in_future(day(2025, 11, 27), today), Ok(()));
    assert_eq!(
        not_in_future(day(2025, 11, 29), today),
        Err(DateError::Future)
    );
    assert_eq!(
        DateError::Future.to_string(),
        DateError::Future.message_en()
    );
}

proptest! {
    #[test]
    fn no_text_panics(written in "\\PC*") {
        let _ = parse_vn_date(&written);
    }

    #[test]
    fn no_near_date_panics(written in "[0-9]{0,5}[-/. ][0-9]{0,3}[-/. ]?[0-9]{0,5}") {
        if let Ok(date) = parse_vn_date(&written) {
            prop_assert!((1900..=2100).contains(&date.year()));
        }
    }

    #[test]
    fn a_shown_date_is_read_back(days in 0_u64..73_414) {
        let date = day(1900, 1, 1).checked_add_days(Days::new(days)).unwrap();
        prop_assert_eq!(parse_vn_date(&format_vn(date)), Ok(date));
        prop_assert_eq!(local_date(day_start(date)), date);
        prop_assert_eq!(local_date(day_end(date)), date.succ_opt().unwrap());
    }

    #[test]
    fn no_serial_panics(serial in proptest::num::f64::ANY) {
        let _ = excel_serial_date(serial);
    }

    #[test]
    fn later_serials_are_later_days(serial in 61_u32..73_415) {
        let today = excel_serial_date(f64::from(serial)).unwrap();
        let tomorrow = excel_serial_date(f64::from(serial + 1)).unwrap();
        prop_assert_eq!(today.succ_opt(), Some(tomorrow));
    }
}
