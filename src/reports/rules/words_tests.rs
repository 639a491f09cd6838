use super::*;

fn told(figures: Figures) -> Told<'static> {
    Told {
        unit: "Chi bộ Khu phố 1",
        title: "Học tập Nghị quyết 57",
        figures,
        due_at: "2026-11-28T17:00:00Z".parse().unwrap(),
        as_of: "2026-11-23T02:00:00Z".parse().unwrap(),
    }
}

#[test]
fn the_message_says_how_many_who_and_of_when() {
    let figures = Figures {
        counted: 22,
        met: 19,
        met_late: 1,
        excused: 2,
        opened: 1,
        ..Figures::default()
    };
    assert_eq!(
        message(&told(figures), &["Nguyễn Văn An", "Lê Dương"]),
        "Chi bộ Khu phố 1: 3/22 đồng chí chưa hoàn thành “Học tập Nghị quyết 57” (hạn hết ngày 28/11/2026).\n\
         1. Nguyễn Văn An\n2. Lê Dương\nvà 1 đồng chí khác.\n\
         Đã hoàn thành 19/22 (86,4 %); hoàn thành muộn 1; được hoãn 2.\nSố liệu lúc 09:00 ngày 23/11/2026."
    );
    let without = message(&told(figures), &[]);
    assert!(
        !without.contains("đồng chí khác"),
        "no names are asked for, so none are left out"
    );
}

#[test]
fn all_and_nobody_are_told_apart() {
    let all = Figures {
        counted: 5,
        met: 5,
        ..Figures::default()
    };
    assert!(message(&told(all), &[]).starts_with("Chi bộ Khu phố 1: 5/5 đồng chí đã hoàn thành"));
    let nobody = Figures {
        exempt: 3,
        ..Figures::default()
    };
    let text = message(&told(nobody), &[]);
    assert!(
        text.contains("không có đồng chí nào phải hoàn thành"),
        "{text}"
    );
    assert!(!text.contains('%'), "nobody is no rate: {text}");
}

#[test]
fn the_rule_says_what_happens_to_those_who_come_later() {
    let rules = [
        denominator_rule("same_due", None),
        denominator_rule("days_after_joining", Some(14)),
        denominator_rule("left_out", None),
    ];
    for (index, rule) in rules.iter().enumerate() {
        assert!(rule.vi.starts_with(base().vi.as_ref()) && rule.en.starts_with(base().en.as_ref()));
        for other in rules.iter().skip(index + 1) {
            assert_ne!(rule, other);
        }
    }
    assert!(
        denominator_rule("days_after_joining", Some(14))
            .vi
            .contains("14 ngày")
    );
}

#[test]
fn a_month_adds_turns() {
    let line = |title, counted, met| MonthLine {
        title,
        figures: Figures {
            counted,
            met,
            ..Figures::default()
        },
    };
    let lines = [line("Chỉ thị 05", 22, 22), line("Nghị quyết 57", 20, 10)];
    let total = lines.iter().map(|line| line.figures).sum();
    let at = "2026-12-01T02:00:00Z".parse().unwrap();
    assert_eq!(
        month_message("Chi bộ 1", "11/2026", &lines, total, at),
        "Chi bộ 1, tháng 11/2026: 2 đợt học tập đến hạn, hoàn thành 32/42 lượt (76,2 %).\n\
         1. Chỉ thị 05: 22/22 (100,0 %)\n2. Nghị quyết 57: 10/20 (50,0 %)\nSố liệu lúc 09:00 ngày 01/12/2026."
    );
    let nothing = month_message("Chi bộ 1", "11/2026", &[], Figures::default(), at);
    assert!(
        nothing.contains("không có đợt học tập nào đến hạn"),
        "{nothing}"
    );
}

#[test]
fn no_text_is_longer_than_the_document_says() {
    let (name, title, unit) = ("Đ".repeat(200), "Đ".repeat(500), "Đ".repeat(200));
    let figures = Figures {
        counted: 1_000,
        ..Figures::default()
    };
    let told = Told {
        unit: &unit,
        title: &title,
        ..told(figures)
    };
    let names = vec![name.as_str(); 200];
    assert!(message(&told, &names).chars().count() <= 50_000);
    let title = title.as_str();
    let lines = vec![MonthLine { title, figures }; 100];
    let text = month_message(&unit, "11/2026", &lines, figures, told.as_of);
    assert!(text.chars().count() <= 20_000);
}
