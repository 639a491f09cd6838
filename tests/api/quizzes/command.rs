//! `sotay import questions` as an operator meets it, beside a running server.

use super::bank;
use crate::command_line::on_command;
use crate::support::TestApp;

const FILE: &str = "$CATEGORY: Chương 1

Nghị quyết còn hiệu lực.{T}

Chỉ tiêu?{#57:0.5}
";

async fn questions(app: &TestApp, bank: &str) -> usize {
    let path = format!("/api/v1/question-banks/{bank}/questions");
    let list = app.author().get(path).await.assert(200).json();
    list["items"].as_array().unwrap().len()
}

on_both_engines!(questions_come_in_by_command, |app| async move {
    let bank = bank(&app).await;
    let file = app.place().folder.path().join("cau-hoi.txt");
    let path = file.to_string_lossy().into_owned();
    let import = |bank: &str, more: &[&str]| {
        let arguments = [&["import", "questions", &path, "--bank", bank], more].concat();
        let output = on_command(app.place(), &arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (
            output.status.success(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    std::fs::write(&file, format!("{FILE}\nCảm nhận?{{}}\n")).unwrap();
    let (done, said, error) = import(&bank, &["--commit"]);
    assert!(!done && said.contains("Dòng 7: "), "{said}");
    assert!(said.contains("2 câu hỏi hợp lệ, 1 lỗi"), "{said}");
    assert!(
        error.contains("chưa ghi gì") && error.lines().count() == 1,
        "{error}"
    );

    std::fs::write(&file, FILE).unwrap();
    let (done, said, _) = import(&bank, &[]);
    assert!(done && said.ends_with("thêm --commit để ghi.\n"), "{said}");
    assert_eq!(questions(&app, &bank).await, 0);
    let (done, said, error) = import(&bank, &["--commit"]);
    assert!(done && said.ends_with("Đã ghi.\n"), "{said}{error}");
    assert_eq!(questions(&app, &bank).await, 2);

    let nowhere = "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d99";
    let (done, _, error) = import(nowhere, &[]);
    assert!(
        !done && error.contains("Không có ngân hàng câu hỏi"),
        "{error}"
    );
});
