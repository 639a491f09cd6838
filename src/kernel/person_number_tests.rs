use proptest::prelude::*;

use super::*;

/// The number and its repairs, or the code of the refusal.
type Outcome = Result<(&'static str, &'static [Repair]), &'static str>;

const REPAIRED_ZERO: &[Repair] = &[Repair::LeadingZeros];
const REPAIRED_POINT: &[Repair] = &[Repair::TrailingPointZero];
const REPAIRED_BOTH: &[Repair] = &[Repair::TrailingPointZero, Repair::LeadingZeros];
const REPAIRED_GAPS: &[Repair] = &[Repair::Separators];

#[test]
fn twelve_digits_exactly() {
    let table = [
        ("012345678901", Ok("012345678901")),
        (" 012345678901\n", Ok("012345678901")),
        ("12345678901", Err("length")),
        ("0123456789012", Err("length")),
        ("", Err("length")),
        ("012345678901.0", Err("digits")),
        ("012 345 678 901", Err("digits")),
        ("01234567890a", Err("digits")),
        ("０１２３４５６７８９０１", Err("digits")),
        ("1.23E+11", Err("scientific")),
    ];
    for (written, expected) in table {
        let card = CardNumber::parse(written);
        let card = card.as_ref().map(CardNumber::as_str).map_err(|e| e.code());
        assert_eq!(
            card.map_err(|code| code.trim_start_matches("card_number_")),
            expected,
            "{written}"
        );
        let id = CitizenId::parse(written);
        let id = id.as_ref().map(CitizenId::as_str).map_err(|e| e.code());
        assert_eq!(
            id.map_err(|code| code.trim_start_matches("citizen_id_")),
            expected,
            "{written}"
        );
    }
}

/// Cells; the codes without the name of the field.
const DAMAGED: [(&str, Outcome); 25] = [
    ("012345678901", Ok(("012345678901", &[]))),
    ("12345678901", Ok(("012345678901", REPAIRED_ZERO))),
    ("2345678901", Ok(("002345678901", REPAIRED_ZERO))),
    ("345678901", Ok(("000345678901", REPAIRED_ZERO))),
    ("112345678901.0", Ok(("112345678901", REPAIRED_POINT))),
    ("12345678901.0", Ok(("012345678901", REPAIRED_BOTH))),
    ("012 345 678 901", Ok(("012345678901", REPAIRED_GAPS))),
    ("012.345.678.901", Ok(("012345678901", REPAIRED_GAPS))),
    ("012-345-678-901", Ok(("012345678901", REPAIRED_GAPS))),
    ("012–345–678\u{a0}901", Ok(("012345678901", REPAIRED_GAPS))),
    // Here the dots are separators, so the last one is no decimal point.
    ("012.345.678.90.0", Ok(("012345678900", REPAIRED_GAPS))),
    (
        "012 345 678 901.0",
        Ok((
            "012345678901",
            &[Repair::TrailingPointZero, Repair::Separators],
        )),
    ),
    ("45678901", Err("length")),
    ("0123456789012", Err("length")),
    ("", Err("length")),
    ("1.23E+11", Err("scientific")),
    ("1,23457E+11", Err("scientific")),
    ("1e11", Err("scientific")),
    ("+12345678901", Err("digits")),
    ("-12345678901", Err("digits")),
    ("12345678901-", Err("digits")),
    ("12345678901.", Err("digits")),
    ("12345678901,5", Err("digits")),
    ("O12345678901", Err("digits")),
    ("e11", Err("digits")),
];

#[test]
fn damaged_numbers() {
    for (cell, expected) in DAMAGED {
        let card = CardNumber::repair(cell);
        let card = card
            .as_ref()
            .map(|(n, r)| (n.as_str(), r.as_slice()))
            .map_err(|e| e.code());
        assert_eq!(
            card.map_err(|code| code.trim_start_matches("card_number_")),
            expected,
            "{cell}"
        );
        // Nine digits are an old identity card's number.
        let nine = cell
            .trim_end_matches(".0")
            .chars()
            .filter(char::is_ascii_digit)
            .count()
            == 9;
        let expected = if nine && expected.is_ok() {
            Err("length")
        } else {
            expected
        };
        let id = CitizenId::repair(cell);
        let id = id
            .as_ref()
            .map(|(n, r)| (n.as_str(), r.as_slice()))
            .map_err(|e| e.code());
        assert_eq!(
            id.map_err(|code| code.trim_start_matches("citizen_id_")),
            expected,
            "{cell}"
        );
    }
}

#[test]
fn phones() {
    let table: [(&str, Outcome); 24] = [
        ("0912345678", Ok(("+84912345678", &[]))),
        ("+84912345678", Ok(("+84912345678", &[]))),
        ("84912345678", Ok(("+84912345678", &[]))),
        ("0912.345.678", Ok(("+84912345678", REPAIRED_GAPS))),
        ("0912-345 678", Ok(("+84912345678", REPAIRED_GAPS))),
        ("(+84) 912 345 678", Ok(("+84912345678", REPAIRED_GAPS))),
        ("912345678", Ok(("+84912345678", REPAIRED_ZERO))),
        ("312345678", Ok(("+84312345678", REPAIRED_ZERO))),
        ("841234567", Ok(("+84841234567", REPAIRED_ZERO))),
        ("912345678.0", Ok(("+84912345678", REPAIRED_BOTH))),
        ("212345678", Err("phone_format")),
        ("412345678", Err("phone_format")),
        ("612345678", Err("phone_format")),
        ("+912345678", Err("phone_format")),
        ("+0912345678", Err("phone_format")),
        ("+840912345678", Err("phone_format")),
        ("0012345678", Err("phone_format")),
        ("091234567", Err("phone_format")),
        ("09123456789", Err("phone_format")),
        ("0912345678 / 0987654321", Err("phone_format")),
        ("0912345678-", Err("phone_format")),
        ("+12025550123", Err("phone_format")),
        ("", Err("phone_format")),
        ("9.12E+08", Err("phone_scientific")),
    ];
    for (cell, expected) in table {
        let phone = Phone::repair(cell);
        let phone = phone
            .as_ref()
            .map(|(p, r)| (p.as_str(), r.as_slice()))
            .map_err(|e| e.code());
        assert_eq!(phone, expected, "{cell}");
        let parsed = Phone::parse(cell);
        let accepted = expected.is_ok() && !cell.ends_with(".0");
        assert_eq!(parsed.is_ok(), accepted, "{cell}");
    }
    assert_eq!(
        Phone::parse("+84 848 412 345").unwrap().local(),
        "0848412345"
    );
}

proptest! {
    #[test]
    fn an_accepted_number_has_twelve_digits(cell in "[0-9 .,eE+-]{0,16}") {
        if let Ok((number, _)) = CardNumber::repair(&cell) {
            prop_assert_eq!(CardNumber::parse(number.as_str()), Ok(number.clone()));
        }
    }

    #[test]
    fn an_accepted_phone_has_one_form(cell in "[0+]?[0-9 .()-]{8,14}") {
        if let Ok((phone, _)) = Phone::repair(&cell) {
            prop_assert_eq!(phone.as_str().len(), 12);
            prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone.clone()));
            prop_assert_eq!(Phone::parse(&phone.local()), Ok(phone.clone()));
        }
    }
}
