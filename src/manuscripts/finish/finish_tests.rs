use super::{SectionFaultCode as Code, finish};
use crate::manuscripts::{DraftSection, SectionKind, limits};

fn draft(level: u8, kind: SectionKind, number: &str, html: &str) -> DraftSection {
    DraftSection {
        level,
        kind,
        number: Some(number.to_owned()),
        title: None,
        html: html.to_owned(),
    }
}

fn text(level: u8, title: &str, html: &str) -> DraftSection {
    DraftSection {
        level,
        kind: SectionKind::Text,
        number: None,
        title: Some(title.to_owned()),
        html: html.to_owned(),
    }
}

fn anchors(drafts: Vec<DraftSection>) -> Vec<String> {
    finish(drafts)
        .unwrap()
        .into_iter()
        .map(|section| section.anchor)
        .collect()
}

fn codes(drafts: Vec<DraftSection>) -> Vec<(usize, Code)> {
    finish(drafts)
        .unwrap_err()
        .into_iter()
        .map(|fault| (fault.place, fault.code))
        .collect()
}

#[test]
fn a_number_is_without_the_word_that_its_kind_says() {
    let numbers = [
        (SectionKind::Article, "Điều 5", "5", "dieu-5"),
        (SectionKind::Article, "ĐIỀU  Điều 6.", "6.", "dieu-6"),
        (SectionKind::Article, "7", "7", "dieu-7"),
        (SectionKind::Chapter, "Chương II", "II", "chuong-2"),
        (SectionKind::Part, "Phần thứ ba", "thứ ba", "phan-3"),
        (SectionKind::Clause, "khoan 1", "1", "khoan-1"),
        (SectionKind::Point, "điểm đ", "đ", "diem-dd"),
        (SectionKind::Appendix, "Phụ lục III", "III", "phu-luc-3"),
        // Nothing would be left, or it is another kind's word.
        (SectionKind::Article, "Điều", "Điều", "dieu-dieu"),
        (SectionKind::Article, "Khoản 1", "Khoản 1", "dieu-khoan-1"),
        (
            SectionKind::Appendix,
            "Phụ bản",
            "Phụ bản",
            "phu-luc-phu-ban",
        ),
        (SectionKind::Text, "Điều 1", "Điều 1", "doan-dieu-1"),
    ];
    for (kind, written, number, anchor) in numbers {
        let finished = finish(vec![draft(1, kind, written, "<p>a</p>")]).unwrap();
        let section = &finished[0];
        assert_eq!(
            section.number.as_deref(),
            Some(number),
            "{kind:?} {written}"
        );
        assert_eq!(section.anchor, anchor, "{kind:?} {written}");
    }
}

fn regulation() -> Vec<DraftSection> {
    use SectionKind::{Appendix, Article, Chapter, Clause, Heading, Part, Point};
    vec![
        draft(1, SectionKind::Preamble, "", "<p>Căn cứ</p>"),
        draft(1, Part, "thứ nhất", "<p>x</p>"),
        draft(2, Chapter, "I", "<p>x</p>"),
        draft(3, Article, "1", "<p>x</p>"),
        draft(4, Clause, "1", "<p>x</p>"),
        draft(5, Point, "d", "<p>x</p>"),
        draft(5, Point, "đ", "<p>x</p>"),
        draft(2, Chapter, "II", "<p>x</p>"),
        draft(3, Heading, "1", "<p>x</p>"),
        draft(4, Article, "2", "<p>x</p>"),
        draft(1, Appendix, "I", "<p>x</p>"),
        draft(2, Article, "1", "<p>x</p>"),
        draft(1, Appendix, "II", "<p>x</p>"),
        draft(2, Article, "1", "<p>x</p>"),
        draft(2, Article, "1", "<p>x</p>"),
        text(2, "Đường lối đổi mới", "<p>x</p>"),
    ]
}

