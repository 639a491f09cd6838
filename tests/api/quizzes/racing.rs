use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{answers, attempt, attempt_id, label, quiz, starting, submit};
use crate::support::TestApp;

/// Sixty-four clients of one member begin and submit as fast as they can, until nobody may any more.
async fn storm(app: &TestApp, quiz: &str) {
    let client = || async {
        loop {
            let begun = app.member().send(starting(quiz)).await;
            match begun.status() {
                200 | 201 => {
                    let reply = submit(&app.member(), &begun.json(), 1).await;
                    reply.assert(200);
                }
                409 if begun.code() == "no_attempts_left" => return,
                503 => {}
                _ => panic!("{begun}"),
            }
        }
    };
    join_all((0..64).map(|_| client())).await;
}

on_both_engines!(
    no_attempt_exceeds_its_limits_under_64_clients,
    |app| async move {
        let quiz = quiz(&app, 1, json!({"attempt_limit": 5})).await;
        storm(&app, &quiz).await;
        let list = app
            .member()
            .get(format!("/api/v1/me/quizzes/{quiz}/attempts"))
            .await
            .json();
        let numbers: Vec<i64> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["number"].as_i64().unwrap())
            .collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
        assert!(
            list["items"]
                .as_array()
                .unwrap()
                .iter()
                .all(|one| one["state"] == "closed")
        );
    }
);

on_both_engines!(sixty_four_starts_open_one_attempt, |app| async move {
    let quiz = quiz(&app, 3, json!({})).await;
    let replies =
        join_all((0..64).map(|_| async { app.member().send(starting(&quiz)).await })).await;
    let ids: BTreeSet<String> = replies
        .iter()
        .map(|reply| attempt_id(&reply.json()))
        .collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(
        replies.iter().filter(|reply| reply.status() == 201).count(),
        1
    );
    // And sixty-four submits of different answers have one result.
    let begun = replies[0].json();
    let results = join_all((0..64_usize).map(|client| {
        let (app, begun) = (&app, &begun);
        async move {
            submit(&app.member(), begun, client % 4)
                .await
                .assert(200)
                .json()
        }
    }))
    .await;
    let points: BTreeSet<String> = results
        .iter()
        .map(|result| result["points"].to_string())
        .collect();
    assert_eq!(points.len(), 1, "{points:?}");
});

on_both_engines!(racing_devices_never_mix_their_answers, |app| async move {
    let quiz = quiz(&app, 1, json!({})).await;
    let begun = app.member().send(starting(&quiz)).await;
    let (attempt_of, etag) = (begun.json(), begun.etag());
    let replies = join_all((0..8_usize).map(|device| {
        let (app, of, etag) = (&app, &attempt_of, &etag);
        async move {
            crate::quizzes::save(
                &app.member(),
                of,
                1,
                etag,
                json!({"choice": 1 + device % 3}),
            )
            .await
        }
    }))
    .await;
    let shown = app.member().get(attempt(&attempt_of)).await.json();
    let kept = &shown["questions"][0]["answer"]["choice"];
    for (device, reply) in replies.iter().enumerate() {
        let is_kept = kept == &json!(1 + device % 3);
        assert_eq!(reply.status(), if is_kept { 200 } else { 412 }, "{reply}");
    }
});

/// How many of the answers are right.
fn right(of: &Value, answers: &Value) -> usize {
    let answers = (1..).zip(answers.as_array().unwrap());
    answers
        .filter(|(place, one)| one["answer"]["choice"] == label(of, *place, "Đúng"))
        .count()
}

on_both_engines!(points_are_monotone_in_right_answers, |app| async move {
    let quiz = quiz(&app, 5, json!({})).await;
    let mut last = -1;
    for count in 0..=5 {
        let begun = crate::quizzes::start(&app.member(), &quiz).await;
        assert_eq!(right(&begun, &answers(&begun, count)), count);
        let points = submit(&app.member(), &begun, count).await.json()["points"]
            .as_i64()
            .unwrap();
        assert!(points > last);
        last = points;
    }
    assert_eq!(last, 5_000);
});
