use chrono::Duration;
use serde_json::{Value, json};

use super::{attempt, attempt_id, label, named, quiz, save, start, starting, submit, submitting};
use crate::support::Request;

on_both_engines!(
    the_key_never_leaves_before_the_attempt_is_closed,
    |app| async move {
        let quiz = quiz(&app, 3, json!({})).await;
        let begun = app.member().send(starting(&quiz)).await;
        begun.assert(201);
        let read = app.member().get(attempt(&begun.json())).await;
        let list = app
            .member()
            .get(format!("/api/v1/me/quizzes/{quiz}/attempts"))
            .await;
        let mine = app.member().get(format!("/api/v1/me/quizzes/{quiz}")).await;
        for reply in [&begun, &read, &list, &mine] {
            for word in [
                "weight",
                "right",
                "feedback",
                "explanation",
                "Xem lại",
                "Điều 2",
                "review\":{",
            ] {
                assert!(!reply.text().contains(word), "{word} in {reply}");
            }
        }
        submit(&app.member(), &begun.json(), 1).await.assert(200);
        let shown = app.member().get(attempt(&begun.json())).await.json();
        let review = |place: usize| shown["questions"][place]["review"].clone();
        let right = |place: usize| json!({"choice": label(&shown, place, "Đúng")});
        assert_eq!(
            review(0),
            json!({"points": 1000, "right": right(1), "feedback": [], "explanation": "Điều 2."})
        );
        assert_eq!(
            review(1),
            json!({"points": 0, "right": right(2), "feedback": [{"text": "Xem lại."}], "explanation": "Điều 2."})
        );
    }
);

on_both_engines!(
    answers_are_reviewed_when_the_quiz_says_so,
    |app| async move {
        for (review, now, later) in [
            ("never", false, false),
            ("after_attempt", true, true),
            ("after_quiz", false, true),
        ] {
            let closes = app.clock.now() + Duration::hours(1);
            let quiz = quiz(&app, 1, json!({"review": review, "closes_at": closes})).await;
            let begun = start(&app.member(), &quiz).await;
            submit(&app.member(), &begun, 1).await.assert(200);
            let is_shown = |shown: Value| shown["questions"][0]["review"].is_object();
            assert_eq!(
                is_shown(app.member().get(attempt(&begun)).await.json()),
                now,
                "{review}"
            );
            // As long as answers of others are taken, nobody is told what is right.
            app.clock.advance(Duration::hours(1));
            app.clock.advance(Duration::seconds(15));
            assert_eq!(
                is_shown(app.member().get(attempt(&begun)).await.json()),
                now,
                "{review}"
            );
            app.clock.advance(Duration::seconds(1));
            assert_eq!(
                is_shown(app.member().get(attempt(&begun)).await.json()),
                later,
                "{review}"
            );
        }
    }
);

on_both_engines!(
    a_closed_quiz_tells_what_was_right_when_nothing_is_taken_any_more,
    |app| async move {
        let quiz = quiz(&app, 1, json!({"review": "after_quiz"})).await;
        let (done, open) = (
            start(&app.member(), &quiz).await,
            start(&app.secretary(), &quiz).await,
        );
        submit(&app.member(), &done, 1).await.assert(200);
        app.author()
            .send(crate::quizzes::step(&quiz, "closing"))
            .await
            .assert(200);
        let is_shown = |shown: Value| shown["questions"][0]["review"].is_object();
        app.clock.advance(Duration::seconds(15));
        assert!(!is_shown(app.member().get(attempt(&done)).await.json()));
        submit(&app.secretary(), &open, 1).await.assert(200);
        app.clock.advance(Duration::seconds(1));
        assert!(is_shown(app.member().get(attempt(&done)).await.json()));
    }
);

