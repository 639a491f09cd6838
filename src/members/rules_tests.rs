use chrono::NaiveDate;

use super::search::Words;
use super::{
    Search, check_dates, check_effective, end_of_term, fits_unit, overlap, read_reason,
    walks_by_name,
};
use crate::auth::Role;
use crate::error::Error;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn faults(result: Result<(), Error>) -> Vec<(String, String)> {
    match result {
        Ok(()) => Vec::new(),
        Err(error) => error
            .fields()
            .into_iter()
            .map(|field| (field.pointer, field.code.into_owned()))
            .collect(),
    }
}

#[test]
fn an_effective_day_lies_between_what_it_follows_and_today() {
    let check = |on: &str, follows: Option<&str>| {
        faults(check_effective(
            "/effective_on",
            day(on),
            day("2026-11-23"),
            follows.map(day),
        ))
    };
    let fault = |code: &str| vec![("/effective_on".to_owned(), code.to_owned())];
    assert_eq!(check("2026-11-23", Some("2026-11-23")), []);
    assert_eq!(check("2026-11-01", Some("2026-10-31")), []);
    assert_eq!(check("2026-11-01", None), []);
    assert_eq!(check("2026-11-24", None), fault("date_future"));
    assert_eq!(
        check("2026-10-30", Some("2026-10-31")),
        fault("before_last_change")
    );
    assert_eq!(check("1899-12-31", None), fault("date_out_of_range"));
    assert_eq!(check("2101-01-01", None), fault("date_out_of_range"));
}

#[test]
fn the_dates_of_a_life_have_an_order() {
    let check = |birth: Option<&str>, joined: Option<&str>, official: Option<&str>| {
        faults(check_dates(
            birth.map(day),
            joined.map(day),
            official.map(day),
            day("2026-11-23"),
        ))
    };
    let fault = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    assert_eq!(check(None, None, None), []);
    assert_eq!(
        check(Some("1970-05-19"), Some("1999-02-03"), Some("2000-02-03")),
        []
    );
    assert_eq!(check(None, Some("1999-02-03"), Some("1999-02-03")), []);
    assert_eq!(
        check(Some("1970-05-19"), Some("1970-05-19"), Some("1960-01-01")),
        [
            fault("/joined_on", "joined_before_birth"),
            fault("/official_on", "official_before_joined")
        ]
    );
    assert_eq!(check(Some("2000-02-29"), Some("2018-03-01"), None), []);
    assert_eq!(
        check(Some("2000-02-29"), Some("2018-02-28"), None),
        [fault("/joined_on", "joined_too_young")]
    );
    assert_eq!(
        check(Some("1800-01-01"), Some("2026-11-24"), Some("2026-11-25")),
        [
            fault("/birth_date", "date_out_of_range"),
            fault("/joined_on", "date_future"),
            fault("/official_on", "date_future"),
        ]
    );
}

#[test]
fn terms_overlap_when_they_share_a_day() {
    let term = |from: &str, to: Option<&str>| (day(from), to.map(day));
    let table = [
        (term("2026-01-01", None), term("2027-01-01", None), true),
        (
            term("2026-01-01", Some("2027-01-01")),
            term("2027-01-01", None),
            false,
        ),
        (
            term("2026-01-01", Some("2027-01-02")),
            term("2027-01-01", None),
            true,
        ),
        (
            term("2027-01-01", None),
            term("2026-01-01", Some("2027-01-01")),
            false,
        ),
        (
            term("2026-06-01", Some("2026-06-01")),
            term("2026-01-01", None),
            false,
        ),
        (
            term("2026-01-01", None),
            term("2026-06-01", Some("2026-06-01")),
            false,
        ),
    ];
    for (one, other, expected) in table {
        assert_eq!(overlap(one, other), expected, "{one:?} {other:?}");
    }
}

#[test]
fn a_term_that_has_not_begun_becomes_empty() {
    assert_eq!(
        end_of_term(day("2026-01-01"), day("2026-11-23")),
        day("2026-11-23")
    );
    assert_eq!(
        end_of_term(day("2027-01-01"), day("2026-11-23")),
        day("2027-01-01")
    );
}

#[test]
fn secretaries_are_of_cells_and_officers_of_anything() {
    assert!(fits_unit(Role::CellSecretary, "cell"));
    assert!(fits_unit(Role::DeputySecretary, "group"));
    assert!(fits_unit(Role::CellSecretary, "grassroots"));
    assert!(!fits_unit(Role::CellSecretary, "commune"));
    assert!(!fits_unit(Role::DeputySecretary, "province"));
    assert!(fits_unit(Role::CommitteeOfficer, "cell"));
    assert!(fits_unit(Role::Administrator, "province"));
}

#[test]
fn a_search_is_a_card_number_or_words() {
    let words = |folded: &[&str], marked: &[&str]| {
        Search::Words(Words {
            folded: folded.iter().map(|word| (*word).to_owned()).collect(),
            marked: marked.iter().map(|word| (*word).to_owned()).collect(),
        })
    };
    assert_eq!(
        Search::read("048100000001"),
        Search::Card("048100000001".to_owned())
    );
    assert_eq!(
        Search::read(" 0481 0000 0001 "),
        Search::Card("048100000001".to_owned())
    );
    assert_eq!(
        Search::read("Nguyễn an"),
        words(&["an", "nguyen"], &["nguyễn"])
    );
    assert_eq!(Search::read("HOÀ"), words(&["hoa"], &["hòa"]));
    assert_eq!(Search::read("đ"), words(&["d"], &["đ"]));
    assert_eq!(Search::read("%_\\"), Search::Nothing);
    assert_eq!(Search::read("an an an"), words(&["an"], &[]));
    assert_eq!(Search::read("12"), words(&["12"], &[]));
}

#[test]
fn a_reason_is_one_line_of_at_most_500_characters() {
    assert_eq!(read_reason(None).unwrap(), None);
    assert_eq!(read_reason(Some(" \n ")).unwrap(), None);
    assert_eq!(
        read_reason(Some("chuyển\nnhà")).unwrap().as_deref(),
        Some("chuyển nhà")
    );
    assert!(read_reason(Some(&"ư".repeat(500))).is_ok());
    assert_eq!(
        faults(read_reason(Some(&"ư".repeat(501))).map(|_| ())),
        [("/reason".to_owned(), "too_long".to_owned())]
    );
}

#[test]
fn big_subtrees_are_walked_and_small_ones_gathered() {
    assert!(walks_by_name(100_000, 100_000, 21, false));
    assert!(walks_by_name(2_000, 100_000, 21, false));
    assert!(!walks_by_name(1_000, 100_000, 21, false));
    assert!(!walks_by_name(25, 100_000, 21, false));
    assert!(walks_by_name(0, 0, 21, false));
    assert!(walks_by_name(20_000, 100_000, 21, true));
    assert!(!walks_by_name(10_000, 100_000, 21, true));
}
