use std::collections::BTreeSet;

use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::schema::question_versions;
use sotay::error::Error;

use super::{attempt, bank, choice, drawing, label, published, start, submit, write};
use crate::support::{Request, TestApp};

/// The second choice is right after all.
pub async fn correct(app: &TestApp, question: &str, right: usize) {
    let mut body = choice("Câu 1?");
    for (place, choice) in body["choices"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .enumerate()
    {
        choice["weight"] = json!(if place == right { 1000 } else { 0 });
    }
    let body = json!({"change": "key", "active": true, "question": body});
    let request = Request::put(format!("/api/v1/questions/{question}"), body);
    app.author()
        .send(request.header("if-match", "*"))
        .await
        .assert(200);
}

/// Shows the questions' memory a version that then never was, as happens when a group of changes cannot be committed.
async fn show_and_undo(app: &TestApp) {
    let (state, system) = (app.state(), app.state().system("test"));
    let db = app.state().db.clone();
    let undone = db.write(move |conn| {
        diesel::sql_query(
            "INSERT INTO question_versions (question_id, number, family, change, content, created_at) \
             SELECT question_id, number + 1, family, change, content, created_at FROM question_versions",
        )
        .execute(conn)?;
        let last = question_versions::table
            .order(question_versions::id.desc())
            .select(question_versions::id)
            .first(conn)?;
        state.questions.versions(conn, &system, &[last])?;
        Err::<(), _>(Error::Busy)
    });
    undone.await.unwrap_err();
}

on_both_engines!(
    a_version_that_was_rolled_back_is_not_remembered,
    |app| async move {
        let bank = bank(&app).await;
        write(&app, &bank, choice("Câu 1?")).await;
        show_and_undo(&app).await;
        // On SQLite this one is given the same key.
        write(&app, &bank, choice("Câu 2?")).await;
        let quiz = published(&app, drawing(&bank, 2)).await;
        let paper = start(&app.member(), &quiz).await;
        let texts = paper["questions"].as_array().unwrap().iter();
        let texts: BTreeSet<&str> = texts.map(|one| one["text"].as_str().unwrap()).collect();
        assert_eq!(texts, BTreeSet::from(["Câu 1?", "Câu 2?"]));
    }
);

async fn shown(app: &TestApp, who: &str, of: &Value) -> Value {
    app.actor(who).get(attempt(of)).await.assert(200).json()
}

on_both_engines!(
    a_corrected_key_grades_again_and_takes_no_pass_away,
    |app| async move {
        let bank = bank(&app).await;
        let question = write(&app, &bank, choice("Câu 1?")).await;
        let quiz = published(&app, drawing(&bank, 1)).await;
        let right = start(&app.member(), &quiz).await;
        submit(&app.member(), &right, 1).await.assert(200);
        let wrong = start(&app.secretary(), &quiz).await;
        submit(&app.secretary(), &wrong, 0).await.assert(200);
        // Begun before, closed after the correction, before it is worked off.
        let open = start(&app.deputy(), &quiz).await;
        correct(&app, &question, 1).await;
        assert_eq!(submit(&app.deputy(), &open, 0).await.json()["points"], 1000);
        assert_eq!(app.drain_jobs().await, 1);

        let kept = shown(&app, "member", &right).await;
        let facts = |of: &Value| {
            let of = &of["attempt"];
            (
                of["points"].clone(),
                of["passed"].clone(),
                of["pass_kept"].clone(),
                of["regraded_at"].is_string(),
            )
        };
        assert_eq!(facts(&kept), (json!(0), json!(true), json!(true), true));
        assert_eq!(kept["regrades"][0]["points_before"], 1000);
        assert_eq!(kept["regrades"][0]["points_after"], 0);
        assert_eq!(
            kept["questions"][0]["review"]["right"],
            json!({"choice": label(&kept, 1, "Sai")})
        );
        let raised = shown(&app, "secretary", &wrong).await;
        assert_eq!(
            facts(&raised),
            (json!(1000), json!(true), json!(false), true)
        );
        assert_eq!(
            (
                &raised["regrades"][0]["passed_before"],
                &raised["regrades"][0]["passed_after"]
            ),
            (&json!(false), &json!(true))
        );
        let untouched = shown(&app, "deputy", &open).await;
        assert_eq!(
            facts(&untouched),
            (json!(1000), json!(true), json!(false), false)
        );
        assert_eq!(untouched["regrades"], json!([]));

        // Back again: the history has both.
        correct(&app, &question, 0).await;
        app.drain_jobs().await;
        let back = shown(&app, "member", &right).await;
        assert_eq!(facts(&back), (json!(1000), json!(true), json!(false), true));
        assert_eq!(back["regrades"].as_array().unwrap().len(), 2);
    }
);

on_both_engines!(
    words_and_other_questions_touch_no_attempt,
    |app| async move {
        let bank = bank(&app).await;
        let question = write(&app, &bank, choice("Câu 1?")).await;
        let quiz = published(&app, drawing(&bank, 1)).await;
        let begun = start(&app.member(), &quiz).await;
        for body in [
            json!({"change": "minor", "active": true, "question": choice("Câu một?")}),
            json!({"change": "content", "active": true, "question": {"kind": "true_false", "text": "Khác hẳn.", "truth": true}}),
        ] {
            let request = Request::put(format!("/api/v1/questions/{question}"), body);
            app.author()
                .send(request.header("if-match", "*"))
                .await
                .assert(200);
        }
        assert_eq!(app.drain_jobs().await, 0);
        assert_eq!(
            shown(&app, "member", &begun).await["questions"][0]["text"],
            "Câu 1?"
        );
        assert_eq!(
            submit(&app.member(), &begun, 1).await.json()["points"],
            1000
        );
        // New attempts are asked what it says now.
        let next = start(&app.member(), &quiz).await;
        assert_eq!(next["questions"][0]["text"], "Khác hẳn.");
    }
);
