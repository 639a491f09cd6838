//! Large lists of hits are bounded, and what stands first is not lost in them.

use super::{found, material, paper, seed, suggested};

on_both_engines!(
    a_common_word_is_answered_with_a_bounded_list,
    |app| async move {
        let mut papers = vec![
            paper("nghi_quyet", "57-NQ/TW", "Đầu tiên"),
            material("Điều lệ Đảng").text("Đảng viên có nhiệm vụ."),
        ];
        papers.extend((1..=400).map(|number| {
            paper(
                "cong_van",
                &format!("57-CV/ĐU{number}"),
                &format!("Về việc {number}"),
            )
            .text("đảng viên chi bộ")
        }));
        seed(&app, papers).await;
        let member = app.member();
        // The oldest of four hundred papers of this number.
        assert_eq!(found(&member, "57").await[0], "57-NQ/TW");
        assert_eq!(found(&member, "điều lệ").await[0], "Điều lệ Đảng");
        assert_eq!(suggested(&member, "c").await.len(), 10);
        let mut next = Some("/api/v1/library/search?limit=20&q=dang%20vien".to_owned());
        let mut shown = 0;
        while let Some(path) = next {
            let reply = member.get(path).await;
            shown += reply.json()["items"].as_array().unwrap().len();
            next = reply
                .header("link")
                .map(|link| link.split(['<', '>']).nth(1).unwrap().to_owned());
        }
        assert!((100..=320).contains(&shown), "{shown}");
    }
);
