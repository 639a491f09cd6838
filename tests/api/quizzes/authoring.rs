use serde_json::{Value, json};

use super::{bank, choice, draft, drawing, filled, quiz, start, starting, step, submit, write};
use crate::support::{Reply, Request, TestApp};

async fn put(app: &TestApp, quiz: &str, body: Value) -> Reply {
    let request = Request::put(format!("/api/v1/quizzes/{quiz}"), body);
    app.author().send(request.header("if-match", "*")).await
}

on_both_engines!(
    a_quiz_that_cannot_be_taken_is_not_published,
    |app| async move {
        let bank = filled(&app, 3).await;
        let mut none = drawing(&bank, 1);
        none["items"] = json!([]);
        let empty = draft(&app, none).await;
        app.author()
            .send(step(&empty, "publication"))
            .await
            .assert_problem(409, "quiz_without_questions");
        let large = draft(&app, drawing(&bank, 4)).await;
        app.author()
            .send(step(&large, "publication"))
            .await
            .assert_problem(409, "draw_larger_than_bank");
        // Two draws of one bank need room for both.
        let mut both = drawing(&bank, 2);
        both["items"] = json!([{"bank_id": bank, "draws": 2, "points": 1}, {"bank_id": bank, "category": "Chương 1", "draws": 2, "points": 1}]);
        assert_eq!(
            put(&app, &large, both.clone()).await.assert(200).json()["questions"],
            4
        );
        app.author()
            .send(step(&large, "publication"))
            .await
            .assert_problem(409, "draw_larger_than_bank");
        put(&app, &large, drawing(&bank, 3)).await.assert(200);
        app.author()
            .send(step(&large, "publication"))
            .await
            .assert(200);
        // What is published stays takeable.
        put(&app, &large, both)
            .await
            .assert_problem(409, "draw_larger_than_bank");
        app.author()
            .send(step(&large, "publication"))
            .await
            .assert_problem(409, "wrong_quiz_state");
    }
);

on_both_engines!(
    wrong_settings_are_refused_each_in_its_own_way,
    |app| async move {
        let bank = bank(&app).await;
        let question = write(&app, &bank, choice("Câu 1?")).await;
        let table = [
            (json!({"title": "…"}), "/title", "blank"),
            (
                json!({"opens_at": "2026-12-01T00:00:00Z", "closes_at": "2026-12-01T00:00:00Z"}),
                "/closes_at",
                "closes_before_it_opens",
            ),
            (
                json!({"items": [{"points": 1}]}),
                "/items/0",
                "question_or_draw",
            ),
            (
                json!({"items": [{"question_id": question, "draws": 2, "points": 1}]}),
                "/items/0",
                "question_or_draw",
            ),
            (
                json!({"items": [{"question_id": question, "points": 1}, {"question_id": question, "points": 2}]}),
                "/items/1/question_id",
                "repeated",
            ),
            (
                json!({"items": [{"question_id": bank, "points": 1}]}),
                "/items/0/question_id",
                "question_unknown",
            ),
            (
                json!({"items": [{"bank_id": question, "draws": 1, "points": 1}]}),
                "/items/0/bank_id",
                "bank_unknown",
            ),
            (
                json!({"items": [{"bank_id": bank, "draws": 101, "points": 1}, {"bank_id": bank, "draws": 100, "points": 1}]}),
                "/items",
                "too_many_questions",
            ),
            (
                json!({"audience": {"everyone": false}}),
                "/audience/rules",
                "audience_of_nobody",
            ),
        ];
        for (extra, pointer, code) in table {
            let mut quiz = drawing(&bank, 1);
            quiz.as_object_mut()
                .unwrap()
                .extend(extra.as_object().unwrap().clone());
            let body = json!({"owner_unit_id": app.unit("city").public_id, "quiz": quiz});
            let reply = app.author().post("/api/v1/quizzes", body).await;
            assert_eq!(
                reply.assert(422).errors(),
                [(pointer.to_owned(), code.to_owned())],
                "{extra}"
            );
        }
    }
);

on_both_engines!(
    begun_attempts_keep_the_rules_under_which_they_began,
    |app| async move {
        let bank = filled(&app, 4).await;
        let quiz = crate::quizzes::published(&app, drawing(&bank, 4)).await;
        let attempt = start(&app.member(), &quiz).await;
        let mut harder = drawing(&bank, 2);
        harder["pass_permille"] = json!(1000);
        put(&app, &quiz, harder).await.assert(200);
        let result = submit(&app.member(), &attempt, 2).await;
        let result = result.assert(200).json();
        assert_eq!(
            (&result["points"], &result["max_points"], &result["passed"]),
            (&json!(2000), &json!(4000), &json!(true))
        );
        let next = start(&app.member(), &quiz).await;
        assert_eq!(next["questions"].as_array().unwrap().len(), 2);
        assert_eq!(
            submit(&app.member(), &next, 1).await.json()["passed"],
            false
        );
    }
);

