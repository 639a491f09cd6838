use super::{Named, named};
use crate::search::model::Found;
use crate::search::rules::asked::Asked;
use crate::search::rules::ranking::tests::{RESOLUTION, document};

const DECISION: (&str, &str, i32) = ("Quyết định", "QĐ", 30);

#[test]
fn a_paper_is_named_by_its_number_and_what_stands_beside_it() {
    use Named::{ByKind, ByKindAndTitle, ByTitle, Fully, Loosely, Not, Wholly};
    let title = "Quyết định điều chỉnh ngày họp thường kỳ của chi bộ";
    let found = Found::of(document(1, title, Some("139-QĐ/TU"), DECISION));
    let table = [
        ("139-QĐ/TU", Wholly),
        ("139", Fully),
        ("qđ 139 năm 2024", Fully),
        ("139 bộ chính trị", Fully),
        ("quyết định 139 họp chi bộ", ByKindAndTitle),
        ("139qđtu họp chi bộ", ByKindAndTitle),
        ("quyết định 139 nói gì về kỷ luật", ByKind),
        ("139qđtu kỷ luật", ByKind),
        ("139 họp", ByTitle),
        ("139 họp chi bộ", ByTitle),
        ("họp chi bộ 139", ByTitle),
        ("hop chi bo 139", ByTitle),
        ("số 139 họp chi bộ", ByTitle),
        ("tu 139 họp", ByTitle),
        ("139 năm 2024 họp", ByTitle),
        ("139 chi bộ", Loosely),
        ("139 năm họp chi bộ", Loosely),
        ("139 ngày họp", Loosely),
        ("điều 139 chi bộ", Loosely),
        ("139 abcde", Not),
        ("139 họp đảng ủy", Not),
        // Here it is not the word for a number.
        ("139 số họp", Not),
        ("140 họp chi bộ", Not),
        ("họp chi bộ", Not),
    ];
    for (query, expected) in table {
        assert_eq!(named(&Asked::read(query), &found), expected, "{query}");
    }
    let found = Found::of(document(
        1,
        "Về chuyển đổi số",
        Some("57-NQ/TU"),
        RESOLUTION,
    ));
    let asked = Asked::read("57 chuyển đổi số");
    assert_eq!(named(&asked, &found), ByTitle);
    let none = Found::of(document(1, "57 chuyển đổi số", None, RESOLUTION));
    assert_eq!(named(&asked, &none), Not);
}

#[test]
fn words_of_a_symbol_may_be_typed_as_one() {
    let table = [
        ("57-NQ/TU", "57nqtu", true),
        ("57-NQ/TU", "57 NQTU", true),
        ("57-NQ/TU", "nqtu57", true),
        ("57-NQ/TU", "nqtu 57", true),
        ("45-QĐ/TU", "45qđtu", true),
        ("45-QĐ/TU", "45qdtu", true),
        ("333/KH-UBND", "333khubnd", true),
        ("26-HD/BTGDVTU", "26hdbtgdvtu", true),
        ("356/2025/NĐ-CP", "356ndcp", true),
        ("91/2025/QH15", "91qh15", true),
        ("12a-NQ/TW", "12anqtw", true),
        ("57-NQ/TU", "57tunq", false),
        ("57-NQ/TU", "57nqtux", false),
        ("57-NQ/TU", "57qdtu", false),
        ("57-NQ/TU", "57nqt", false),
        ("57-NQ/TU", "58nqtu", false),
    ];
    for (symbol, query, expected) in table {
        // Of another kind than the symbol says: nothing else names it.
        let found = Found::of(document(1, "x", Some(symbol), ("Tài liệu", "TL", 1)));
        let is_named = named(&Asked::read(query), &found) == Named::Fully;
        assert_eq!(is_named, expected, "{symbol}: {query}");
    }
}
