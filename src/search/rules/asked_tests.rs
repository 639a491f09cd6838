use proptest::prelude::*;

use super::{Asked, MOST_WORDS};
use crate::kernel::text::capitals;

fn carrying(query: &str) -> Vec<String> {
    let asked = Asked::read(query);
    asked.carrying().map(|word| word.folded.clone()).collect()
}

#[test]
fn what_says_nothing_is_left_out() {
    let table: [(&str, &[&str]); 11] = [
        (
            "thủ tục chuyển sinh hoạt đảng thế nào",
            &["thu", "tuc", "chuyen", "sinh", "hoat", "dang"],
        ),
        (
            "thu tuc chuyen sinh hoat dang nhu the nao",
            &["thu", "tuc", "chuyen", "sinh", "hoat", "dang"],
        ),
        (
            "bảo vệ nền tảng tư tưởng",
            &["bao", "ve", "nen", "tang", "tu", "tuong"],
        ),
        ("bao ve nen tang", &["bao", "ve", "nen", "tang"]),
        (
            "Nghị quyết của Bộ Chính trị về chuyển đổi số",
            &["nghi", "quyet", "bo", "chinh", "tri", "chuyen", "doi", "so"],
        ),
        ("đảng viên là gì?", &["dang", "vien"]),
        ("dang vien la gi", &["dang", "vien"]),
        ("thế giới", &["the", "gioi"]),
        ("của", &["cua"]),
        ("là gì", &["la", "gi"]),
        ("", &[]),
    ];
    for (query, words) in table {
        assert_eq!(carrying(query), words, "{query}");
    }
}

#[test]
fn words_that_follow_one_another_are_pairs() {
    let pairs = |query| -> Vec<String> {
        let asked = Asked::read(query);
        asked
            .pairs()
            .map(|(a, b)| format!("{} {}", a.folded, b.folded))
            .collect()
    };
    assert_eq!(pairs("chi bộ của khu phố"), ["chi bo", "khu pho"]);
    assert_eq!(pairs("chuyển"), [""; 0]);
}

#[test]
fn marks_are_kept_where_they_were_typed() {
    let asked = Asked::read("đường Hoà binh");
    let exact: Vec<Option<&str>> = asked
        .words
        .iter()
        .map(|word| word.exact.as_deref())
        .collect();
    assert_eq!(exact, [Some("đường"), Some("hòa"), None]);
    assert_eq!(
        Asked::read("\u{d0}u\u{31b}o\u{31b}\u{300}ng").words,
        Asked::read("Đường").words
    );
}

#[test]
fn capitals_are_meant_within_a_query() {
    let table: [(&str, &[&str]); 16] = [
        ("Hòa Khê", &["hoa", "khe"]),
        ("Ho\u{300}a Khe\u{302}", &["hoa", "khe"]),
        ("Hoa Khe", &["hoa", "khe"]),
        ("hòa Khê", &["khe"]),
        ("Đồng chí Dương", &["duong"]),
        ("Nghị quyết của Bộ Chính trị", &["bo", "chinh"]),
        ("NQ57 của Đảng", &["nq57", "dang"]),
        ("ngân hàng mBank", &["mbank"]),
        // Phones write the first letter so.
        ("Hòa khê", &[]),
        ("Đảng", &[]),
        ("“Hòa khê”", &[]),
        // The key for capitals is locked.
        ("HÒA KHÊ", &[]),
        ("57-NQ/TU", &[]),
        ("hòa khê", &[]),
        ("57", &[]),
        ("", &[]),
    ];
    for (query, expected) in table {
        let asked = Asked::read(query);
        let words: Vec<&str> = asked
            .capitalised()
            .map(|word| word.folded.as_str())
            .collect();
        assert_eq!(words, expected, "{query}");
    }
}

#[test]
fn capitals_are_the_same_however_marks_are_written() {
    for (a, b, same) in [
        ("Hòa", "Ho\u{300}a", true),
        ("Hòa", "Hoà", true),
        ("Hòa", "Hoa", true),
        ("Đa", "\u{d0}a", true),
        ("Hòa", "hòa", false),
        ("Hòa", "HÒA", false),
    ] {
        assert_eq!(capitals(a) == capitals(b), same, "{a} {b}");
    }
    // Beyond so many letters nobody looks.
    assert_eq!(capitals(&"A".repeat(100)), u64::MAX);
}

#[test]
fn numbers_are_read_as_those_of_papers() {
    let numbers = |query| -> Vec<u32> {
        Asked::read(query)
            .symbols
            .iter()
            .map(|symbol| symbol.number)
            .collect()
    };
    assert_eq!(numbers("điều 5 của Quy định 19"), [5, 19]);
    assert_eq!(numbers("NQ57"), [57]);
    assert_eq!(numbers("chuyển đổi số"), [0; 0]);
    assert_eq!(
        Asked::read("Nghị quyết số 57 là gì").symbol_key,
        "nghi quyet so 57"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_query_is_read(query in "\\PC{0,120}") {
        let asked = Asked::read(&query);
        prop_assert!(asked.words.len() <= MOST_WORDS);
        prop_assert!(asked.words.is_empty() || asked.carrying().count() > 0);
        prop_assert!(asked.words.iter().all(|word| !word.folded.is_empty()));
    }
}
