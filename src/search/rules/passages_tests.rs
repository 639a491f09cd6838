use std::slice;

use proptest::prelude::*;

use super::{Marked, PASSAGE_CHARS, Passage};
use crate::kernel::text;
use crate::search::model::Section;
use crate::search::rules::asked::Asked;
use crate::search::rules::spots::Sought;

fn section(body: &str) -> Section {
    let words = text::words(body).map(|(_, word)| match text::search_key(word).replace(' ', "_") {
        empty if empty.is_empty() => "-".to_owned(),
        key => key,
    });
    Section {
        edition_id: 1,
        anchor: "dieu-1".to_owned(),
        number: None,
        title: None,
        text: body.to_owned(),
        words: words.collect::<Vec<_>>().join(" "),
    }
}

fn passages<'s>(
    asked: &Asked,
    sections: &'s [Section],
    starts: bool,
) -> Vec<(&'s Section, Passage)> {
    Sought::of(asked).map_or_else(Vec::new, |sought| {
        super::passages(&sought, sections, starts)
    })
}

fn marked(passage: &Marked) -> Vec<String> {
    let chars: Vec<char> = passage.text.chars().collect();
    let slices = passage
        .highlights
        .iter()
        .map(|range| chars[range.clone()].iter().collect());
    slices.collect()
}

fn only(query: &str, body: &str) -> Marked {
    let section = section(body);
    let mut found = passages(&Asked::read(query), slice::from_ref(&section), false);
    assert_eq!(found.len(), 1, "{query} in {body}");
    found.remove(0).1.body
}

#[test]
fn the_words_that_were_found_are_marked_as_written() {
    let table: [(&str, &str, &[&str]); 7] = [
        (
            "chuyen doi so",
            "Đẩy mạnh Chuyển đổi số.",
            &["Chuyển", "đổi", "số"],
        ),
        ("hoà bình", "Phường HÒA BÌNH", &["HÒA", "BÌNH"]),
        ("đường", "Dương đi đường dài", &["đường"]),
        ("đường", "ông Dương", &["Dương"]),
        ("duong", "Dương đi đường dài", &["Dương", "đường"]),
        (
            "57 nq tw",
            "theo Nghị quyết số 57-NQ/TW.",
            &["57", "NQ", "TW"],
        ),
        ("dang", "\u{d0}ả\u{ad}ng ta", &["\u{d0}ả\u{ad}ng"]),
    ];
    for (query, body, words) in table {
        assert_eq!(marked(&only(query, body)), words, "{query}");
    }
}

#[test]
fn a_short_text_is_shown_whole_and_a_long_one_is_cut_between_words() {
    assert_eq!(only("hai", "Một\n\n hai  ba.").text, "Một hai ba.");
    let long = format!(
        "{} mục tiêu chung {}",
        "đầu ".repeat(100),
        "cuối ".repeat(100)
    );
    let shown = only("mục tiêu", &long).text;
    assert!(
        shown.starts_with("…đầu ") && shown.ends_with("cuối…"),
        "{shown}"
    );
    assert!((PASSAGE_CHARS - 10..=PASSAGE_CHARS).contains(&shown.chars().count()));
    let unbroken = "a".repeat(1_000);
    let section = section(&unbroken);
    let found = passages(&Asked::read("aa"), slice::from_ref(&section), true);
    assert_eq!(found[0].1.body.text.chars().count(), PASSAGE_CHARS - 1);
}

#[test]
fn the_place_where_the_words_stand_together_is_shown() {
    let apart = format!("kiểm tra {} đảng viên", "và ".repeat(100));
    let body = format!("{apart} rồi kiểm tra đảng viên chấp hành");
    let shown = only("kiểm tra đảng viên", &body).text;
    assert!(
        shown.contains("rồi kiểm tra đảng viên chấp hành"),
        "{shown}"
    );
}

#[test]
fn the_best_sections_come_in_the_order_of_the_document() {
    let bodies = [
        "kỷ luật",
        "thi hành kỷ luật đảng",
        "khen thưởng",
        "kỷ luật của đảng",
        "đảng kỷ luật",
        "thi hành kỷ luật đảng viên",
    ];
    let sections: Vec<Section> = bodies.iter().map(|body| section(body)).collect();
    let found = passages(&Asked::read("thi hành kỷ luật đảng"), &sections, false);
    let shown: Vec<&str> = found
        .iter()
        .map(|(_, passage)| passage.body.text.as_str())
        .collect();
    assert_eq!(
        shown,
        ["thi hành kỷ luật đảng", "thi hành kỷ luật đảng viên"]
    );
    assert!(passages(&Asked::read("sinh hoạt chi bộ"), &sections, false).is_empty());
}

