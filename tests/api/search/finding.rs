//! What is found, and in which order.

use serde_json::json;

use super::{Paper, announce, found, material, names, paper, search, seed};
use crate::support::{Request, TestApp};

fn shelf() -> Vec<Paper> {
    let mut replaced = paper("nghi_quyet", "12-NQ/TU", "Về công tác cán bộ");
    replaced.ends_on = Some("2026-01-01");
    let mut resolution = paper(
        "nghi_quyet",
        "57-NQ/TW",
        "Về đột phá phát triển khoa học, công nghệ và chuyển đổi số",
    )
    .text("Đẩy mạnh chuyển đổi số trong mọi lĩnh vực. Đường lối là nhất quán.");
    resolution.issuer = Some("Bộ Chính trị".to_owned());
    resolution.issued_on = Some("2024-12-22");
    let mut press = material("Điểm báo tuần");
    press.abstract_text = Some("Tin về đồng chí Dương ở Hoà Bình".to_owned());
    vec![
        resolution,
        paper("ke_hoach", "57-KH/ĐU", "Kế hoạch học tập năm").text("Chi bộ học tập nghị quyết."),
        paper("quy_dinh", "57-QĐ/TU", "Về kiểm tra, giám sát"),
        paper("nghi_dinh", "356/2025/NĐ-CP", "Về bảo vệ dữ liệu cá nhân"),
        paper("luat", "91/2025/QH15", "Bảo vệ dữ liệu cá nhân"),
        paper("cong_van", "45-CV/ĐU", "Về việc nộp đảng phí"),
        replaced,
        paper("nghi_quyet", "21-NQ/TU", "Về công tác cán bộ"),
        material("Hỏi – đáp về Nghị quyết 57"),
        material("Thủ tục chuyển sinh hoạt đảng").text("Đảng viên làm đơn, chi bộ xét rồi giới thiệu."),
        material("Đường phố xanh"),
        material("Đồng chí Dương Văn Hoà"),
        press,
        material("Sổ tay bí thư chi bộ").text("Một. Sinh hoạt thường kỳ.\nHai. Sinh hoạt chuyên đề ở chi bộ."),
        material("Lịch sử Đảng bộ").text("Chuyên cần trong sinh hoạt; đề tài khoa học; đảng phí; chi bộ; thủ tục; hoạt động; chuyển."),
    ]
}

on_both_engines!(papers_are_found_by_number_and_symbol, |app| async move {
    seed(&app, shelf()).await;
    let member = app.member();
    for query in [
        "57-NQ/TW",
        "57 nq tw",
        "57nq/tw",
        "NQ57",
        "nq 57",
        "57",
        "057",
        "số 57",
        "nghị quyết 57",
        "Nghị quyết số 57",
        "nghi quyet so 57-nq/tw",
        "NGHỊ QUYẾT 57 của Bộ Chính trị",
        "nghị quyết 57 năm 2024",
        "57 bộ chính trị",
        "nghị quyết 57 nói gì về sinh hoạt chi bộ",
        "57–NQ/TW",
        "nghị quyết 2024 số 57",
    ] {
        assert_eq!(found(&member, query).await[0], "57-NQ/TW", "{query}");
    }
    for (query, first) in [
        ("57 kh", "57-KH/ĐU"),
        ("kế hoạch 57", "57-KH/ĐU"),
        ("qd57", "57-QĐ/TU"),
        ("57-qđ", "57-QĐ/TU"),
        ("45 cv đu", "45-CV/ĐU"),
        ("45-CV/\u{d0}U", "45-CV/ĐU"),
        ("45-cv/du", "45-CV/ĐU"),
        ("356/2025", "356/2025/NĐ-CP"),
        ("nghị định 356", "356/2025/NĐ-CP"),
        ("91/2025/QH15", "91/2025/QH15"),
        ("luật 91", "91/2025/QH15"),
        ("qh15", "91/2025/QH15"),
    ] {
        assert_eq!(found(&member, query).await[0], first, "{query}");
    }
    // All papers of the number, then what speaks of it.
    assert_eq!(
        found(&member, "57").await,
        [
            "57-NQ/TW",
            "57-QĐ/TU",
            "57-KH/ĐU",
            "Hỏi – đáp về Nghị quyết 57"
        ]
    );
    let reply = search(&member, "57").await.json();
    let matched: Vec<&str> = (0..4)
        .map(|at| reply["items"][at]["matched"].as_str().unwrap())
        .collect();
    assert_eq!(matched, ["symbol", "symbol", "symbol", "title"]);
});

