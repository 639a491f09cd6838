//! Suggestions while typing.

use super::{material, paper, seed, suggested};

on_both_engines!(
    symbols_and_titles_are_suggested_while_they_are_typed,
    |app| async move {
        let mut papers = vec![
            paper("nghi_quyet", "57-NQ/TW", "Về chuyển đổi số"),
            paper("ke_hoach", "58-KH/TU", "Kế hoạch chuyển đổi số"),
            material("Chuyên đề quý ba"),
            material("Đường lối"),
            material("Đồng chí Dương"),
            material("Khác").text("chuyển đổi"),
        ];
        papers.extend((1..=20).map(|number| material(&format!("Bài giảng {number}"))));
        seed(&app, papers).await;
        let member = app.member();
        let table: [(&str, &[&str]); 14] = [
            ("57", &["57-NQ/TW"]),
            ("57-n", &["57-NQ/TW"]),
            ("nq5", &["57-NQ/TW"]),
            ("NQ 57", &["57-NQ/TW"]),
            ("58 k", &["58-KH/TU"]),
            (
                "chuy",
                &[
                    "Chuyên đề quý ba",
                    "Kế hoạch chuyển đổi số",
                    "Về chuyển đổi số",
                ],
            ),
            (
                "chuyể",
                &[
                    "Kế hoạch chuyển đổi số",
                    "Về chuyển đổi số",
                    "Chuyên đề quý ba",
                ],
            ),
            ("ke hoach chuyen doi s", &["Kế hoạch chuyển đổi số"]),
            (
                "số đổi chuy",
                &["Kế hoạch chuyển đổi số", "Về chuyển đổi số"],
            ),
            ("đươ", &["Đường lối", "Đồng chí Dương"]),
            ("dươ", &["Đồng chí Dương", "Đường lối"]),
            (
                "\u{d0}u\u{31b}o\u{31b}\u{300}",
                &["Đường lối", "Đồng chí Dương"],
            ),
            ("không có gì", &[]),
            ("%", &[]),
        ];
        for (query, expected) in table {
            let mut all = suggested(&member, query).await;
            if query.starts_with("chuy") || query.starts_with("số") {
                all.sort_by_key(|text| expected.iter().position(|other| other == text));
                assert_eq!(all.len(), expected.len(), "{query}");
            }
            assert_eq!(all, expected, "{query}");
        }
        assert_eq!(
            suggested(&member, "chuyể").await[2],
            "Chuyên đề quý ba",
            "other marks come last"
        );
        assert_eq!(suggested(&member, "b").await.len(), 10);
        assert_eq!(suggested(&member, "bài giảng").await.len(), 10);
    }
);
