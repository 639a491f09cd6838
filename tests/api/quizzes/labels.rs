//! What an open attempt shows tells nothing of the key, whatever the file from which its questions came.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::schema::attempts;
use sotay::db::types::JsonDoc;

use super::{
    attempt, bank, drawing, label, named, published, quiz, save, start, starting, submit,
    submitting,
};
use crate::support::TestApp;

/// The key is first, the items stand in the right order, each prompt beside its option.
const FILE: &str = "Từ ngày nào? {=Từ ngày ký ~Từ ngày 01/01 ~Từ ngày đăng ~Không rõ}

Những ai? {~%50%Bí thư ~%50%Phó bí thư ~%-100%Khách ~%-100%Người lạ}

Sắp xếp.{> =Một =Hai =Ba =Bốn}

Trước, sau.{> =Trước =Sau}

Ghép.{=57-NQ/TW -> Nghị quyết =12-QĐ/TU -> Quyết định =26-HD/TU -> Hướng dẫn}
";
const ATTEMPTS: usize = 40;

/// Right answers, by their texts.
fn right(question: &Value) -> Value {
    match question["text"].as_str().unwrap() {
        "Từ ngày nào?" => json!({"choice": "Từ ngày ký"}),
        "Những ai?" => json!({"choices": ["Bí thư", "Phó bí thư"]}),
        "Sắp xếp." => json!({"order": ["Một", "Hai", "Ba", "Bốn"]}),
        "Trước, sau." => json!({"order": ["Trước", "Sau"]}),
        "Ghép." => json!({"matches": ["Nghị quyết", "Quyết định", "Hướng dẫn"]}),
        text => panic!("{text}"),
    }
}

async fn imported(app: &TestApp, shuffle: bool) -> String {
    let bank = bank(app).await;
    let at = format!("/api/v1/question-banks/{bank}/imports?format=gift&commit=true");
    let sent = app.author().request("POST", at);
    let sent = sent.bytes("text/plain", FILE.as_bytes()).send().await;
    assert_eq!(sent.assert(200).json()["committed"], true, "{sent}");
    let mut quiz = drawing(&bank, 5);
    quiz["shuffle_choices"] = json!(shuffle);
    published(app, quiz).await
}

