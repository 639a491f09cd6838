use super::*;
use proptest::prelude::*;

fn nfd(s: &str) -> String {
    s.nfd().collect()
}

#[test]
fn nfc_writes_one_form() {
    for (input, stored) in [
        ("be\u{323}\u{302}nh", "bệnh"),
        ("be\u{302}\u{323}nh", "bệnh"),
        ("\u{D0}ảng \u{189}oàn", "Đảng Đoàn"),
        ("\u{F0}ảng \u{256}oàn", "đảng đoàn"),
        ("  Nguyễn\u{A0}\u{A0}Văn\t\r\nAn \u{3000}", "Nguyễn Văn An"),
        ("\u{FEFF}A\u{200B}n\u{200D}h\u{AD}", "Anh"),
        ("\u{202E}An\u{202C}\u{2066}h\u{2069}\u{200F}", "Anh"),
        ("A\u{0}n\u{7}h\u{7F}\u{9B}", "Anh"),
        ("a\u{200B}\u{301}", "á"),
        (" \u{200B} ", ""),
        ("", ""),
    ] {
        assert_eq!(nfc(input), stored, "{input:?}");
    }
}

#[test]
fn nfc_keeps_the_tone_placement_as_written() {
    assert_eq!(nfc("Hoà uỷ"), "Hoà uỷ");
    assert_eq!(nfc("Hòa ủy"), "Hòa ủy");
}

#[test]
fn char_count_counts_after_composition() {
    for (text, count) in [("", 0), ("bệnh", 4), ("đường", 5), ("a b", 3), ("  ", 2)] {
        assert_eq!(char_count(text), count, "{text:?}");
        assert_eq!(char_count(&nfd(text)), count, "{text:?} decomposed");
    }
}

#[test]
fn search_key_folds_marks_case_and_punctuation() {
    for (text, key) in [
        ("ĐẢNG ỦY PHƯỜNG HÒA BÌNH", "dang uy phuong hoa binh"),
        ("Đảng uỷ phường Hoà Bình", "dang uy phuong hoa binh"),
        ("\u{D0}ảng \u{256}oàn", "dang doan"),
        ("57-NQ/TW", "57 nq tw"),
        ("45-CV/ĐU", "45 cv du"),
        (" «Nghị quyết» — số 57… ", "nghi quyet so 57"),
        ("H'Hen Niê", "h hen nie"),
        ("ＡＢ１ ﬁ", "ab1 fi"),
        ("đường Dương", "duong duong"),
        ("ăâêôơư ĂÂÊÔƠƯ", "aaeoou aaeoou"),
        ("İ", "i"),
        ("…", ""),
    ] {
        assert_eq!(search_key(text), key, "{text:?}");
        assert_eq!(search_key(&nfd(text)), key, "{text:?} decomposed");
    }
}

#[test]
fn exact_key_agrees_old_and_new_tone_placement() {
    for (old, new) in [
        ("hòa", "hoà"),
        ("hỏa", "hoả"),
        ("khỏe", "khoẻ"),
        ("lòe", "loè"),
        ("ủy", "uỷ"),
        ("thúy", "thuý"),
        ("tụy", "tuỵ"),
        ("lũy", "luỹ"),
        ("Đảng ủy phường Hòa Bình", "ĐẢNG UỶ PHƯỜNG HOÀ BÌNH"),
        ("Hòa-Bình, Thúy.", "hoà bình (thuý)"),
    ] {
        assert_eq!(exact_key(old), exact_key(new), "{old} {new}");
        assert_eq!(exact_key(old), exact_key(&nfd(new)), "{old} {new}");
    }
    assert_eq!(exact_key("Đảng uỷ — Hoà Bình"), "đảng ủy hòa bình");
}

#[test]
fn exact_key_leaves_other_syllables() {
    for word in [
        "quý",
        "quỳ",
        "hoàn",
        "toán",
        "thuỷu",
        "huỳnh",
        "khuỷu",
        "hoá1",
        "đường",
        "dương",
        "ngoằn",
        "thuở",
        "mía",
        "của",
        "hoa",
        "uy",
        "á",
        "y",
        "oă",
        "uỷa",
        "hòà",
    ] {
        assert_eq!(exact_key(word), nfc(word), "{word}");
    }
}