on_both_engines!(
    a_second_device_goes_on_with_the_same_attempt,
    |app| async move {
        let quiz = quiz(&app, 3, json!({})).await;
        let begun = app.member().send(starting(&quiz)).await;
        let (first, seen) = (begun.assert(201).json(), begun.etag());
        let saved = save(&app.member(), &first, 1, &seen, json!({"choice": 1})).await;
        let after = saved.assert(200).etag();
        // The other device is given the same attempt, with what was saved.
        let again = app.member().send(starting(&quiz)).await;
        let second = again.assert(200).json();
        assert_eq!(attempt_id(&second), attempt_id(&first));
        assert_eq!(second["questions"][0]["answer"], json!({"choice": 1}));
        assert_eq!(again.etag(), after);
        // One that has not seen it is told so, for every question.
        save(&app.member(), &first, 1, &seen, json!({"choice": 2}))
            .await
            .assert_problem(412, "stale");
        save(&app.member(), &first, 2, &seen, json!({"choice": 2}))
            .await
            .assert_problem(412, "stale");
        // A repeat of what is saved is no change.
        let repeat = save(&app.member(), &first, 1, &seen, json!({"choice": 1})).await;
        assert_eq!(repeat.assert(200).etag(), after);
        let at = format!("{}/answers/1", attempt(&first));
        let cleared = app
            .member()
            .send(Request::put(at, json!({})).header("if-match", &after))
            .await;
        cleared.assert(200);
        let read = app.member().get(attempt(&first)).await.json();
        assert!(read["questions"][0]["answer"].is_null());
    }
);

on_both_engines!(
    a_submit_that_does_not_know_what_is_saved_is_refused,
    |app| async move {
        let quiz = quiz(&app, 2, json!({})).await;
        let begun = app.member().send(starting(&quiz)).await;
        let (paper, seen) = (begun.assert(201).json(), begun.etag());
        let right = json!({"choice": label(&paper, 1, "Đúng")});
        let saved = save(&app.member(), &paper, 1, &seen, right.clone()).await;
        let after = saved.assert(200).etag();
        // The other device has answered the other question, and has seen nothing of this one.
        let other =
            json!({"answers": [{"place": 2, "answer": {"choice": label(&paper, 2, "Đúng")}}]});
        for body in [other.clone(), json!({})] {
            let stale = submitting(&paper, &seen, body);
            app.member().send(stale).await.assert_problem(412, "stale");
        }
        let unsaid = Request::post(format!("{}/submission", attempt(&paper)), other.clone());
        app.member()
            .send(unsaid)
            .await
            .assert_problem(428, "if_match_required");
        let shown = app.member().get(attempt(&paper)).await;
        assert_eq!(shown.json()["attempt"]["state"], "open");
        assert_eq!(shown.json()["questions"][0]["answer"], right);
        assert!(shown.json()["questions"][1]["answer"].is_null());
        // It has read the attempt again, and goes on from there.
        let known = submitting(&paper, &after, other.clone());
        let result = app.member().send(known).await.assert(200).json();
        assert_eq!(result["points"], 2_000);
        // The same once more is answered as the first time, though the tag has gone on.
        let repeat = submitting(&paper, &after, other);
        assert_eq!(app.member().send(repeat).await.assert(200).json(), result);
    }
);

on_both_engines!(
    start_and_submit_answer_the_first_result_again,
    |app| async move {
        let quiz = quiz(&app, 2, json!({"attempt_limit": 1})).await;
        let with_key = || starting(&quiz).header("idempotency-key", "mot-lan");
        let first = app.member().send(with_key()).await.assert(201).json();
        let again = app.member().send(with_key()).await;
        assert_eq!(again.assert(201).json(), first);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        let result = submit(&app.member(), &first, 2).await;
        let result = result.assert(200).json();
        assert_eq!(
            (&result["points"], &result["number"], &result["counts"]),
            (&json!(2000), &json!(1), &json!(true))
        );
        // Whatever a repeat brings.
        assert_eq!(
            submit(&app.member(), &first, 0).await.assert(200).json(),
            result
        );
        app.member()
            .send(starting(&quiz))
            .await
            .assert_problem(409, "no_attempts_left");
        save(&app.member(), &first, 1, "*", json!({"choice": 2}))
            .await
            .assert_problem(409, "attempt_closed");
    }
);