on_both_engines!(
    a_number_and_words_of_the_title_find_the_paper,
    |app| async move {
        let papers = vec![
            paper(
                "quyet_dinh",
                "139-QĐ/TU",
                "Quyết định điều chỉnh ngày họp thường kỳ của chi bộ",
            ),
            paper("quy_dinh", "33-QĐ/TU", "Về trách nhiệm nêu gương"),
            paper("quy_dinh", "26-QĐ/TU", "Về kiểm soát quyền lực")
                .text("Thay thế Quy định 33 nêu gương."),
            paper("nghi_quyet", "57-NQ/TU", "Về chuyển đổi số"),
            paper("nghi_quyet", "08-NQ/TU", "Về chuyển đổi số toàn diện")
                .text("Theo Nghị quyết 57 chuyển đổi số."),
            paper("huong_dan", "15-HD/TU", "Về hồ sơ đảng viên"),
            material("Chi bộ tôi").text("Chi bộ có 15 đảng viên."),
            paper(
                "quyet_dinh",
                "5-QĐ/TU",
                "Sửa đổi một số điều của Quy chế làm việc",
            ),
            material("Hỏi và đáp").text("Điều 5 Quy chế nói về giờ làm việc."),
        ];
        seed(&app, papers).await;
        let member = app.member();
        let table: [(&str, &[&str]); 18] = [
            ("139 họp chi bộ", &["139-QĐ/TU"]),
            ("139 hop chi bo", &["139-QĐ/TU"]),
            ("139 họp", &["139-QĐ/TU"]),
            ("họp chi bộ 139", &["139-QĐ/TU"]),
            ("26 kiểm soát quyền lực", &["26-QĐ/TU"]),
            // Before what only cites it.
            ("33 nêu gương", &["33-QĐ/TU", "26-QĐ/TU"]),
            ("57 chuyển đổi số", &["57-NQ/TU", "08-NQ/TU"]),
            // The number alone is one of the words.
            ("139 abcde", &["139-QĐ/TU"]),
            ("139 họp abcde", &["139-QĐ/TU"]),
            // The number of something else.
            ("15 đảng viên", &["Chi bộ tôi", "15-HD/TU"]),
            ("điều 5 quy chế", &["Hỏi và đáp", "5-QĐ/TU"]),
            // Words of the symbol typed as one.
            ("57nqtu", &["57-NQ/TU"]),
            ("nqtu57", &["57-NQ/TU"]),
            ("57 NQTU", &["57-NQ/TU"]),
            ("139qđtu", &["139-QĐ/TU"]),
            ("139qdtu", &["139-QĐ/TU"]),
            ("139qđtu họp chi bộ", &["139-QĐ/TU"]),
            ("139qđtu kỷ luật", &["139-QĐ/TU"]),
        ];
        for (query, expected) in table {
            let all = found(&member, query).await;
            let shown: Vec<&str> = all
                .iter()
                .map(String::as_str)
                .take(expected.len())
                .collect();
            assert_eq!(shown, expected, "{query}: {all:?}");
        }
        for (query, matched) in [
            ("139 họp chi bộ", "title"),
            ("quyết định 139 họp", "symbol"),
            ("57nqtu", "symbol"),
        ] {
            let reply = search(&member, query).await.json();
            assert_eq!(reply["items"][0]["matched"], matched, "{query}");
        }
    }
);

