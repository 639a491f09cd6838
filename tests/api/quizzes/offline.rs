use serde_json::{Value, json};

use super::{answers, attempt, label, quiz, save, start, starting, submit};
use crate::support::{Actor, Reply};

const UPLOAD: &str = "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e31";
const OTHER: &str = "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e32";

async fn upload(actor: &Actor, of: &Value, id: &str, right: usize) -> Reply {
    let body =
        json!({"upload_id": id, "taken_at": "2026-11-22T10:00:00Z", "answers": answers(of, right)});
    actor.post(format!("{}/uploads", attempt(of)), body).await
}

on_both_engines!(an_attempt_is_taken_without_a_network, |app| async move {
    let quiz = quiz(&app, 2, json!({})).await;
    let begun = start(&app.member(), &quiz).await;
    let first = upload(&app.member(), &begun, UPLOAD, 2).await;
    let first = first.assert(200).json();
    assert_eq!(
        (
            &first["state"],
            &first["ended"],
            &first["points"],
            &first["upload_id"]
        ),
        (
            &json!("closed"),
            &json!("uploaded"),
            &json!(2000),
            &json!(UPLOAD)
        )
    );
    // The same upload again, whatever it brings now.
    assert_eq!(
        upload(&app.member(), &begun, UPLOAD, 0)
            .await
            .assert(200)
            .json(),
        first
    );
    upload(&app.secretary(), &begun, OTHER, 2).await.assert(404);
});

on_both_engines!(
    a_late_or_conflicting_upload_is_kept_and_shown,
    |app| async move {
        let quiz = quiz(&app, 2, json!({"pass_permille": 1000})).await;
        let begun = start(&app.member(), &quiz).await;
        submit(&app.member(), &begun, 1).await.assert(200);
        let late = upload(&app.member(), &begun, UPLOAD, 2).await;
        let late = late.assert(200).json();
        assert_eq!(
            (
                &late["state"],
                &late["points"],
                &late["passed"],
                &late["counts"]
            ),
            (
                &json!("superseded"),
                &json!(2000),
                &json!(false),
                &json!(false)
            )
        );
        assert!(late["number"].is_null());
        assert_eq!(upload(&app.member(), &begun, UPLOAD, 2).await.json(), late);
        let list = app
            .member()
            .get(format!("/api/v1/me/quizzes/{quiz}/attempts"))
            .await
            .json();
        let states: Vec<&str> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["state"].as_str().unwrap())
            .collect();
        assert_eq!(states, ["closed", "superseded"]);
        let mine = app
            .member()
            .get(format!("/api/v1/me/quizzes/{quiz}"))
            .await
            .json();
        assert_eq!(
            (
                &mine["attempts"],
                &mine["passed"],
                &mine["counting_attempt"]["points"]
            ),
            (&json!(1), &json!(false), &json!(1000))
        );
        // Its answers can be looked at.
        let at = format!(
            "/api/v1/me/attempts/{}",
            late["attempt_id"].as_str().unwrap()
        );
        assert_eq!(
            app.member().get(at).await.json()["questions"][0]["answer"],
            json!({"choice": label(&begun, 1, "Đúng")})
        );
        let next = start(&app.member(), &quiz).await;
        assert_eq!(next["attempt"]["number"], 2);
        upload(&app.member(), &next, UPLOAD, 2)
            .await
            .assert_problem(409, "upload_id_reused");
    }
);

on_both_engines!(
    an_upload_that_does_not_know_what_is_saved_is_kept_apart,
    |app| async move {
        let quiz = quiz(&app, 2, json!({"review": "after_attempt"})).await;
        let begun = app.member().send(starting(&quiz)).await;
        let (paper, seen) = (begun.assert(201).json(), begun.etag());
        let wrong = json!({"choice": label(&paper, 1, "Sai")});
        let saved = save(&app.member(), &paper, 1, &seen, wrong.clone()).await;
        let after = saved.assert(200).etag();
        // One phone was without a network while the other one answered.
        let sent = |id: &str, etag: Option<&str>, answers: Value| {
            let mut body = json!({"upload_id": id, "answers": answers});
            if let Some(etag) = etag {
                body["etag"] = json!(etag);
            }
            (format!("{}/uploads", attempt(&paper)), body)
        };
        for (id, etag) in [(UPLOAD, Some(seen.as_str())), (OTHER, None)] {
            let (at, body) = sent(id, etag, answers(&paper, 2));
            let kept = app
                .member()
                .post(&at, body.clone())
                .await
                .assert(200)
                .json();
            assert_eq!(kept["state"], "superseded");
            // While the attempt goes on, nothing tells what was right.
            assert!(kept["points"].is_null(), "{kept}");
            let its = format!(
                "/api/v1/me/attempts/{}",
                kept["attempt_id"].as_str().unwrap()
            );
            let shown = app.member().get(&its).await.assert(200).json();
            assert!(shown["attempt"]["points"].is_null());
            assert!(shown["questions"][0]["review"].is_null());
            assert_eq!(app.member().post(&at, body).await.assert(200).json(), kept);
        }
        let list = format!("/api/v1/me/quizzes/{quiz}/attempts");
        let listed = app.member().get(&list).await.json();
        let listed = listed["items"].as_array().unwrap();
        assert!(listed.iter().all(|one| one["points"].is_null()));
        let shown = app.member().get(attempt(&paper)).await.json();
        assert_eq!(shown["attempt"]["state"], "open");
        assert_eq!(shown["questions"][0]["answer"], wrong);
        assert!(shown["questions"][1]["answer"].is_null());
        // It knows now what was saved, and brings the rest.
        let rest = json!([{"place": 2, "answer": {"choice": label(&paper, 2, "Đúng")}}]);
        let (at, body) = sent("01936f2e-8a10-7c3e-9d41-5b7a9e2f1e33", Some(&after), rest);
        let ended = app.member().post(&at, body).await.assert(200).json();
        assert_eq!(
            (&ended["state"], &ended["points"]),
            (&json!("closed"), &json!(1_000))
        );
        let listed = app.member().get(&list).await.json();
        let points: Vec<&Value> = listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["points"])
            .collect();
        assert_eq!(points, [1_000, 2_000, 2_000]);
    }
);

on_both_engines!(
    an_attempt_with_a_time_limit_needs_the_server,
    |app| async move {
        let quiz = quiz(&app, 1, json!({"time_limit_seconds": 60})).await;
        let begun = start(&app.member(), &quiz).await;
        upload(&app.member(), &begun, UPLOAD, 1)
            .await
            .assert_problem(409, "attempt_is_timed");
    }
);

on_both_engines!(what_is_kept_of_an_attempt_has_its_bound, |app| async move {
    let quiz = quiz(&app, 1, json!({})).await;
    let begun = start(&app.member(), &quiz).await;
    submit(&app.member(), &begun, 1).await.assert(200);
    let id = |number: usize| format!("01936f2e-8a10-7c3e-9d41-{number:012x}");
    for number in 0..20 {
        upload(&app.member(), &begun, &id(number), 1)
            .await
            .assert(200);
    }
    upload(&app.member(), &begun, &id(20), 1)
        .await
        .assert_problem(409, "too_many_uploads");
});
