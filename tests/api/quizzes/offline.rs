use serde_json::{Value, json};

use super::{answers, attempt, label, quiz, start, submit};
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