on_both_engines!(
    capitals_within_a_query_put_first_what_has_the_same,
    |app| async move {
        let text = |number: i32| format!("Thôn {number} ở hòa khê.");
        let mut village = material("Chuyện ở Hòa Khê");
        for number in 1..=4 {
            village = village.text(&text(number));
        }
        let village = village.text("Xã Hòa Khê.");
        seed(&app, vec![village, material("Chuyện ở hòa khê")]).await;
        let member = app.member();
        let (name, words) = ("Chuyện ở Hòa Khê", "Chuyện ở hòa khê");
        for (query, expected, last) in [
            ("Hòa Khê", [name, words], "Xã Hòa Khê."),
            ("Hoa Khe", [name, words], "Xã Hòa Khê."),
            ("chuyện ở Hòa Khê", [name, words], "Xã Hòa Khê."),
            ("hòa khê", [words, name], "Thôn 3 ở hòa khê."),
            ("hoa khe", [words, name], "Thôn 3 ở hòa khê."),
            ("Hòa khê", [words, name], "Thôn 3 ở hòa khê."),
            ("HÒA KHÊ", [words, name], "Thôn 3 ở hòa khê."),
        ] {
            let reply = search(&member, query).await;
            assert_eq!(names(&reply), expected, "{query}");
            let items = reply.json()["items"].as_array().unwrap().clone();
            let village = items.iter().find(|item| item["document"]["title"] == name);
            let passages = village.unwrap()["passages"].as_array().unwrap();
            assert_eq!(passages.len(), 3, "{query}");
            assert_eq!(passages[2]["text"], last, "{query}");
        }
    }
);

on_both_engines!(
    marks_and_case_count_only_where_they_are_typed,
    |app| async move {
        seed(&app, shelf()).await;
        let member = app.member();
        let bar = ["Đường phố xanh", "57-NQ/TW"];
        let table: [(&str, &[&str]); 7] = [
            // The words of titles come before those of texts; with marks, those that have them first.
            (
                "đường",
                &[bar[0], "Đồng chí Dương Văn Hoà", bar[1], "Điểm báo tuần"],
            ),
            (
                "Dương",
                &["Đồng chí Dương Văn Hoà", bar[0], "Điểm báo tuần", bar[1]],
            ),
            (
                "DUONG",
                &[bar[0], "Đồng chí Dương Văn Hoà", "Điểm báo tuần", bar[1]],
            ),
            (
                "du\u{31b}o\u{31b}ng",
                &["Đồng chí Dương Văn Hoà", bar[0], "Điểm báo tuần", bar[1]],
            ),
            // Old and new placement of the tone.
            ("hòa bình", &["Điểm báo tuần"]),
            ("hoà binh", &["Điểm báo tuần"]),
            ("ĐƯỜNG PHỐ", &[bar[0]]),
        ];
        for (query, expected) in table {
            assert_eq!(found(&member, query).await, expected, "{query}");
        }
    }
);

on_both_engines!(
    words_are_found_in_any_order_and_the_nearer_first,
    |app| async move {
        seed(&app, shelf()).await;
        let member = app.member();
        let table: [(&str, &[&str]); 11] = [
            ("cán bộ công tác", &["21-NQ/TU", "12-NQ/TU"]),
            // In force before what was replaced.
            ("công tác cán bộ", &["21-NQ/TU", "12-NQ/TU"]),
            // Words that stand together before the same words far apart.
            (
                "sinh hoạt chuyên đề",
                &["Sổ tay bí thư chi bộ", "Lịch sử Đảng bộ"],
            ),
            ("đảng phí", &["45-CV/ĐU", "Lịch sử Đảng bộ"]),
            ("dữ liệu cá nhân", &["91/2025/QH15", "356/2025/NĐ-CP"]),
            // Questions, as people ask them.
            (
                "thủ tục chuyển sinh hoạt đảng thế nào",
                &["Thủ tục chuyển sinh hoạt đảng"],
            ),
            (
                "thu tuc chuyen sinh hoat dang nhu the nao?",
                &["Thủ tục chuyển sinh hoạt đảng"],
            ),
            (
                "chuyển sinh hoạt đảng cần làm gì",
                &["Thủ tục chuyển sinh hoạt đảng"],
            ),
            // The last word is still being typed.
            ("chuyển đổi s", &["57-NQ/TW"]),
            ("kiem tra giam sa", &["57-QĐ/TU"]),
            ("hoàn toàn không có", &[]),
        ];
        for (query, expected) in table {
            let all = found(&member, query).await;
            let shown: Vec<&str> = all
                .iter()
                .map(String::as_str)
                .take(expected.len().max(1))
                .collect();
            assert_eq!(shown, expected, "{query}: {all:?}");
        }
    }
);

