use serde_json::{Value, json};

use super::{bank, choice, write};
use crate::support::{Reply, Request, TestApp};

async fn change(app: &TestApp, question: &str, etag: &str, body: Value) -> Reply {
    let request = Request::put(format!("/api/v1/questions/{question}"), body);
    app.author().send(request.header("if-match", etag)).await
}

on_both_engines!(every_kind_is_written_and_read_as_it_was, |app| async move {
    let bank = bank(&app).await;
    let kinds = [
        choice("Câu 1?"),
        json!({"kind": "multiple_choice", "text": "Câu 2?", "choices": [{"text": "A", "weight": 500}, {"text": "B", "weight": 500}, {"text": "C", "weight": -500}]}),
        json!({"kind": "true_false", "text": "Câu 3.", "truth": false, "feedback_wrong": "Chưa đúng."}),
        json!({"kind": "matching", "text": "Câu 4?", "prompts": [{"text": "57-NQ/TW", "option": 2}, {"text": "12-QĐ/TU", "option": 1}],
            "options": [{"text": "Quyết định"}, {"text": "Nghị quyết"}, {"text": "Chỉ thị"}]}),
        json!({"kind": "ordering", "text": "Câu 5?", "items": [{"text": "Hai", "place": 2}, {"text": "Một", "place": 1}]}),
        json!({"kind": "short_answer", "text": "Câu 6?", "accepted": [{"text": "Đảng ủy", "weight": 1000}], "marks_matter": true}),
        json!({"kind": "numeric", "text": "Câu 7?", "numbers": [{"value": "57", "tolerance": "0.5", "weight": 1000}]}),
    ];
    for question in &kinds {
        let id = write(&app, &bank, question.clone()).await;
        let read = app.author().get(format!("/api/v1/questions/{id}")).await;
        assert_eq!(&read.assert(200).json()["question"], question);
    }
    let list = app
        .author()
        .get(format!("/api/v1/question-banks/{bank}/questions?limit=5&active=true&category=Ch%C6%B0%C6%A1ng%201"))
        .await;
    let page = list.assert(200).json();
    assert_eq!(page["items"].as_array().unwrap().len(), 5);
    let next = page["next_cursor"].as_str().unwrap();
    let at = format!(
        "/api/v1/question-banks/{bank}/questions?limit=5&active=true&category=Ch%C6%B0%C6%A1ng%201&cursor={next}"
    );
    assert_eq!(
        app.author().get(at).await.json()["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let shown = app
        .author()
        .get(format!("/api/v1/question-banks/{bank}"))
        .await;
    assert_eq!(shown.json()["questions"], 7);
});

on_both_engines!(
    a_wrong_key_is_refused_with_all_that_is_wrong,
    |app| async move {
        let bank = bank(&app).await;
        let at = format!("/api/v1/question-banks/{bank}/questions");
        let body = json!({"question": {"kind": "single_choice", "text": " ", "choices": [{"text": "A", "weight": 5}], "truth": true}});
        let reply = app.author().post(at, body).await;
        let wrong = reply.assert_problem(422, "invalid_request").errors();
        let pair = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        assert_eq!(
            wrong,
            [
                pair("/question/text", "blank"),
                pair("/question/truth", "not_for_this_kind"),
                pair("/question/choices", "too_few"),
                pair("/question/choices", "no_right_answer"),
            ]
        );
    }
);

on_both_engines!(
    versions_are_kept_and_say_what_they_change,
    |app| async move {
        let bank = bank(&app).await;
        let id = write(&app, &bank, choice("Câu 1?")).await;
        let read = || async { app.author().get(format!("/api/v1/questions/{id}")).await };
        let first = read().await.etag();
        let typo = json!({"change": "minor", "active": true, "question": choice("Câu một?")});
        let changed = change(&app, &id, &first, typo.clone()).await;
        assert_eq!(changed.assert(200).json()["version"], 2);
        change(&app, &id, &first, typo)
            .await
            .assert_problem(412, "stale");
        let now = read().await.etag();
        let mut other = choice("Câu một?");
        other["choices"][0]["weight"] = json!(0);
        other["choices"][1]["weight"] = json!(1000);
        let key = |change: &str| json!({"change": change, "active": true, "question": other, "reason": "Đáp án cũ sai."});
        change(&app, &id, &now, key("minor"))
            .await
            .assert_problem(409, "key_changed");
        change(&app, &id, &now, key("key")).await.assert(200);
        // Filing alone is no version.
        let filed =
            json!({"change": "minor", "active": false, "category": "Chương 2", "question": other});
        let filed = change(&app, &id, &read().await.etag(), filed).await;
        let filed = filed.assert(200).json();
        assert_eq!(
            (&filed["version"], &filed["active"], &filed["category"]),
            (&json!(3), &json!(false), &json!("Chương 2"))
        );
        let versions = app
            .author()
            .get(format!("/api/v1/questions/{id}/versions?limit=2"))
            .await;
        let versions = versions.assert(200).json();
        assert_eq!(versions["items"][0]["change"], "key");
        assert_eq!(versions["items"][0]["reason"], "Đáp án cũ sai.");
        assert_eq!(versions["items"][1]["change"], "minor");
        assert!(versions["next_cursor"].is_string());
    }
);

on_both_engines!(a_question_has_a_picture_of_its_author, |app| async move {
    let bank = bank(&app).await;
    let gif = crate::quizzes::GIF;
    let picture = crate::library::content::upload(&app.author(), "so-do.gif", gif).await;
    let text = crate::library::content::upload(&app.author(), "a.md", b"# a\n").await;
    let at = format!("/api/v1/question-banks/{bank}/questions");
    let with = |file: &str| json!({"picture_file_id": file, "question": choice("Câu 1?")});
    app.author()
        .post(&at, with(&text))
        .await
        .assert_problem(422, "not_a_picture");
    app.publisher().post(&at, with(&picture)).await.assert(404);
    let made = app.author().post(&at, with(&picture)).await;
    let made = made.assert(201).json();
    assert_eq!(made["has_picture"], true);
    let shown = app
        .author()
        .get(format!(
            "/api/v1/questions/{}/picture",
            made["question_id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(shown.assert(200).bytes(), gif);
    // In an attempt its member sees it, and nobody else.
    let quiz = crate::quizzes::published(&app, crate::quizzes::drawing(&bank, 1)).await;
    let attempt = crate::quizzes::start(&app.member(), &quiz).await;
    let at = format!("{}/questions/1/picture", crate::quizzes::attempt(&attempt));
    assert_eq!(app.member().get(&at).await.assert(200).bytes(), gif);
    app.secretary().get(&at).await.assert(404);
});

on_both_engines!(banks_of_other_units_do_not_exist, |app| async move {
    let bank = bank(&app).await;
    let at = format!("/api/v1/question-banks/{bank}");
    app.secretary().get(&at).await.assert(403);
    let roles =
        json!({"role": "author", "unit_id": app.unit("ward_b").public_id, "from_on": "2026-11-23"});
    let member = app.person("stranger").public_id;
    app.admin()
        .post(format!("/api/v1/members/{member}/roles"), roles)
        .await
        .assert(201);
    app.clock.advance(chrono::Duration::seconds(10));
    app.stranger().get(&at).await.assert(404);
    let list = app.stranger().get("/api/v1/question-banks").await;
    assert_eq!(list.assert(200).json()["items"], json!([]));
});
