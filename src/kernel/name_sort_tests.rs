use super::*;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

/// The order of the field's own lists (domain.md, "Vietnamese text", item 7).
const LISTED: [&str; 13] = [
    "Nguyễn An",
    "Đặng Văn An",
    "Nguyễn Văn An",
    "Phạm Thị Anh",
    "Lê Văn Ảnh",
    "Trần Thị Ánh",
    "Đào Văn Ân",
    "Phan Văn Bình",
    "Nguyễn Thị Dung",
    "Hoàng Dũng",
    "Lê Dương",
    "Bùi Đức Đạt",
    "Vũ Đình Đông",
];

fn nfd(s: &str) -> String {
    s.nfd().collect()
}

fn by_key(mut names: Vec<&str>, key: impl Fn(&str) -> Vec<u8>) -> Vec<&str> {
    names.sort_by_key(|name| key(name));
    names
}

#[test]
fn the_data_of_vi_is_compiled_in() {
    assert!(NAMES.is_some());
    assert!(TEXTS.is_some());
}

#[test]
fn names_sort_by_given_name_then_middle_then_family() {
    // Every stride of 1..13 visits all 13 names in another order.
    for stride in 1..LISTED.len() {
        let shuffled = (0..LISTED.len())
            .map(|i| LISTED[(i * stride + 5) % LISTED.len()])
            .collect();
        assert_eq!(by_key(shuffled, name_sort_key), LISTED, "stride {stride}");
    }
}

#[test]
fn every_listed_name_comes_strictly_before_the_next() {
    for pair in LISTED.windows(2) {
        assert!(name_sort_key(pair[0]) < name_sort_key(pair[1]), "{pair:?}");
        assert!(
            name_sort_key(&pair[0].to_uppercase()) < name_sort_key(pair[1]),
            "{pair:?}"
        );
        assert!(
            name_sort_key(pair[0]) < name_sort_key(&nfd(pair[1])),
            "{pair:?}"
        );
    }
}

#[test]
fn more_orders_of_names() {
    for (first, second) in [
        ("", "An"),
        ("An", "Lê An"),
        ("Lê An", "Lê Bá An"),
        ("Trần Văn An", "Lê Văn Bá An"),
        ("Vũ Thị Ái", "Lê Văn An"),
        ("Trần Dung", "An Đung"),
        ("Lê Thị Hoa", "An Văn Hòa"),
        ("An Thị Hòa", "Lê Văn Hoà"),
        ("Hà Văn Tâm", "Hạ Văn Tâm"),
        ("Đỗ Văn Ưng", "Đỗ Văn Vân"),
        ("An Mạ", "An My"),
    ] {
        assert!(
            name_sort_key(first) < name_sort_key(second),
            "{first} < {second}"
        );
    }
}

#[test]
fn one_name_written_in_many_ways_has_one_key() {
    let key = name_sort_key("Đặng Thị Thúy Hòa");
    for written in [
        "ĐẶNG THỊ THÚY HÒA",
        "Đặng Thị Thuý Hoà",
        "  Đặng\u{A0}Thị  Thúy Hòa\t",
        "\u{D0}ặng Thị Thúy Hòa",
    ] {
        assert_eq!(name_sort_key(written), key, "{written:?}");
        assert_eq!(name_sort_key(&nfd(written)), key, "{written:?} decomposed");
    }
}

#[test]
fn texts_sort_by_letters_then_tones_then_case() {
    let order = [
        "", "1", "an", "An", "àn", "ản", "ãn", "án", "ạn", "an tâm", "ăn", "ân", "dạ", "đa", "em",
        "ê", "ô", "ơn", "u", "ưa",
    ];
    let mut shuffled = order.to_vec();
    shuffled.reverse();
    assert_eq!(by_key(shuffled, sort_key), order);
}

#[test]
fn keys_are_bounded_and_still_sort_by_their_beginning() {
    for key in [
        sort_key(&"ẵ".repeat(5_000)),
        name_sort_key(&"Đặng ".repeat(5_000)),
        name_sort_key(&"ẵ".repeat(5_000)),
    ] {
        assert_eq!(key.len(), MAX_KEY_BYTES);
    }
    assert!(sort_key(&format!("a{}", "z".repeat(5_000))) < sort_key("b"));
}

#[test]
fn a_usual_name_has_a_short_key() {
    let longest = LISTED.iter().map(|name| name_sort_key(name).len()).max();
    assert!(longest < Some(40), "{longest:?}");
}

#[test]
fn without_a_collator_the_order_is_that_of_the_bytes() {
    let mut key = Vec::new();
    append_key(None, "đa", &mut key);
    assert_eq!(key, "đa".as_bytes());
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-eouyđĐàáảãạâơưÀO\u{301}\u{323} '-]{0,24}",
        any::<String>()
    ]
}

proptest! {
    #[test]
    fn keys_are_bounded_and_blind_to_form(s in texts()) {
        prop_assert_eq!(name_sort_key(&nfd(&s)), name_sort_key(&s));
        prop_assert_eq!(sort_key(&nfd(&s)), sort_key(&s));
        prop_assert!(name_sort_key(&s).len() <= MAX_KEY_BYTES);
        prop_assert!(sort_key(&s).len() <= MAX_KEY_BYTES);
    }

    #[test]
    fn no_collation_key_holds_the_separator(s in texts()) {
        prop_assert!(!sort_key(&s).contains(&PART_SEPARATOR));
    }

    #[test]
    fn bytes_compare_as_the_collator_does(a in "\\PC{0,12}", b in "\\PC{0,12}") {
        let collator = TEXTS.as_ref().unwrap();
        prop_assert_eq!(sort_key(&a).cmp(&sort_key(&b)), collator.compare(&nfc(&a), &nfc(&b)));
    }
}
