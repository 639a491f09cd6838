use super::*;
use crate::reports::rules::chart::chart;

fn figures(counted: i64, met: i64) -> Figures {
    Figures {
        counted,
        met,
        met_late: met / 10,
        exempt: 1,
        ..Figures::default()
    }
}

fn summary(children: usize) -> Summary {
    let rows: Vec<(String, Figures)> = (0..children)
        .map(|n| {
            (
                format!("Chi bộ Tổ dân phố số {} – Khu Vườn Ổi", n + 1),
                figures(22, 15 + i64::try_from(n % 8).unwrap()),
            )
        })
        .collect();
    let whole = rows.iter().map(|(_, figures)| *figures).sum::<Figures>() + figures(3, 3);
    let bars: Vec<(&str, Figures)> = rows
        .iter()
        .map(|(name, figures)| (name.as_str(), *figures))
        .collect();
    Summary {
        unit: "Đảng ủy phường An Bình".to_owned(),
        title: "Học tập, quán triệt Nghị quyết số 57-NQ/TW của Bộ Chính trị về đột phá phát triển khoa học, công nghệ".to_owned(),
        requirement: None,
        due_at: "2026-11-28T17:00:00Z".parse().unwrap(),
        as_of: "2026-11-23T02:00:00Z".parse().unwrap(),
        frozen: false,
        whole,
        chart: chart("Nghị quyết 57", ("Đảng ủy phường An Bình", whole), &bars),
        rows,
        rule: crate::reports::rules::words::denominator_rule("same_due", None).vi.into_owned(),
    }
}

#[test]
fn every_letter_that_is_printed_has_a_glyph() {
    use unicode_normalization::UnicodeNormalization as _;
    let faces = Faces::load().unwrap();
    let marks = ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
    for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".chars() {
        for mark in marks {
            for c in format!("{letter}{mark}").nfc() {
                assert!(faces.of(false).has(c) && faces.of(true).has(c), "{c}");
            }
        }
    }
    for c in "đĐ0123456789%/,.;:()–…·“”".chars() {
        assert!(faces.of(false).has(c) && faces.of(true).has(c), "{c}");
    }
}

#[test]
fn nothing_stands_outside_the_page() {
    let faces = Faces::load().unwrap();
    for children in [0, 1, 60, 400] {
        for page in layout::pages(&summary(children), &faces) {
            for ink in &page {
                let (right, bottom) = match ink {
                    Ink::Rect {
                        left,
                        top,
                        width,
                        height,
                        ..
                    } => (left + width, top + height),
                    Ink::Text {
                        left,
                        baseline,
                        size,
                        bold,
                        text,
                        ..
                    } => {
                        assert!(*left >= 47.9, "{text}");
                        (left + faces.of(*bold).width(text, *size), *baseline)
                    }
                };
                assert!(
                    right <= paper::WIDTH - 47.9 && bottom < paper::HEIGHT - 30.0,
                    "{ink:?}"
                );
            }
        }
    }
}

#[test]
fn what_is_printed_can_be_read_again() {
    let bytes = pdf(&summary(60)).unwrap();
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    assert!(pages.len() > 2, "{pages:?}");
    let text = document.extract_text(&pages).unwrap();
    for expected in [
        "BÁO CÁO KẾT QUẢ HỌC TẬP",
        "Chi bộ Tổ dân phố số 60",
        "Toàn đơn vị",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
}
