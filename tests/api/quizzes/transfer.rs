use serde_json::{Value, json};

use crate::quizzes::bank;
use crate::support::{Reply, TestApp};

const FILE: &str = "$CATEGORY: Chương 1

Nghị quyết có hiệu lực từ ngày nào? {=Từ ngày ký#Đúng. ~Từ ngày 01/01 ~%50%Từ ngày đăng ####Điều 2.}

Nghị quyết còn hiệu lực.{T}

Cơ quan nào ban hành?{=Thành ủy =Ban Thường vụ}

Chỉ tiêu?{#57:0.5}

Ghép.{=57-NQ/TW -> Nghị quyết =12-QĐ/TU -> Quyết định}
";

async fn send(app: &TestApp, bank: &str, query: &str, bytes: &[u8]) -> Reply {
    let at = format!("/api/v1/question-banks/{bank}/imports?{query}");
    let request = app.author().request("POST", at);
    request
        .bytes("application/octet-stream", bytes)
        .send()
        .await
}

async fn questions(app: &TestApp, bank: &str) -> Vec<(Value, Value)> {
    let list = app
        .author()
        .get(format!("/api/v1/question-banks/{bank}/questions?limit=200"))
        .await;
    let items = list.assert(200).json()["items"].as_array().unwrap().clone();
    items
        .into_iter()
        .map(|one| (one["category"].clone(), one["question"].clone()))
        .collect()
}

on_both_engines!(
    a_bank_goes_out_and_comes_in_in_both_formats,
    |app| async move {
        let first = bank(&app).await;
        let dry = send(&app, &first, "format=gift", FILE.as_bytes())
            .await
            .assert(200)
            .json();
        assert_eq!(
            (&dry["committed"], &dry["questions"], &dry["error_total"]),
            (&json!(false), &json!(5), &json!(0))
        );
        assert_eq!(questions(&app, &first).await, []);
        let done = send(&app, &first, "format=gift&commit=true", FILE.as_bytes())
            .await
            .assert(200)
            .json();
        assert_eq!(done["committed"], true);
        let written = questions(&app, &first).await;
        assert_eq!(written.len(), 5);
        assert!(written.iter().all(|(category, _)| category == "Chương 1"));
        for format in ["gift", "xlsx"] {
            let file = app
                .author()
                .get(format!(
                    "/api/v1/question-banks/{first}/export?format={format}"
                ))
                .await;
            let other = bank(&app).await;
            let done = send(
                &app,
                &other,
                &format!("format={format}&commit=true"),
                file.assert(200).bytes(),
            )
            .await;
            assert_eq!(done.assert(200).json()["committed"], true, "{done}");
            assert_eq!(questions(&app, &other).await, written, "{format}");
        }
    }
);

on_both_engines!(
    a_file_with_faults_is_not_imported_and_all_are_told,
    |app| async move {
        let bank = bank(&app).await;
        let file = format!("{FILE}\nCảm nhận?{{}}\n\nMở {{=a\n");
        let reply = send(&app, &bank, "format=gift&commit=true", file.as_bytes()).await;
        let found = reply.assert(200).json();
        assert_eq!(
            (
                &found["committed"],
                &found["questions"],
                &found["error_total"]
            ),
            (&json!(false), &json!(5), &json!(2))
        );
        let faults: Vec<(i64, &str)> = found["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| {
                (
                    fault["line"].as_i64().unwrap(),
                    fault["code"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(faults, [(13, "gift_essay"), (15, "gift_unclosed")]);
        assert_eq!(questions(&app, &bank).await, []);
        for (query, bytes) in [
            ("format=gift", b"\xff\xfe\x00".as_slice()),
            ("format=xlsx", b"PK\x03\x04 no workbook".as_slice()),
            ("format=xlsx", FILE.as_bytes()),
        ] {
            send(&app, &bank, query, bytes)
                .await
                .assert_problem(422, "questions_unreadable");
        }
        send(&app, &bank, "format=gift", &vec![b' '; 4 * 1024 * 1024 + 1])
            .await
            .assert(413);
        send(&app, &bank, "format=docx", b"").await.assert(422);
    }
);

on_both_engines!(the_template_is_an_empty_file, |app| async move {
    let template = app.author().get("/api/v1/question-banks/template").await;
    let bank = bank(&app).await;
    let found = send(
        &app,
        &bank,
        "format=xlsx&commit=true",
        template.assert(200).bytes(),
    )
    .await;
    assert_eq!(
        found.assert(200).json(),
        json!({"committed": false, "questions": 0, "by_kind": [], "errors": [], "error_total": 0})
    );
});
