use serde_json::json;

use super::{quiz, start, submit};

const PEOPLE: [&str; 6] = [
    "member",
    "secretary",
    "deputy",
    "colleague",
    "officer",
    "stranger",
];

on_both_engines!(authors_see_how_questions_fare, |app| async move {
    let quiz = quiz(&app, 2, json!({"shuffle_questions": false})).await;
    for _ in 0..2 {
        for (index, who) in PEOPLE.iter().enumerate() {
            let begun = start(&app.actor(who), &quiz).await;
            submit(&app.actor(who), &begun, index % 3).await.assert(200);
        }
    }
    let shown = app
        .author()
        .get(format!("/api/v1/quizzes/{quiz}/statistics"))
        .await;
    let shown = shown.assert(200).json();
    assert_eq!(shown["attempts"], 12);
    let facility: i64 = shown["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["facility_permille"].as_i64().unwrap())
        .sum();
    // Half of the answers are right, whichever they are; each figure is rounded down.
    assert!((999..=1_000).contains(&facility), "{facility}");
    for one in shown["questions"].as_array().unwrap() {
        assert_eq!(one["attempts"], 12);
        assert!(
            one["discrimination_permille"].as_i64().unwrap() > 0,
            "{one}"
        );
    }
});

on_both_engines!(
    hard_questions_have_no_names_and_five_members_at_least,
    |app| async move {
        let quiz = quiz(&app, 1, json!({})).await;
        let at = format!("/api/v1/quizzes/{quiz}/hard-questions");
        for who in ["member", "deputy", "colleague", "roster_officer"] {
            let begun = start(&app.actor(who), &quiz).await;
            submit(&app.actor(who), &begun, 0).await.assert(200);
        }
        let empty = json!([]);
        assert_eq!(
            app.officer().get(&at).await.assert(200).json()["questions"],
            empty
        );
        let begun = start(&app.actor("auditor"), &quiz).await;
        submit(&app.actor("auditor"), &begun, 1).await.assert(200);
        // Five members of the ward: the officer has not taken it himself, so he sees no text yet.
        let shown = app.officer().get(&at).await.json();
        assert_eq!(
            shown["questions"],
            json!([{"attempts": 5, "facility_permille": 200}])
        );
        let begun = start(&app.officer(), &quiz).await;
        submit(&app.officer(), &begun, 0).await.assert(200);
        let shown = app.officer().get(&at).await;
        assert_eq!(shown.json()["questions"][0]["text"], "Câu 1?");
        for person in ["member", "deputy", "colleague"] {
            assert!(!shown.text().contains(app.person(person).full_name));
        }
        // Of the secretary's own cell only two took it.
        assert_eq!(app.secretary().get(&at).await.json()["questions"], empty);
        app.member().get(&at).await.assert(403);
    }
);