#[test]
fn anchors_name_kind_and_number() {
    assert_eq!(
        anchors(regulation()),
        [
            "mo-dau",
            "phan-1",
            "phan-1.chuong-1",
            "dieu-1",
            "dieu-1.khoan-1",
            "dieu-1.khoan-1.diem-d",
            "dieu-1.khoan-1.diem-dd",
            "phan-1.chuong-2",
            "phan-1.chuong-2.muc-1",
            "dieu-2",
            "phu-luc-1",
            "phu-luc-1.dieu-1",
            "phu-luc-2",
            "phu-luc-2.dieu-1",
            "phu-luc-2.dieu-1_2",
            "phu-luc-2.duong-loi-doi-moi",
        ]
    );
}

#[test]
fn anchors_stay_when_others_come_and_text_changes() {
    let before = anchors(regulation());
    let mut drafts = regulation();
    for draft in &mut drafts {
        draft.html = "<p>Viết lại</p>".to_owned();
    }
    drafts.insert(3, draft(3, SectionKind::Article, "1a", "<p>Mới</p>"));
    drafts.insert(1, text(1, "Lời nói đầu", "<p>Mới</p>"));
    let mut after = anchors(drafts);
    after.retain(|anchor| !["dieu-1a", "loi-noi-dau"].contains(&anchor.as_str()));
    assert_eq!(after, before);
}

#[test]
fn a_thousand_of_one_name_have_a_thousand_anchors() {
    let drafts = (0..limits::SECTIONS).map(|_| text(1, "Mục", "")).collect();
    let mut anchors = anchors(drafts);
    anchors.sort_unstable();
    anchors.dedup();
    assert_eq!(anchors.len(), limits::SECTIONS);
}

#[test]
fn the_tree_is_checked() {
    let at = |levels: &[u8]| {
        levels
            .iter()
            .map(|level| text(*level, "a", ""))
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(at(&[])), [(0, Code::NoSections)]);
    assert_eq!(codes(at(&[2])), [(0, Code::FirstLevel)]);
    assert_eq!(codes(at(&[1, 3])), [(1, Code::LevelSkipped)]);
    assert_eq!(codes(at(&[1, 2, 3, 1, 3])), [(4, Code::LevelSkipped)]);
    assert_eq!(
        codes(at(&[1, 0, 7])),
        [(1, Code::LevelOutOfRange), (2, Code::LevelOutOfRange)]
    );
    let sections = finish(at(&[1, 2, 3, 2, 1, 2])).unwrap();
    let parents: Vec<Option<usize>> = sections.iter().map(|section| section.parent).collect();
    assert_eq!(parents, [None, Some(0), Some(1), Some(0), None, Some(4)]);
}

#[test]
fn limits_are_held() {
    let long = |count: usize| "ô".repeat(count);
    let ok = text(
        1,
        &long(limits::TITLE),
        &format!("<p>{}</p>", long(limits::SECTION_TEXT)),
    );
    assert!(finish(vec![ok]).is_ok());
    assert_eq!(
        codes(vec![text(1, &long(limits::TITLE + 1), "")]),
        [(0, Code::TitleTooLong)]
    );
    assert_eq!(
        codes(vec![text(1, "a", &long(limits::SECTION_TEXT + 1))]),
        [(0, Code::SectionTooLong)]
    );
    assert_eq!(
        codes(vec![text(1, " ", "<p> </p><br>")]),
        [(0, Code::Empty)]
    );
    assert_eq!(
        codes(vec![draft(1, SectionKind::Article, &long(31), "a")]),
        [(0, Code::NumberTooLong)]
    );
    let many = vec![text(1, "a", ""); limits::SECTIONS + 1];
    assert_eq!(codes(many), [(limits::SECTIONS, Code::TooManySections)]);
    let heavy = vec![text(1, "a", &"a".repeat(190_000)); 6];
    assert_eq!(codes(heavy), [(5, Code::TotalTooLong)]);
    let endless = vec![text(1, "a", &"<x>".repeat(300_000)); 10];
    assert_eq!(codes(endless), [(9, Code::TotalTooLong)]);
}