#[test]
fn capitals_within_a_query_choose_among_equal_places() {
    let sections = [
        "1 hòa khê",
        "2 hòa khê",
        "3 hòa khê",
        "4 HÒA KHÊ",
        "5 Hoà Khê",
    ]
    .map(section);
    let shown = |query| -> Vec<String> {
        let found = passages(&Asked::read(query), &sections, false);
        found
            .into_iter()
            .map(|(_, passage)| passage.body.text)
            .collect()
    };
    assert_eq!(shown("hòa khê"), ["1 hòa khê", "2 hòa khê", "3 hòa khê"]);
    assert_eq!(shown("Hòa khê"), shown("hòa khê"));
    assert_eq!(shown("HÒA KHÊ"), shown("hòa khê"));
    assert_eq!(shown("Hòa Khê"), ["1 hòa khê", "2 hòa khê", "5 Hoà Khê"]);
    assert_eq!(shown("Hoa Khe"), ["1 hòa khê", "2 hòa khê", "5 Hoà Khê"]);
    // Within one section too, with a heading and without.
    let long = format!("một hòa khê {} hai Hòa Khê", "và ".repeat(100));
    for title in [None, Some("Xã Hòa")] {
        let mut section = section(&long);
        section.title = title.map(str::to_owned);
        if title.is_some() {
            section.words = format!("xa hoa {}", section.words);
        }
        let shown = |query| {
            let found = passages(&Asked::read(query), slice::from_ref(&section), false);
            found[0].1.body.text.clone()
        };
        assert!(shown("Hòa Khê").ends_with("hai Hòa Khê"), "{title:?}");
        assert!(shown("hòa khê").starts_with("một hòa khê"), "{title:?}");
    }
}

#[test]
fn a_heading_is_part_of_its_section() {
    let body = "Vào mục Quên mật khẩu rồi nhập số điện thoại.";
    let mut section = section(body);
    section.title = Some("Hỏi: mất điện thoại thì sao?".to_owned());
    section.words = format!("hoi mat dien thoai thi sao {}", section.words);
    let (_, passage) = passages(
        &Asked::read("mất điện thoại"),
        slice::from_ref(&section),
        false,
    )
    .remove(0);
    assert_eq!(marked(&passage.title.unwrap()), ["mất", "điện", "thoại"]);
    assert_eq!(passage.body.text, body);
    assert_eq!(marked(&passage.body), ["điện", "thoại"]);
}

#[test]
fn a_beginning_is_found_only_where_it_may_be_one() {
    let section = section("Tuyên truyền");
    assert_eq!(
        marked(
            &passages(&Asked::read("tuyen tru"), slice::from_ref(&section), true)[0]
                .1
                .body
        ),
        ["Tuyên", "truyền"]
    );
    assert_eq!(
        marked(
            &passages(&Asked::read("tuyen tru"), slice::from_ref(&section), false)[0]
                .1
                .body
        ),
        ["Tuyên"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn highlights_lie_in_the_text_and_are_words_of_the_query(
        body in "([\\PC]|[ăâđêôơư aeoghn]|(đảng |dang |Chi bộ |hoà |½ |ͺ|\u{ad}|\u{301}|\u{0}|\n)){0,200}",
        query in "([\\PC]|(đảng |dang |chi bo |hòa |½ )){1,20}",
        starts in any::<bool>(),
    ) {
        let section = section(&body);
        let asked = Asked::read(&query);
        for (_, passage) in passages(&asked, slice::from_ref(&section), starts) {
            let passage = passage.body;
            let chars: Vec<char> = passage.text.chars().collect();
            prop_assert!(chars.len() <= PASSAGE_CHARS);
            prop_assert!(!passage.highlights.is_empty());
            let mut end = 0;
            for range in &passage.highlights {
                prop_assert!(range.start >= end && range.end <= chars.len() && !range.is_empty(), "{:?}", passage);
                end = range.end;
                let written: String = chars[range.clone()].iter().collect();
                let folded = text::search_key(&written).replace(' ', "_");
                let is_of_query = asked.carrying().any(|word| folded == word.folded)
                    || starts && asked.carrying().last().is_some_and(|word| folded.starts_with(&word.folded));
                prop_assert!(is_of_query, "{:?} {:?}", written, asked);
            }
            // What is shown stands in the section; nothing was made up.
            let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>();
            let inner = passage.text.trim_start_matches('…').trim_end_matches('…');
            prop_assert!(squeezed(&body).contains(&squeezed(inner)));
        }
    }
}
