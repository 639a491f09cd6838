use chrono::NaiveDate;

use super::{Fit, place, suggestion, suggests_symbol};
use crate::kernel::ids::PublicId;
use crate::kernel::symbol::Symbol;
use crate::search::model::{Force, Found, FoundRow};
use crate::search::rules::asked::Asked;
use crate::search::rules::steps::Level;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn document(id: i64, title: &str, symbol: Option<&str>, kind: (&str, &str, i32)) -> FoundRow {
    FoundRow {
        id,
        public_id: PublicId::from_uuid(uuid::Uuid::from_u128(id.unsigned_abs().into())),
        genre: "official".to_owned(),
        kind_code: "x".to_owned(),
        kind_name: kind.0.to_owned(),
        kind_abbreviation: Some(kind.1.to_owned()),
        kind_place: kind.2,
        title: title.to_owned(),
        symbol: symbol.map(str::to_owned),
        symbol_key: symbol.map(|symbol| Symbol::read(symbol).unwrap().key().to_owned()),
        issuer: Some("Bộ Chính trị".to_owned()),
        issued_on: Some(day("2024-12-22")),
        effective_on: None,
        ends_on: None,
        ended_by: None,
        amended_on: None,
        tier: "recommended".to_owned(),
        topic_code: None,
        topic_name: None,
        edition_id: id,
        section_count: 1,
        audience_id: 1,
        circulation: "internal".to_owned(),
    }
}

pub const RESOLUTION: (&str, &str, i32) = ("Nghị quyết", "NQ", 10);
const REGULATION: (&str, &str, i32) = ("Quy định", "QĐ", 40);

/// The titles in the order in which a query that found them all would show them.
fn order(query: &str, level: Level, documents: &[FoundRow]) -> Vec<i64> {
    let fit = match level {
        Level::Symbol => BY_NUMBER,
        level => by_words(level),
    };
    let documents = documents.iter().map(|row| (row.clone(), fit));
    order_of(query, documents.collect())
}

/// It has a number that was typed; nothing is known of the words.
const BY_NUMBER: Fit = Fit {
    is_numbered: true,
    level: None,
    parts: 0,
};

fn by_words(level: Level) -> Fit {
    Fit {
        level: Some(level),
        ..Fit::default()
    }
}

fn order_of(query: &str, documents: Vec<(FoundRow, Fit)>) -> Vec<i64> {
    let asked = Asked::read(query);
    let placed = documents.into_iter().filter_map(|(row, fit)| {
        let found = Found::of(row);
        Some((place(&asked, &found, fit, day("2026-11-23"))?, found.id))
    });
    let mut placed: Vec<_> = placed.collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, id)| id).collect()
}

#[test]
fn a_symbol_comes_before_what_only_has_its_number() {
    let documents = [
        document(1, "Về khoa học", Some("57-NQ/TW"), RESOLUTION),
        document(2, "Về đất đai", Some("57-NQ/TU"), RESOLUTION),
        document(3, "Về kỷ luật", Some("57-QĐ/TW"), REGULATION),
        document(4, "Bài viết về Nghị quyết 57", None, RESOLUTION),
    ];
    let table: [(&str, &[i64]); 10] = [
        ("57", &[1, 3, 2]),
        ("nq57", &[1, 2]),
        ("nghị quyết 57", &[1, 2]),
        ("57 nq tw", &[1, 2]),
        ("57-QĐ/TW", &[3]),
        ("quy định 57 bộ chính trị", &[3]),
        ("nghị quyết 57 nói gì về đất đai", &[1, 2]),
        // Of the two the one whose title has all of it.
        ("nghị quyết 57 về đất đai", &[2, 1]),
        ("57 đất đai", &[2]),
        ("đại hội 57", &[]),
    ];
    for (query, expected) in table {
        assert_eq!(order(query, Level::Symbol, &documents), expected, "{query}");
    }
    // What was found by its words stays after them.
    assert_eq!(
        order("nghị quyết 57", Level::Title, &documents),
        [1, 2, 4, 3]
    );
}

