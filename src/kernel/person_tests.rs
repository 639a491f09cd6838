use proptest::prelude::*;

use super::*;

const REPAIRED_ZERO: &[Repair] = &[Repair::LeadingZeros];
const REPAIRED_POINT: &[Repair] = &[Repair::TrailingPointZero];
const REPAIRED_BOTH: &[Repair] = &[Repair::TrailingPointZero, Repair::LeadingZeros];
const REPAIRED_GAPS: &[Repair] = &[Repair::Separators];

#[test]
fn names() {
    let long = "a".repeat(101);
    let full = "ắ".repeat(100);
    let table = [
        ("Nguyễn Văn An", Ok("Nguyễn Văn An")),
        ("  Nguyễn\u{a0} Văn\tAn ", Ok("Nguyễn Văn An")),
        ("Nguye\u{302}\u{303}n An", Ok("Nguyễn An")),
        ("Ðỗ Hòa", Ok("Đỗ Hòa")),
        ("Đỗ Hoà", Ok("Đỗ Hoà")),
        ("H'Hen Niê", Ok("H'Hen Niê")),
        ("H’Hen Niê", Ok("H'Hen Niê")),
        ("Y Bhiô\u{306}k", Ok("Y Bhiô\u{306}k")),
        ("Lê Ê-ban", Ok("Lê Ê-ban")),
        ("Hồ A Dơi", Ok("Hồ A Dơi")),
        ("Ng. Văn An", Ok("Ng. Văn An")),
        ("NGUYỄN VĂN AN", Ok("NGUYỄN VĂN AN")),
        ("An", Ok("An")),
        ("Ý Y", Ok("Ý Y")),
        (&full, Ok(&full)),
        (&long, Err("full_name_length")),
        ("", Err("full_name_length")),
        ("   ", Err("full_name_length")),
        ("A", Err("full_name_length")),
        ("A.", Err("full_name_letters")),
        ("-- ''", Err("full_name_letters")),
        ("An 2", Err("full_name_characters")),
        ("NguyÔn V¨n An", Err("full_name_characters")),
        ("An <b>", Err("full_name_characters")),
        ("\u{301}An Bình", Err("full_name_characters")),
        ("An, Bình", Err("full_name_characters")),
        ("An (Bí thư)", Err("full_name_characters")),
    ];
    for (written, expected) in table {
        let name = FullName::parse(written);
        assert_eq!(
            name.as_ref().map(FullName::as_str).map_err(|e| e.code()),
            expected,
            "{written}"
        );
    }
}

#[test]
fn name_keys_are_those_of_the_text() {
    let old = FullName::parse("Đỗ Hoà").unwrap();
    let new = FullName::parse("ĐỖ HÒA").unwrap();
    assert_eq!(old.search_key(), "do hoa");
    assert_eq!(old.exact_key(), new.exact_key());
    assert!(!old.sort_key().is_empty());
    assert_eq!(old.into_string(), "Đỗ Hoà");
}

#[test]
fn twelve_digits_exactly() {
    let table = [
        ("012345678901", Ok("012345678901"), ""),
        (" 012345678901\n", Ok("012345678901"), ""),
        (
            "12345678901",
            Err("card_number_length"),
            "citizen_id_length",
        ),
        (
            "0123456789012",
            Err("card_number_length"),
            "citizen_id_length",
        ),
        ("", Err("card_number_length"), "citizen_id_length"),
        (
            "012345678901.0",
            Err("card_number_digits"),
            "citizen_id_digits",
        ),
        (
            "012 345 678 901",
            Err("card_number_digits"),
            "citizen_id_digits",
        ),
        (
            "01234567890a",
            Err("card_number_digits"),
            "citizen_id_digits",
        ),
        (
            "０１２３４５６７８９０１",
            Err("card_number_digits"),
            "citizen_id_digits",
        ),
        (
            "1.23E+11",
            Err("card_number_scientific"),
            "citizen_id_scientific",
        ),
    ];
    for (written, card, citizen_refusal) in table {
        let number = CardNumber::parse(written);
        assert_eq!(
            number
                .as_ref()
                .map(CardNumber::as_str)
                .map_err(|e| e.code()),
            card,
            "{written}"
        );
        let id = CitizenId::parse(written);
        assert_eq!(
            id.map_or_else(|e| e.code(), |_| ""),
            citizen_refusal,
            "{written}"
        );
    }
}

