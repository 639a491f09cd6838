use proptest::prelude::*;

use super::{NoSymbol, Symbol, SymbolQuery, tokens};

#[test]
fn both_grammars_are_read() {
    let table = [
        ("57-NQ/TW", 57, "57 nq tw"),
        ("339-QĐ/TW", 339, "339 qd tw"),
        ("26-HD/BTGDVTW", 26, "26 hd btgdvtw"),
        ("45-CV/ĐU", 45, "45 cv du"),
        ("45-CV/\u{d0}U", 45, "45 cv du"),
        ("333/KH-UBND", 333, "333 kh ubnd"),
        ("356/2025/NĐ-CP", 356, "356 2025 nd cp"),
        ("91/2025/QH15", 91, "91 2025 qh15"),
        ("01-NQ/TU", 1, "1 nq tu"),
        ("12a-NQ/TW", 12, "12 a nq tw"),
        (" 57 – NQ / TW ", 57, "57 nq tw"),
    ];
    for (text, number, key) in table {
        let symbol = Symbol::read(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!((symbol.number(), symbol.key()), (number, key), "{text}");
    }
    assert_eq!(Symbol::read(" 57 – NQ / TW ").unwrap().as_str(), "57-NQ/TW");
    assert_eq!(Symbol::read("45-CV/\u{d0}U").unwrap().as_str(), "45-CV/ĐU");
}

#[test]
fn other_texts_are_refused() {
    for text in [
        "",
        "NQ/TW",
        "57",
        "57-",
        "57-NQ//TW",
        "0-NQ/TW",
        "123456-NQ/TW",
        "57-12",
        "57-NQ/T.W",
        "57NQ/TW",
    ] {
        assert_eq!(Symbol::read(text), Err(NoSymbol::Malformed), "{text}");
    }
    assert_eq!(
        Symbol::read(&format!("57-{}", "N".repeat(48))),
        Err(NoSymbol::TooLong)
    );
    assert!(Symbol::read(&format!("57-{}", "N".repeat(47))).is_ok());
}

#[test]
fn what_people_type_names_the_number() {
    type Read = Option<(u32, &'static [&'static str])>;
    let table: [(&str, Read); 15] = [
        ("57 nq tw", Some((57, &["nq", "tw"]))),
        ("NQ57", Some((57, &["nq"]))),
        ("nghị quyết 57", Some((57, &["nghi", "quyet"]))),
        ("57-NQ/TW", Some((57, &["nq", "tw"]))),
        ("57nq", Some((57, &["nq"]))),
        ("57", Some((57, &[]))),
        ("057", Some((57, &[]))),
        ("NQ57TW", Some((57, &["nq", "tw"]))),
        ("số 57 NQ", Some((57, &["nq"]))),
        ("NQ số 57-TW", Some((57, &["nq", "tw"]))),
        ("356/2025/nđ-cp", Some((356, &["2025", "nd", "cp"]))),
        ("quy định 2025 số 12", Some((12, &["quy", "dinh", "2025"]))),
        ("91/2025/qh15", Some((91, &["2025", "qh15"]))),
        ("nghị quyết 2025", Some((2025, &["nghi", "quyet"]))),
        ("chuyển đổi số", None),
    ];
    for (query, expected) in table {
        let read = SymbolQuery::read(query);
        let read = read.as_ref().map(|read| {
            let words: Vec<&str> = read.words.iter().map(String::as_str).collect();
            (read.number, words)
        });
        let expected = expected.map(|(number, words)| (number, words.to_vec()));
        assert_eq!(read, expected, "{query}");
    }
}

#[test]
fn each_number_may_be_the_papers() {
    let readings = |query| -> Vec<(u32, usize)> {
        let readings = SymbolQuery::readings(query);
        readings
            .iter()
            .map(|reading| (reading.number, reading.place))
            .collect()
    };
    assert_eq!(readings("điều 5 quy định 19"), [(5, 1), (19, 4)]);
    assert_eq!(readings("2025 số 12"), [(12, 1), (2025, 0)]);
    assert_eq!(readings("1 2 3 4"), [(1, 0), (2, 1), (3, 2)]);
    assert_eq!(
        readings("2026/1d-2017/2026/1d-2"),
        [(1, 1), (1, 5), (2026, 0)]
    );
    assert_eq!(readings("số 2026 1 2 3"), [(1, 1), (2, 2), (2026, 0)]);
    assert_eq!(readings("quy định"), []);
}

#[test]
fn marks_on_both_sides_of_a_space_are_put_in_order() {
    let symbol = Symbol::read("4/5ổ\u{615} \u{618}").unwrap();
    assert_eq!(symbol.as_str(), "4/5ổ\u{618}\u{615}");
    assert_eq!(Symbol::read(symbol.as_str()), Ok(symbol));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_makes_it_panic(text in "\\PC{0,80}") {
        let _ = Symbol::read(&text);
        let _ = SymbolQuery::read(&text);
    }

    #[test]
    fn what_is_read_reads_back_as_itself(
        text in "[0-9]{1,5}[a-z]?[-/\u{2013}]([0-9]{1,4}|[a-zA-ZĐđổ]|[-/ \u{2212}]|[\u{300}\u{323}\u{615}\u{618}\u{ad}\u{200b}]|\\PC){1,20}",
    ) {
        if let Ok(symbol) = Symbol::read(&text) {
            let again = Symbol::read(symbol.as_str());
            prop_assert_eq!(again.as_ref(), Ok(&symbol));
            let meant = SymbolQuery::readings(symbol.as_str());
            prop_assert!(meant.iter().any(|query| query.number == symbol.number()), "{:?}", meant);
        }
    }

    #[test]
    fn what_was_parted_stays_as_it_is(text in "[a-zđà0-9/ -]{0,24}") {
        let words = tokens(&text);
        prop_assert_eq!(tokens(&words.join(" ")), words);
    }

    #[test]
    fn a_key_reads_as_itself(number in 1u32..99_999, kind in "[A-ZĐ]{1,4}", issuer in "[A-ZĐ]{1,8}", zeros in 0usize..3) {
        let party = format!("{}{number}-{kind}/{issuer}", "0".repeat(zeros));
        let symbol = Symbol::read(&party).unwrap();
        prop_assert_eq!(symbol.number(), number);
        prop_assert_eq!(tokens(symbol.key()).join(" "), symbol.key());
        let state = Symbol::read(&format!("{number}/{kind}-{issuer}")).unwrap();
        prop_assert_eq!(state.key(), symbol.key());
        let query = SymbolQuery::read(&party.to_lowercase()).unwrap();
        prop_assert_eq!(query.number, number);
    }
}