#[test]
fn the_paper_of_a_number_and_words_of_its_title_comes_first() {
    let paper = document(1, "Về trách nhiệm nêu gương", Some("33-QĐ/TW"), REGULATION);
    let text = document(2, "Về quyền lực", Some("26-QĐ/TW"), REGULATION);
    let title = document(3, "Hướng dẫn 33 việc nêu gương", None, RESOLUTION);
    let begins = document(4, "33 nêu gương tiêu biểu", None, RESOLUTION);
    let numbered = Fit {
        is_numbered: true,
        ..by_words(Level::TitleExact)
    };
    let documents = vec![
        (text, by_words(Level::PhraseExact)),
        (title, by_words(Level::TitleExact)),
        (paper.clone(), numbered),
        (begins, by_words(Level::TitleExact)),
    ];
    assert_eq!(order_of("33 nêu gương", documents), [4, 1, 3, 2]);
    // Other marks: what has those that were typed comes before it.
    let other = document(5, "x", None, RESOLUTION);
    let documents = vec![
        (paper.clone(), BY_NUMBER),
        (other, by_words(Level::GistExact)),
    ];
    assert_eq!(order_of("33 nếu gương", documents), [5, 1]);
    // The number only: as one of the words.
    let part = |parts| Fit {
        parts,
        ..by_words(Level::Most)
    };
    let most = document(6, "x", None, RESOLUTION);
    let numbered = Fit {
        is_numbered: true,
        ..part(2)
    };
    let documents = vec![(paper, numbered), (most, part(5))];
    assert_eq!(order_of("33 kỷ luật đảng", documents), [6, 1]);
}

#[test]
fn a_number_of_something_else_puts_its_paper_behind_what_has_the_words_together() {
    let paper = document(1, "Về công tác đảng viên", Some("57-NQ/TW"), RESOLUTION);
    let numbered = Fit {
        is_numbered: true,
        ..by_words(Level::TitleExact)
    };
    let order = |query, fit| {
        let others = [
            Level::AnywhereExact,
            Level::Phrase,
            Level::PhraseExact,
            Level::Title,
        ];
        let others = (2..).zip(others);
        let others =
            others.map(|(id, level)| (document(id, "x", None, RESOLUTION), by_words(level)));
        order_of(query, others.chain([(paper.clone(), fit)]).collect())
    };
    assert_eq!(order("57 đảng viên", numbered), [4, 5, 3, 1, 2]);
    assert_eq!(order("57 công tác đảng viên", numbered), [1, 4, 5, 3, 2]);
    // It has them together itself.
    let together = Fit {
        is_numbered: true,
        ..by_words(Level::PhraseExact)
    };
    assert_eq!(order("57 đảng viên", together), [4, 1, 5, 3, 2]);
}

#[test]
fn capitals_within_a_query_put_first_what_has_the_same() {
    let plain = |id, title| document(id, title, None, RESOLUTION);
    let documents = [
        plain(1, "Chuyện ở Hòa Khê"),
        plain(2, "Chuyện ở hòa khê"),
        plain(3, "CHUYỆN Ở HÒA KHÊ"),
        plain(4, "Chuyện ở Ho\u{e0} Khe\u{302}"),
    ];
    let table = [
        ("hòa khê", [4, 3, 2, 1]),
        ("hoa khe", [4, 3, 2, 1]),
        ("Hòa khê", [4, 3, 2, 1]),
        ("HÒA KHÊ", [4, 3, 2, 1]),
        ("Chuyện ở hòa khê", [4, 3, 2, 1]),
        ("Hòa Khê", [4, 1, 3, 2]),
        ("hòa Khê", [4, 1, 3, 2]),
        ("Hoa Khe", [4, 1, 3, 2]),
        ("Chuyện ở Hòa Khê", [4, 1, 3, 2]),
        // In another order no title is nearer than the others.
        ("Khê Hòa", [4, 1, 3, 2]),
    ];
    for (query, expected) in table {
        assert_eq!(order(query, Level::Title, &documents), expected, "{query}");
    }
    // One of two is better than none; a nearer title is better still.
    let documents = [
        plain(1, "Chuyện ở Hòa khê"),
        plain(2, "Chuyện ở hòa khê"),
        plain(3, "Khê và Hòa"),
        plain(4, "hòa khê"),
    ];
    assert_eq!(order("Hòa Khê", Level::Title, &documents), [4, 1, 2, 3]);
}