on_both_engines!(what_is_wrong_with_an_answer_is_told, |app| async move {
    let quiz = quiz(&app, 2, json!({})).await;
    let begun = start(&app.member(), &quiz).await;
    save(&app.member(), &begun, 1, "*", json!({"truth": true}))
        .await
        .assert_problem(422, "answer_not_of_this_kind");
    save(&app.member(), &begun, 1, "*", json!({"choice": 4}))
        .await
        .assert_problem(422, "answer_out_of_place");
    save(&app.member(), &begun, 3, "*", json!({"choice": 1}))
        .await
        .assert(404);
    let wrong = [
        (
            json!([{"place": 3, "answer": {"choice": 1}}]),
            "no_such_question",
        ),
        (
            json!([{"place": 1, "answer": {"choice": 1}}, {"place": 1, "answer": {"choice": 1}}]),
            "no_such_question",
        ),
    ];
    for (answers, code) in wrong {
        let wrong = submitting(&begun, "*", json!({"answers": answers}));
        app.member().send(wrong).await.assert_problem(422, code);
    }
    let wrong = json!({"answers": [{"place": 2, "answer": {"text": "a"}}]});
    let reply = app.member().send(submitting(&begun, "*", wrong)).await;
    assert_eq!(
        reply.assert(422).errors(),
        [(
            "/answers/0/answer".to_owned(),
            "answer_not_of_this_kind".to_owned()
        )]
    );
    // To others the attempt does not exist.
    for stranger in [app.secretary(), app.author()] {
        save(&stranger, &begun, 1, "*", json!({"choice": 1}))
            .await
            .assert(404);
        submit(&stranger, &begun, 1).await.assert(404);
        stranger.get(attempt(&begun)).await.assert(404);
    }
});

on_both_engines!(time_is_the_servers_with_a_little_grace, |app| async move {
    let quiz = quiz(&app, 2, json!({"time_limit_seconds": 60})).await;
    let begun = start(&app.member(), &quiz).await;
    assert_eq!(begun["attempt"]["seconds_left"], 60);
    app.clock.advance(Duration::seconds(74));
    let right = json!({"choice": label(&begun, 1, "Đúng")});
    let saved = save(&app.member(), &begun, 1, "*", right).await;
    assert_eq!(saved.assert(200).json()["seconds_left"], 0);
    assert_eq!(app.close_expired_attempts().await, 0);
    app.clock.advance(Duration::seconds(2));
    save(&app.member(), &begun, 2, "*", json!({"choice": 1}))
        .await
        .assert_problem(409, "attempt_expired");
    submit(&app.member(), &begun, 2)
        .await
        .assert_problem(409, "attempt_expired");
    assert_eq!(app.close_expired_attempts().await, 1);
    assert_eq!(app.close_expired_attempts().await, 0);
    submit(&app.member(), &begun, 2)
        .await
        .assert_problem(409, "attempt_expired");
    let shown = app.member().get(attempt(&begun)).await.json();
    let shown = &shown["attempt"];
    // It ended when its time was over, with what had been saved.
    assert_eq!(
        (&shown["points"], &shown["ended"], &shown["closed_at"]),
        (
            &json!(1000),
            &json!("expired"),
            &begun["attempt"]["expires_at"]
        )
    );
    // One whose time is over does not stand in the way of the next.
    let next = start(&app.member(), &quiz).await;
    assert_eq!(next["attempt"]["number"], 2);
    app.clock.advance(Duration::minutes(5));
    let last = start(&app.member(), &quiz).await;
    assert_eq!(last["attempt"]["number"], 3);
});

on_both_engines!(a_quiz_opens_and_closes_on_time, |app| async move {
    let (opens, closes) = (
        app.clock.now() + Duration::hours(1),
        app.clock.now() + Duration::hours(2),
    );
    let quiz = quiz(
        &app,
        1,
        json!({"opens_at": opens, "closes_at": closes, "time_limit_seconds": 3600}),
    )
    .await;
    app.member()
        .send(starting(&quiz))
        .await
        .assert_problem(409, "quiz_not_open_yet");
    app.clock.advance(Duration::minutes(90));
    let begun = start(&app.member(), &quiz).await;
    // The quiz closes before the hour is over.
    assert_eq!(begun["attempt"]["seconds_left"], 1_800);
    app.clock.advance(Duration::minutes(30));
    app.secretary()
        .send(starting(&quiz))
        .await
        .assert_problem(409, "quiz_closed");
    submit(&app.member(), &begun, 1).await.assert(200);
});