#[test]
fn damaged_numbers() {
    let table: [(&str, Result<(&str, &[Repair]), &str>); 25] = [
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
    for (cell, expected) in table {
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
    let table: [(&str, Result<(&str, &[Repair]), &str>); 24] = [
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

#[test]
fn emails() {
    let long = format!(
        "{}@{}.vn",
        "a".repeat(60),
        ["b".repeat(60), "c".repeat(60), "d".repeat(60)].join(".")
    );
    let too_long = format!("{long}{}", "n".repeat(255 - long.len()));
    let table = [
        ("an@example.com", Ok("an@example.com")),
        (" An.Nguyen+x@Example.COM ", Ok("an.nguyen+x@example.com")),
        ("a_b-c@mail.hanoi.gov.vn", Ok("a_b-c@mail.hanoi.gov.vn")),
        (&long, Ok(&long)),
        (&too_long, Err("email_length")),
        ("", Err("email_format")),
        ("an", Err("email_format")),
        ("@example.com", Err("email_format")),
        ("an@", Err("email_format")),
        ("an@localhost", Err("email_format")),
        ("an@[127.0.0.1]", Err("email_format")),
        ("an@127.0.0.1", Err("email_format")),
        ("an@example..com", Err("email_format")),
        ("an@example.c", Err("email_format")),
        ("an..b@example.com", Err("email_format")),
        (".an@example.com", Err("email_format")),
        ("an.@example.com", Err("email_format")),
        ("an@b@example.com", Err("email_format")),
        ("an b@example.com", Err("email_format")),
        ("ân@example.com", Err("email_format")),
        ("an@exámple.com", Err("email_format")),
        ("an@example.com, b@example.com", Err("email_format")),
        ("an@example.com\r\nBcc: b@example.com", Err("email_format")),
    ];
    for (written, expected) in table {
        let email = Email::parse(written);
        assert_eq!(
            email.as_ref().map(Email::as_str).map_err(|e| e.code()),
            expected,
            "{written}"
        );
    }
}

#[test]
fn masks_hide_all_but_a_hint() {
    assert_eq!(
        CardNumber::parse("012345678901").unwrap().masked(),
        "•••••••••901"
    );
    assert_eq!(
        CitizenId::parse("012345678901").unwrap().masked(),
        "•••••••••901"
    );
    assert_eq!(Phone::parse("0912345678").unwrap().masked(), "•••••••••678");
    assert_eq!(
        Email::parse("an@example.com").unwrap().masked(),
        "a•••@example.com"
    );
    for (value, masked) in [
        ("", ""),
        ("12", "••"),
        ("123", "•••"),
        ("1234", "•234"),
        ("ắbcd", "•bcd"),
    ] {
        assert_eq!(mask_tail(value), masked);
    }
    for (value, masked) in [
        ("", "•••"),
        ("an", "•••"),
        ("@b.vn", "•••"),
        ("a@b@c.vn", "a•••@c.vn"),
    ] {
        assert_eq!(mask_email(value), masked);
    }
}

#[test]
fn debug_never_shows_a_value() {
    let shown = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        FullName::parse("Nguyễn Văn An").unwrap(),
        CardNumber::parse("012345678901").unwrap(),
        CitizenId::parse("012345678901").unwrap(),
        Phone::parse("0912345678").unwrap(),
        Email::parse("an@example.com").unwrap(),
    );
    assert_eq!(
        shown,
        "FullName(..) CardNumber(..) CitizenId(..) Phone(..) Email(..)"
    );
}

#[test]
fn sexes() {
    for (written, sex) in [
        ("Nam", Some(Sex::Male)),
        ("NAM ", Some(Sex::Male)),
        ("Male", Some(Sex::Male)),
        ("Nữ", Some(Sex::Female)),
        ("nu", Some(Sex::Female)),
        ("female", Some(Sex::Female)),
        ("", None),
        ("x", None),
        ("nam nữ", None),
    ] {
        assert_eq!(Sex::parse(written).ok(), sex, "{written}");
    }
    for sex in [Sex::Male, Sex::Female] {
        assert_eq!(Sex::from_code(sex.code()), Some(sex));
        assert_eq!(Sex::parse(sex.label_vi()), Ok(sex));
        assert_eq!(serde_json::to_value(sex).unwrap(), sex.code());
    }
    assert_eq!(Sex::from_code("Nam"), None);
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC*") {
        let _ = (FullName::parse(&text), Email::parse(&text), Sex::parse(&text), Phone::parse(&text));
        let _ = (CardNumber::repair(&text), CitizenId::repair(&text), mask_tail(&text), mask_email(&text));
    }

    #[test]
    fn an_accepted_name_is_read_back_unchanged(text in "[\\p{L}\\p{M} .'’-]{0,30}") {
        if let Ok(name) = FullName::parse(&text) {
            prop_assert_eq!(FullName::parse(name.as_str()), Ok(name.clone()));
        }
    }

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

    #[test]
    fn an_accepted_email_is_read_back(text in "[a-zA-Z0-9.+]{1,8}@[a-z0-9.-]{1,12}") {
        if let Ok(email) = Email::parse(&text) {
            prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
        }
    }
}