on_both_engines!(a_closed_quiz_ends_what_is_open, |app| async move {
    let quiz = quiz(&app, 2, json!({})).await;
    let attempt = start(&app.member(), &quiz).await;
    crate::quizzes::save(
        &app.member(),
        &attempt,
        1,
        "*",
        json!({"choice": crate::quizzes::label(&attempt, 1, "Đúng")}),
    )
    .await
    .assert(200);
    app.author().send(step(&quiz, "closing")).await.assert(200);
    app.secretary()
        .send(starting(&quiz))
        .await
        .assert_problem(409, "quiz_closed");
    app.clock.advance(chrono::Duration::seconds(16));
    assert_eq!(app.close_expired_attempts().await, 1);
    let shown = app
        .member()
        .get(crate::quizzes::attempt(&attempt))
        .await
        .json();
    assert_eq!(
        (&shown["attempt"]["ended"], &shown["attempt"]["points"]),
        (&json!("expired"), &json!(1000))
    );
    app.author()
        .send(step(&quiz, "closing"))
        .await
        .assert_problem(409, "wrong_quiz_state");
    put(&app, &quiz, drawing(&filled(&app, 1).await, 1))
        .await
        .assert_problem(409, "wrong_quiz_state");
});

on_both_engines!(
    quizzes_are_listed_for_those_who_write_and_those_who_take_them,
    |app| async move {
        let bank = filled(&app, 2).await;
        let everyone = crate::quizzes::published(&app, drawing(&bank, 1)).await;
        let mut ward = drawing(&bank, 1);
        ward["audience"] =
            json!({"everyone": false, "rules": [{"unit_id": app.unit("ward_a").public_id}]});
        let ward = crate::quizzes::published(&app, ward).await;
        let hidden = draft(&app, drawing(&bank, 1)).await;
        let ids = |list: Value| -> Vec<String> {
            let items = list["items"].as_array().unwrap().clone();
            items
                .iter()
                .map(|quiz| quiz["quiz_id"].as_str().unwrap().to_owned())
                .collect()
        };
        let mine = app.member().get("/api/v1/me/quizzes").await;
        assert_eq!(
            ids(mine.assert(200).json()),
            [ward.clone(), everyone.clone()]
        );
        assert_eq!(
            ids(app.stranger().get("/api/v1/me/quizzes").await.json()),
            std::slice::from_ref(&everyone)
        );
        app.stranger().send(starting(&ward)).await.assert(404);
        app.member().send(starting(&hidden)).await.assert(404);
        app.member()
            .get(format!("/api/v1/me/quizzes/{hidden}"))
            .await
            .assert(404);
        let desk = app.author().get("/api/v1/quizzes?state=draft").await;
        assert_eq!(ids(desk.assert(200).json()), [hidden]);
        let page = app.author().get("/api/v1/quizzes?limit=2").await.json();
        assert_eq!(ids(page.clone()).len(), 2);
        let at = format!(
            "/api/v1/quizzes?limit=2&cursor={}",
            page["next_cursor"].as_str().unwrap()
        );
        assert_eq!(ids(app.author().get(at).await.json()), [everyone]);
    }
);

on_both_engines!(only_a_draft_is_deleted, |app| async move {
    let bank = filled(&app, 1).await;
    let quiz = draft(&app, drawing(&bank, 1)).await;
    let at = format!("/api/v1/quizzes/{quiz}");
    let (author, seen) = (app.author(), app.author().get(&at).await.etag());
    author
        .delete(&at)
        .await
        .assert_problem(428, "if_match_required");
    let stale = Request::delete(&at).header("if-match", "\"r9\"");
    author.send(stale).await.assert_problem(412, "stale");
    let fresh = || Request::delete(&at).header("if-match", &seen);
    author.send(fresh()).await.assert(204);
    author.get(&at).await.assert(404);
    author.send(fresh()).await.assert(404);
    // The bank is as it was, and what was published stays.
    let quiz = crate::quizzes::published(&app, drawing(&bank, 1)).await;
    let begun = start(&app.member(), &quiz).await;
    for state in ["published", "closed"] {
        let published = Request::delete(format!("/api/v1/quizzes/{quiz}")).header("if-match", "*");
        author
            .send(published)
            .await
            .assert_problem(409, "wrong_quiz_state");
        if state == "published" {
            author.send(step(&quiz, "closing")).await.assert(200);
        }
    }
    app.member()
        .get(crate::quizzes::attempt(&begun))
        .await
        .assert(200);
});
