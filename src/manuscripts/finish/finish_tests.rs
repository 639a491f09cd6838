use proptest::prelude::*;

use super::{SectionFaultCode as Code, clean, finish, plain_text};
use crate::manuscripts::{DraftSection, Section, SectionKind, limits};

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

fn cleaned(html: &str) -> String {
    clean::clean(html.to_owned()).unwrap()
}

const HARMFUL: [(&str, &str); 18] = [
    ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
    (
        "<p onclick=\"x()\" style=\"color:red\" class=\"k\" id=\"i\">a</p>",
        "<p>a</p>",
    ),
    (
        "<p><img src=\"https://tracker.example/p.gif\">a</p>",
        "<p>a</p>",
    ),
    (
        "<a href=\"javascript:alert(1)\">a</a>",
        "<a rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<a href=\"JaVaScRiPt&colon;alert(1)\">a</a>",
        "<a rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<a href=\"data:text/html,x\">a</a>",
        "<a rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<a href=\"//example.org/x\">a</a>",
        "<a rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<a href=\"/api/v1/me\">a</a>",
        "<a rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<a href=\"#dieu-5\" target=\"_blank\">a</a>",
        "<a href=\"#dieu-5\" rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<a href=\"mailto:a@example.org\">a</a>",
        "<a href=\"mailto:a@example.org\" rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<svg><style><img src=x onerror=alert(1)></style></svg><p>a</p>",
        "<p>a</p>",
    ),
    (
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "",
    ),
    (
        "<iframe src=\"https://example.org\"></iframe><p>a</p>",
        "<p>a</p>",
    ),
    ("<!-- c --><p>a</p>", "<p>a</p>"),
    ("<b>a</b> <i>b</i>", "<strong>a</strong> <em>b</em>"),
    (
        "<table><tr><td colspan=\"2\" rowspan=\"9999\">a</td></tr></table>",
        "<table><tbody><tr><td colspan=\"2\">a</td></tr></tbody></table>",
    ),
    ("<h1>a</h1>", "a"),
    ("<p>1 < 2 & 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
];

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

#[test]
fn what_may_harm_is_taken_out() {
    for (html, clean) in HARMFUL {
        assert_eq!(cleaned(html), clean, "{html}");
    }
}

#[test]
fn a_mark_behind_a_tag_does_not_eat_it() {
    // `>` and U+0338 compose to one character.
    for html in [
        "<p>\u{338}a</p>",
        "<p>&#x338;a</p>",
        "<p>a</p>\u{338}<script>x</script>",
    ] {
        let clean = cleaned(html);
        assert!(
            !clean.contains('\u{226F}') && !clean.contains("script"),
            "{clean}"
        );
        assert_eq!(cleaned(&clean), clean);
    }
}

#[test]
fn html_that_costs_too_much_is_refused() {
    let nested = |tag: &str, count: usize| format!("{}a", format!("<{tag}>").repeat(count));
    for html in [
        nested("blockquote", 5_000),
        nested("b", 5_000),
        nested("table><tr><td", 2_000),
        format!("{}{}", "<b a>".repeat(90), "<p>x</p>".repeat(50_000)),
        format!("{}{}", "<font a=1>".repeat(60), "<p>".repeat(100_000)),
    ] {
        assert_eq!(
            clean::clean(html.clone()),
            Err(Code::HtmlTooNested),
            "{}",
            html.get(..40).unwrap()
        );
    }
    let long = "a".repeat(limits::SECTION_HTML + 1);
    assert_eq!(clean::clean(long), Err(Code::HtmlTooLong));
    assert!(
        clean::clean("<p>a<br>".repeat(20_000)).is_ok(),
        "many paragraphs are no nesting"
    );
}

#[test]
fn plain_text_is_what_one_reads_aloud() {
    let table = [
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<p>a <strong>b</strong>c</p>", "a bc"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        (
            "<table><tbody><tr><th>TT</th><th>Tên</th></tr><tr><td>1</td><td>a<br>b</td></tr></tbody></table>",
            "TT; Tên\n1; a b",
        ),
        (
            "<p>1 &lt; 2 &amp; 3&nbsp;&quot;x&quot; &copy</p>",
            "1 < 2 & 3 \"x\" &copy",
        ),
        ("<a href=\"https://example.org/?a>b\" rel=\"x\">a</a>", "a"),
        ("<p>;</p>", ";"),
        (
            "<table><tbody><tr><td>;</td><td></td></tr><tr><td></td><td></td></tr></tbody></table>",
            ";;",
        ),
        ("", ""),
    ];
    for (html, text) in table {
        assert_eq!(plain_text::of(html), text, "{html}");
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

fn again(sections: &[Section]) -> Vec<Section> {
    finish(sections.iter().cloned().map(DraftSection::from).collect()).unwrap()
}

fn html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zđưẬ<>&\"'=/ ]{0,12}",
        "</?(p|b|i|u|table|tr|td|ul|li|a|script|svg|math|style|title|blockquote|font|div|form|select|br|h1)( href=\"[#a-z:/>]{0,9}\")?>",
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
        Just("\u{338}".to_owned()),
        Just("&#x338;".to_owned()),
        Just("&nbsp;".to_owned()),
        "\\PC{0,8}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn finishing_twice_is_finishing_once(
        parts in proptest::collection::vec((1_u8..=6, 0_usize..10, "((Điều|điểm|Phụ lục) ){0,2}[0-9IVXađ]{0,3}", "\\PC{0,10}", html()), 1..8)
    ) {
        let mut deepest = 0;
        let drafts = parts.into_iter().map(|(level, kind, number, title, html)| {
            deepest = level.min(deepest + 1);
            DraftSection {
                level: deepest,
                kind: SectionKind::ALL[kind],
                number: Some(number),
                title: Some(format!("a{title}")),
                html,
            }
        });
        if let Ok(sections) = finish(drafts.collect()) {
            prop_assert_eq!(&again(&sections), &sections);
            for section in &sections {
                for banned in ["<script", "<svg", "<img", "<style", "javascript:", " on", "<div"] {
                    let in_tag = section.html.split('<').skip(1).any(|tag| {
                        let tag = tag.split('>').next().unwrap_or_default();
                        !tag.contains("href") && format!("<{tag}").contains(banned)
                    });
                    prop_assert!(!in_tag, "{} in {}", banned, section.html);
                }
                prop_assert!(section.anchor.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)));
            }
        }
    }

    #[test]
    fn any_text_is_cleaned_for_good(html in "\\PC{0,400}") {
        if let Ok(once) = clean::clean(html) {
            prop_assert_eq!(clean::clean(once.clone()), Ok(once));
        }
    }
}
