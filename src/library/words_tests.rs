use chrono::NaiveDate;
use proptest::prelude::*;

use super::{Field, Filing, Paper, folded_words, pair, token, words_of};
use crate::kernel::text;

fn paper() -> Paper<'static> {
    Paper {
        genre: "official",
        kind_code: "nghi_quyet",
        kind_name: "Nghị quyết",
        kind_abbreviation: Some("NQ"),
        title: "Về chuyển đổi số",
        symbol: Some("057-NQ/TW"),
        issuer: Some("Bộ Chính trị"),
        issued_on: NaiveDate::from_ymd_opt(2024, 12, 22),
        abstract_text: Some("Đường lối phát triển"),
        tier: "required",
        topic_code: None,
    }
}

#[test]
fn a_document_has_the_tokens_of_all_that_it_says() {
    let words = words_of(
        &paper(),
        [(Some("Điều 1"), "Hoà bình, ổn định."), (None, "")],
    );
    let has = |token: String| assert!(words.tokens.contains(&token), "{token}");
    for word in [
        "nghi", "quyet", "nq", "057", "57", "tw", "chuyen", "chinh", "nam", "2024",
    ] {
        has(token(Field::Title, word));
        has(token(Field::Anywhere, word));
    }
    for word in ["nghị", "chuyển", "số", "bộ"] {
        has(token(Field::TitleExact, word));
        has(token(Field::AnywhereExact, word));
    }
    for start in ["c", "ch", "chuyen", "5", "57"] {
        has(token(Field::TitleStart, start));
    }
    for (field, word) in [
        (Field::Anywhere, "hoa"),
        (Field::AnywhereExact, "hòa"),
        (Field::AnywhereExact, "đường"),
        (Field::Anywhere, "dieu"),
    ] {
        has(token(field, word));
    }
    for (first, second) in [
        ("nghi", "quyet"),
        ("doi", "so"),
        ("hoa", "binh"),
        ("binh", "on"),
        ("duong", "loi"),
    ] {
        has(pair(first, second));
    }
    let lacks = |token: String| assert!(!words.tokens.contains(&token), "{token}");
    lacks(token(Field::Title, "hoa"));
    lacks(token(Field::TitleExact, "nq"));
    lacks(token(Field::TitleStart, "b\u{1ed9}"));
    lacks(token(Field::TitleStart, "hoa"));
    // The end of one text and the beginning of the next do not follow one another.
    lacks(pair("quyet", "nq"));
    lacks(pair("1", "hoa"));
    assert_eq!(words.sections, ["dieu 1 hoa binh on dinh", ""]);
}

#[test]
fn a_document_has_the_tokens_of_how_it_is_filed() {
    let words = words_of(&paper(), []);
    for filing in [
        Filing::Genre("official"),
        Filing::Kind("nghi_quyet"),
        Filing::Tier("required"),
        Filing::Year(2024),
        Filing::Issuer("bộ chính trị"),
    ] {
        assert!(words.tokens.contains(&filing.token()), "{filing:?}");
    }
    assert_ne!(Filing::Kind("A b\"").token(), Filing::Kind("a_b_").token());
}

#[test]
fn marks_old_style_and_decomposed_give_the_same_tokens() {
    let of = |title| words_of(&Paper { title, ..paper() }, []).tokens;
    assert_eq!(of("Uỷ ban hoà giải"), of("ỦY BAN HÒA GIẢI"));
    assert_eq!(of("Đảng bệnh"), of("\u{d0}ảng be\u{323}\u{302}nh"));
    assert_ne!(of("đường"), of("dương"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn each_word_of_a_text_has_one_folded_word(text in "([\\PC]|[ăâđêôơưàảãáạ ½ͺ…\u{ad}\u{301}\n]){0,60}") {
        let folded = folded_words(&[&text]);
        let entries = if folded.is_empty() { 0 } else { folded.split(' ').count() };
        prop_assert_eq!(entries, text::words(&text).count());
        prop_assert!(folded.split(' ').all(|entry| !entry.is_empty()) || folded.is_empty());
    }

    #[test]
    fn a_token_is_one_word_to_both_engines(text in "\\PC{0,60}") {
        let words = words_of(&Paper { title: &text, issuer: Some(&text), ..Paper::default() }, [(None, text.as_str())]);
        for token in &words.tokens {
            let one = token.chars().all(|c| c == '_' || !c.is_ascii() || c.is_ascii_digit() || c.is_ascii_lowercase());
            prop_assert!(one && !token.is_empty(), "{:?}", token);
        }
    }

    #[test]
    fn words_of_a_text_give_its_keys(text in "[a-zA-Z0-9ăâđêôơưÀẢÃÁẠ ,.–/½ͺ\u{301}\u{ad}\n-]{0,60}") {
        let joined = |key: fn(&str) -> String| {
            let keys: Vec<String> = text::words(&text).map(|(_, word)| key(word)).filter(|key| !key.is_empty()).collect();
            keys.join(" ")
        };
        prop_assert_eq!(joined(text::search_key), text::search_key(&text));
    }
}