on_both_engines!(
    most_of_the_words_find_something_when_all_do_not,
    |app| async move {
        seed(&app, shelf()).await;
        let member = app.member();
        let first = |query: &'static str| {
            let member = member.clone();
            async move {
                found(&member, query)
                    .await
                    .into_iter()
                    .next()
                    .unwrap_or_default()
            }
        };
        assert_eq!(
            first("tôi muốn biết thủ tục chuyển sinh hoạt đảng khi đi nước ngoài").await,
            "Thủ tục chuyển sinh hoạt đảng"
        );
        assert_eq!(
            first("luật bảo vệ dữ liệu cá nhân trên mạng xã hội").await,
            "91/2025/QH15"
        );
        assert_eq!(first("xyzzy plugh").await, "");
    }
);

on_both_engines!(queries_of_signs_alone_find_nothing, |app| async move {
    seed(&app, shelf()).await;
    for query in [
        "%",
        "\"",
        "' OR 1=1 --",
        "*",
        "(",
        "AND",
        "NEAR(",
        "-",
        "{}",
        "\\",
        "…",
        " ",
        "\u{301}",
    ] {
        let found = found(&app.member(), query).await;
        assert!(found.len() < 3, "{query}: {found:?}");
    }
});

on_both_engines!(
    what_is_withdrawn_or_changed_is_found_as_it_is_now,
    |app| async move {
        seed(
            &app,
            vec![
                material("Bài cũ về lúa nước").text("hạt giống"),
                material("Bài về cây chè"),
            ],
        )
        .await;
        assert_eq!(
            found(&app.member(), "lúa nước").await,
            ["Bài cũ về lúa nước"]
        );
        change(
            &app,
            "UPDATE documents SET title = 'Bài mới về cây ngô' WHERE title = 'Bài cũ về lúa nước'",
        )
        .await;
        seed(&app, Vec::new()).await;
        assert_eq!(found(&app.member(), "lúa nước").await, [""; 0]);
        assert_eq!(
            found(&app.member(), "cây ngô").await[0],
            "Bài mới về cây ngô"
        );
        // Also while the words are still there.
        change(
            &app,
            "UPDATE documents SET state = 'withdrawn' WHERE title LIKE 'Bài mới%'",
        )
        .await;
        assert_eq!(found(&app.member(), "hạt giống").await, [""; 0]);
        seed(&app, Vec::new()).await;
        assert_eq!(found(&app.member(), "hạt giống").await, [""; 0]);
    }
);

on_both_engines!(
    papers_of_a_number_follow_the_order_of_kinds_also_when_it_changes,
    |app| async move {
        let papers = vec![
            paper("quy_dinh", "57-QĐ/TU", "Về kiểm tra, giám sát"),
            paper("ke_hoach", "57-KH/TU", "Kế hoạch học tập năm"),
        ];
        seed(&app, papers).await;
        assert_eq!(found(&app.member(), "57").await, ["57-QĐ/TU", "57-KH/TU"]);
        let first = json!({"name": "Kế hoạch", "place": 0, "active": true});
        let put = Request::put("/api/v1/document-kinds/ke_hoach", &first).header("if-match", "*");
        app.admin().send(put).await.assert(200);
        assert_eq!(found(&app.member(), "57").await, ["57-KH/TU", "57-QĐ/TU"]);
    }
);

async fn change(app: &TestApp, statement: &'static str) {
    use diesel::RunQueryDsl as _;
    let change = move |conn: &mut sotay::db::Conn| Ok(diesel::sql_query(statement).execute(conn)?);
    assert_eq!(app.state().db.write(change).await.unwrap(), 1);
    announce(app).await;
}