#[test]
fn among_equals_the_nearer_title_what_holds_what_is_required_and_the_newer_come_first() {
    let plain = |id, title| document(id, title, None, RESOLUTION);
    let mut ended = plain(4, "Công tác cán bộ");
    ended.ends_on = Some(day("2026-11-23"));
    ended.ended_by = Some("replaced".to_owned());
    let mut required = plain(5, "Về công tác cán bộ ở cơ sở");
    required.tier = "required".to_owned();
    let mut older = plain(6, "Về công tác cán bộ hằng năm");
    older.issued_on = Some(day("2020-01-01"));
    let documents = [
        plain(1, "Cán bộ và công tác"),
        plain(2, "Công tác cán bộ"),
        plain(3, "Công tác cán bộ nữ"),
        ended,
        required,
        older,
        plain(7, "Về công tác cán bộ nữ"),
        plain(8, "Về công tác cán bộ trẻ"),
    ];
    assert_eq!(
        order("công tác cán bộ", Level::Title, &documents),
        [2, 4, 3, 5, 8, 7, 6, 1]
    );
}

#[test]
fn force_is_that_of_the_day() {
    let mut found = document(1, "x", Some("1-NQ/TW"), RESOLUTION);
    found.effective_on = Some(day("2025-01-01"));
    found.amended_on = Some(day("2025-06-01"));
    found.ends_on = Some(day("2026-01-01"));
    found.ended_by = Some("repealed".to_owned());
    for (on, force) in [
        ("2024-12-31", Force::NotYet),
        ("2025-01-01", Force::InForce),
        ("2025-06-01", Force::Amended),
        ("2026-01-01", Force::Repealed),
    ] {
        assert_eq!(found.force(day(on)), force, "{on}");
    }
}

#[test]
fn what_begins_as_typed_is_suggested_first() {
    let documents = [
        document(1, "Kế hoạch chuyển đổi số", None, RESOLUTION),
        document(2, "Chuyên đề năm", None, RESOLUTION),
        document(3, "Chuyển đổi số", None, RESOLUTION),
    ];
    let order = |query: &str| {
        let asked = Asked::read(query);
        let mut placed: Vec<_> = documents
            .iter()
            .map(|row| Found::of(row.clone()))
            .map(|found| {
                (
                    suggestion(&asked, &found, day("2026-11-23")).unwrap(),
                    found.id,
                )
            })
            .collect();
        placed.sort_by_key(|(place, _)| *place);
        placed.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    };
    assert_eq!(order("chuy"), [3, 2, 1]);
    assert_eq!(order("chuyê"), [2, 3, 1]);
}

#[test]
fn a_symbol_is_suggested_when_it_is_being_typed() {
    let found = Found::of(document(1, "Về khoa học", Some("57-NQ/TW"), RESOLUTION));
    for (query, symbol) in [
        ("5", true),
        ("57", true),
        ("57-n", true),
        ("nq5", true),
        ("NQ 57", true),
        ("khoa", false),
        ("58", false),
        ("nghị quyết 57", false),
    ] {
        assert_eq!(
            suggests_symbol(&Asked::read(query), &found),
            symbol,
            "{query}"
        );
    }
}