fn members(of: &Value) -> BTreeSet<&str> {
    of.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Where the texts of the right answer are shown, in its order.
fn places(question: &Value, texts: &Value) -> Vec<usize> {
    let shown = question["choices"].as_array().unwrap();
    let texts = match texts {
        Value::Array(texts) => texts.clone(),
        one => vec![one.clone()],
    };
    let place = |text: &Value| shown.iter().position(|choice| choice["text"] == *text);
    texts.iter().map(|text| place(text).unwrap()).collect()
}

on_both_engines!(what_an_open_attempt_shows_tells_no_key, |app| async move {
    for shuffle in [true, false] {
        let quiz = imported(&app, shuffle).await;
        // By question: what the right answer is called, and where it is shown.
        let mut called: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut shown: BTreeMap<String, BTreeSet<Vec<usize>>> = BTreeMap::new();
        for _ in 0..ATTEMPTS {
            let paper = start(&app.member(), &quiz).await;
            let mut given = Vec::new();
            for question in paper["questions"].as_array().unwrap() {
                let mut known = BTreeSet::from([
                    "place",
                    "kind",
                    "text",
                    "has_picture",
                    "max_points",
                    "choices",
                ]);
                if question["kind"] == "matching" {
                    known.insert("prompts");
                    let prompts = question["prompts"].as_array().unwrap();
                    assert!(
                        prompts
                            .iter()
                            .all(|one| members(one) == BTreeSet::from(["text"]))
                    );
                }
                assert_eq!(members(question), known);
                let choices = question["choices"].as_array().unwrap();
                let only = BTreeSet::from(["number", "text"]);
                assert!(choices.iter().all(|one| members(one) == only), "{question}");
                let (text, right) = (question["text"].as_str().unwrap(), right(question));
                let texts = right.as_object().unwrap().values().next().unwrap();
                let answer = named(question, &right);
                let at = places(question, texts);
                // What is to be put in order never lies there in order, but for two, of which one order is as likely.
                let is_in_order = at.iter().enumerate().all(|(place, at)| place == *at);
                if ["Sắp xếp.", "Ghép."].contains(&text) {
                    assert!(!is_in_order, "{question}");
                }
                called
                    .entry(text.to_owned())
                    .or_default()
                    .insert(answer.to_string());
                shown.entry(text.to_owned()).or_default().insert(at);
                given.push(json!({"place": question["place"], "answer": answer}));
            }
            let handed_in = submitting(&paper, "*", json!({"answers": given}));
            let reply = app.member().send(handed_in).await;
            // What they call right is right.
            assert_eq!(reply.assert(200).json()["points"], 5_000, "{reply}");
        }
        for (text, called) in &called {
            assert!(called.len() > 1, "{text} is always called {called:?}");
        }
        for (text, shown) in &shown {
            let is_as_written = !shuffle && ["Từ ngày nào?", "Những ai?"].contains(&text.as_str());
            assert_eq!(
                shown.len() == 1,
                is_as_written,
                "{text} is shown at {shown:?}"
            );
        }
        assert!(called["Từ ngày nào?"].len() == 4 && called["Sắp xếp."].len() > 8);
    }
});

on_both_engines!(a_label_means_the_same_everywhere, |app| async move {
    let quiz = imported(&app, true).await;
    let begun = app.member().send(starting(&quiz)).await;
    let (first, mut tag) = (begun.assert(201).json(), begun.etag());
    let mut saved = Vec::new();
    for question in first["questions"].as_array().unwrap() {
        let (place, answer) = (
            question["place"].as_i64().unwrap(),
            named(question, &right(question)),
        );
        let reply = save(&app.member(), &first, place, &tag, answer.clone()).await;
        tag = reply.assert(200).etag();
        saved.push(answer);
    }
    // Another device is shown the same, and what was saved by the same names.
    let second = app.member().send(starting(&quiz)).await.assert(200).json();
    for (place, (one, other)) in first["questions"]
        .as_array()
        .unwrap()
        .iter()
        .zip(second["questions"].as_array().unwrap())
        .enumerate()
    {
        assert_eq!(one["choices"], other["choices"]);
        assert_eq!(other["answer"], saved[place]);
    }
    let reply = app.member().send(submitting(&first, &tag, json!({}))).await;
    assert_eq!(reply.assert(200).json()["points"], 5_000);
    // And so is what was right.
    let closed = app.member().get(attempt(&first)).await.json();
    for (place, question) in closed["questions"].as_array().unwrap().iter().enumerate() {
        assert_eq!(question["answer"], saved[place]);
        let (review, answer) = (&question["review"]["right"], &saved[place]);
        if question["kind"] == "multiple_choice" {
            let sorted = |of: &Value| -> BTreeSet<i64> {
                of["choices"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one.as_i64().unwrap())
                    .collect()
            };
            assert_eq!(sorted(review), sorted(answer));
        } else {
            assert_eq!(review, answer);
        }
    }
});

/// The paper as it was frozen before there were labels.
async fn without_labels(app: &TestApp) {
    let db = app.state().db.clone();
    let stripped = db.write(|conn| {
        let papers: Vec<(i64, JsonDoc)> = attempts::table
            .select((attempts::id, attempts::paper))
            .load(conn)?;
        for (id, mut paper) in papers {
            for asked in paper.0["asked"].as_array_mut().unwrap() {
                assert!(asked.as_object_mut().unwrap().remove("l").is_some());
            }
            diesel::update(attempts::table.find(id))
                .set(attempts::paper.eq(paper))
                .execute(conn)?;
        }
        Ok(())
    });
    stripped.await.unwrap();
}

on_both_engines!(
    an_attempt_from_before_there_were_labels_goes_on,
    |app| async move {
        let quiz = quiz(&app, 2, json!({})).await;
        let begun = start(&app.member(), &quiz).await;
        without_labels(&app).await;
        let paper = app.member().get(attempt(&begun)).await.json();
        // By the author's numbers, as the phone has it.
        assert_eq!(label(&paper, 1, "Đúng"), json!(1));
        save(&app.member(), &paper, 1, "*", json!({"choice": 1}))
            .await
            .assert(200);
        let result = submit(&app.member(), &paper, 2).await;
        assert_eq!(result.assert(200).json()["points"], 2_000);
    }
);
