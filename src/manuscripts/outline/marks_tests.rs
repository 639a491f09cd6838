use super::{Mark, mark};
use crate::manuscripts::SectionKind::{
    self, Appendix, Article, Chapter, Clause, Heading, Part, Point,
};

fn found(line: &str) -> Option<(SectionKind, String, String)> {
    mark(line).map(
        |Mark {
             kind,
             number,
             taken,
             ..
         }| (kind, number, line.chars().skip(taken).collect()),
    )
}

#[test]
fn a_line_that_begins_a_section_is_known() {
    let table = [
        ("Phần thứ nhất", Part, "thứ nhất", ""),
        ("PHẦN THỨ HAI: NHIỆM VỤ", Part, "THỨ HAI", "NHIỆM VỤ"),
        ("Phần I. Tình hình", Part, "I", "Tình hình"),
        ("Phần thứ mười một", Part, "thứ mười một", ""),
        ("Chương I", Chapter, "I", ""),
        (
            "CHƯƠNG II QUY ĐỊNH CỤ THỂ",
            Chapter,
            "II",
            "QUY ĐỊNH CỤ THỂ",
        ),
        ("Chương 3: Tổ chức", Chapter, "3", "Tổ chức"),
        ("Mục 1", Heading, "1", ""),
        ("Mục 2. Hình thức", Heading, "2", "Hình thức"),
        ("Điều 5. Phạm vi", Article, "5", "Phạm vi"),
        ("ĐIỀU 5: Phạm vi", Article, "5", "Phạm vi"),
        ("Điều 12a. Bổ sung", Article, "12a", "Bổ sung"),
        ("Điều 7.", Article, "7", ""),
        ("Phụ lục", Appendix, "", ""),
        ("PHỤ LỤC SỐ 02", Appendix, "02", ""),
        ("Phụ lục I: Danh mục", Appendix, "I", "Danh mục"),
        ("PHỤ LỤC A", Appendix, "A", ""),
        ("I- TÌNH HÌNH", Heading, "I", "TÌNH HÌNH"),
        ("IV. Tổ chức thực hiện", Heading, "IV", "Tổ chức thực hiện"),
        ("XIX/ Kết luận", Heading, "XIX", "Kết luận"),
        ("1. Mục tiêu", Clause, "1", "Mục tiêu"),
        ("2) Yêu cầu", Clause, "2", "Yêu cầu"),
        ("3- Nhiệm vụ", Clause, "3", "Nhiệm vụ"),
        ("1.1. Mục tiêu chung", Point, "1.1", "Mục tiêu chung"),
        ("2.10 Chỉ tiêu", Point, "2.10", "Chỉ tiêu"),
    ];
    for (line, kind, number, rest) in table {
        assert_eq!(
            found(line),
            Some((kind, number.into(), rest.into())),
            "{line}"
        );
    }
}

#[test]
fn prose_begins_no_section() {
    for line in [
        "Điều 5 của Luật này quy định như sau",
        "Điều kiện học tập",
        "Điều 5.1 là gì",
        "Phần lớn đảng viên tham gia",
        "Chương trình hành động",
        "Mục đích, yêu cầu",
        "Mục tiêu 1",
        "Phụ lục kèm theo Quyết định này",
        "I need a word",
        "II",
        "IIII. Không phải số",
        "I. chữ thường",
        "30.4.1975 là ngày thống nhất",
        "2025 là năm bản lề",
        "2025. Năm bản lề",
        "1.2.3. Ba cấp",
        "15 đảng viên",
        "a) Điểm a",
        "- Gạch đầu dòng",
        "",
        ".",
        "Điều",
        "Phần",
    ] {
        assert_eq!(found(line), None, "{line}");
    }
}

#[test]
fn a_long_line_is_not_taken_for_its_start() {
    // Forty characters of a mark, and then more.
    let line = format!("Phụ lục {}", " ".repeat(50));
    assert_eq!(found(&format!("{line}a")), None);
}
