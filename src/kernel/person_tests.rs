use proptest::prelude::*;

use super::*;

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
    fn an_accepted_email_is_read_back(text in "[a-zA-Z0-9.+]{1,8}@[a-z0-9.-]{1,12}") {
        if let Ok(email) = Email::parse(&text) {
            prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
        }
    }
}