#[test]
fn exact_key_tells_marks_apart() {
    assert_ne!(exact_key("đường"), exact_key("Dương"));
    assert_ne!(exact_key("hóa"), exact_key("hòa"));
    assert_ne!(exact_key("quý"), exact_key("quy"));
}

#[test]
fn has_marks_sees_each_kind() {
    for text in [
        "à", "á", "ả", "ã", "ạ", "â", "ă", "ơ", "ư", "đ", "Đ", "\u{D0}", "an Ứ",
    ] {
        assert!(has_marks(text), "{text:?}");
        assert!(has_marks(&nfd(text)), "{text:?} decomposed");
    }
    for text in ["", "duong", "57-NQ/TW", "¨ç"] {
        assert!(!has_marks(text), "{text:?}");
    }
}

#[test]
fn title_case_only_for_names_in_capitals() {
    for (name, shown) in [
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("H’HEN NIÊ", "H’Hen Niê"),
        ("ĐINH Y-BLIM", "Đinh Y-Blim"),
        ("\u{D0}ẶNG  ĐỨC ", "Đặng Đức"),
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("nguyễn văn an", "nguyễn văn an"),
        ("NGUYỄN VĂN aN ", "NGUYỄN VĂN aN "),
        ("  12 ", "  12 "),
        ("", ""),
    ] {
        assert_eq!(title_case_name(name), shown, "{name:?}");
    }
    assert_eq!(title_case_name(&nfd("NGUYỄN VĂN ẨN")), "Nguyễn Văn Ẩn");
}

/// Text of Vietnamese letters, marks, noise and spaces: where the rules bite more often than in any text.
fn vietnamese() -> impl Strategy<Value = String> {
    "[a-eoquyđĐĐðɖàáảãạâấơờưừÀÁẢOUYQ\u{300}\u{301}\u{302}\u{303}\u{306}\u{309}\u{31B}\u{323}\u{200B}\u{A0} '.-]{0,24}"
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![vietnamese(), any::<String>()]
}

proptest! {
    #[test]
    fn nfc_is_idempotent_and_clean(s in texts()) {
        let once = nfc(&s);
        prop_assert_eq!(&nfc(&once), &once);
        prop_assert_eq!(once.trim(), &once);
        prop_assert!(!once.contains("  "));
        prop_assert!(!once.chars().any(char::is_control));
        prop_assert_eq!(nfc(&nfd(&s)), once);
    }

    #[test]
    fn search_key_is_idempotent_and_blind_to_form(s in texts()) {
        let key = search_key(&s);
        prop_assert_eq!(&search_key(&key), &key);
        prop_assert_eq!(&search_key(&nfd(&s)), &key);
        prop_assert_eq!(&search_key(&nfc(&s)), &key);
    }

    #[test]
    fn exact_key_is_idempotent_and_composed(s in texts()) {
        let key = exact_key(&s);
        prop_assert_eq!(&exact_key(&key), &key);
        prop_assert_eq!(&exact_key(&nfd(&s)), &key);
        prop_assert_eq!(key.nfc().collect::<String>(), key);
    }

    #[test]
    fn exact_key_of_vietnamese_refines_search_key(s in vietnamese()) {
        prop_assert_eq!(search_key(&exact_key(&s)), search_key(&s));
    }

    #[test]
    fn counts_marks_and_titles_are_blind_to_form(s in texts()) {
        prop_assert_eq!(char_count(&s), char_count(&nfd(&s)));
        prop_assert_eq!(has_marks(&s), has_marks(&nfd(&s)));
        let title = title_case_name(&s);
        prop_assert_eq!(title_case_name(&title), title);
    }
}

#[test]
fn the_letters_known_at_once_are_letters() {
    for c in '\0'..='\u{3000}' {
        assert_eq!(super::is_letter_or_digit(c), c.is_alphanumeric(), "{c:?}");
    }
}