on_both_engines!(the_best_or_the_last_attempt_counts, |app| async move {
    for (counts, counting) in [("best", 1), ("last", 2)] {
        let quiz = quiz(&app, 2, json!({"counts": counts})).await;
        for right in [2, 1] {
            let begun = start(&app.member(), &quiz).await;
            submit(&app.member(), &begun, right).await.assert(200);
        }
        let mine = app
            .member()
            .get(format!("/api/v1/me/quizzes/{quiz}"))
            .await
            .json();
        assert_eq!(mine["counting_attempt"]["number"], counting, "{counts}");
        assert_eq!(
            (&mine["attempts"], &mine["passed"]),
            (&json!(2), &json!(true))
        );
    }
});

on_both_engines!(every_kind_is_asked_and_graded, |app| async move {
    let bank = crate::quizzes::bank(&app).await;
    let kinds = [
        (
            json!({"kind": "multiple_choice", "text": "1", "choices": [{"text": "A", "weight": 500}, {"text": "B", "weight": 500}, {"text": "C", "weight": -500}]}),
            json!({"choices": ["A"]}),
            500,
        ),
        (
            json!({"kind": "true_false", "text": "2", "truth": false}),
            json!({"truth": false}),
            1000,
        ),
        (
            json!({"kind": "matching", "text": "3", "prompts": [{"text": "a", "option": 2}, {"text": "b", "option": 1}], "options": [{"text": "B"}, {"text": "A"}]}),
            json!({"matches": ["A", ""]}),
            500,
        ),
        (
            json!({"kind": "ordering", "text": "4", "items": [{"text": "Hai", "place": 2}, {"text": "Một", "place": 1}]}),
            json!({"order": ["Một", "Hai"]}),
            1000,
        ),
        (
            json!({"kind": "short_answer", "text": "5", "accepted": [{"text": "Đảng ủy", "weight": 1000}]}),
            json!({"text": "dang uy"}),
            1000,
        ),
        (
            json!({"kind": "numeric", "text": "6", "numbers": [{"value": "57", "tolerance": "1", "weight": 1000}]}),
            json!({"number": "57,5"}),
            1000,
        ),
    ];
    let mut items = Vec::new();
    for (question, ..) in &kinds {
        items.push(
            json!({"question_id": crate::quizzes::write(&app, &bank, question.clone()).await, "points": 3}),
        );
    }
    let mut quiz = crate::quizzes::drawing(&bank, 1);
    quiz["items"] = json!(items);
    quiz["shuffle_questions"] = json!(false);
    let quiz = crate::quizzes::published(&app, quiz).await;
    let begun = start(&app.member(), &quiz).await;
    assert_eq!(
        begun["questions"][2]["prompts"],
        json!([{"text": "a"}, {"text": "b"}])
    );
    let asked = begun["questions"].as_array().unwrap().iter();
    let meant: Vec<Value> = asked
        .zip(&kinds)
        .map(|(question, (_, answer, _))| named(question, answer))
        .collect();
    let given: Vec<Value> = (1..)
        .zip(&meant)
        .map(|(place, answer)| json!({"place": place, "answer": answer}))
        .collect();
    let handed_in = submitting(&begun, "*", json!({"answers": given}));
    let reply = app.member().send(handed_in).await;
    let worth: i64 = kinds.iter().map(|(.., share)| share * 3).sum();
    assert_eq!(reply.assert(200).json()["points"], worth);
    let shown = app.member().get(attempt(&begun)).await.json();
    let asked = shown["questions"].as_array().unwrap().iter();
    for ((question, answer), (_, _, share)) in asked.zip(&meant).zip(&kinds) {
        assert_eq!(
            (&question["answer"], &question["review"]["points"]),
            (answer, &json!(share * 3))
        );
    }
});
