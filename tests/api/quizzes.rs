//! Banks of questions, quizzes and attempts.

mod authoring;
mod closing;
mod command;
mod hook;
pub mod keys;
mod labels;
mod offline;
mod questions;
mod racing;
mod statistics;
mod taking;
mod transfer;

use serde_json::{Value, json};

use crate::support::{Actor, Reply, Request, TestApp};

/// The smallest picture.
pub const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// A question of which the first choice is right.
pub fn choice(text: &str) -> Value {
    json!({"kind": "single_choice", "text": text, "explanation": "Điều 2.", "choices": [
        {"text": "Đúng", "weight": 1000}, {"text": "Sai", "weight": 0, "feedback": "Xem lại."}, {"text": "Cũng sai", "weight": 0}]})
}

fn id(reply: &Reply, name: &str) -> String {
    reply.assert(201).json()[name].as_str().unwrap().to_owned()
}

/// A bank of the city.
pub async fn bank(app: &TestApp) -> String {
    let body = json!({"owner_unit_id": app.unit("city").public_id, "name": "Chuyển đổi số"});
    id(
        &app.author().post("/api/v1/question-banks", body).await,
        "bank_id",
    )
}

pub async fn write(app: &TestApp, bank: &str, question: Value) -> String {
    let at = format!("/api/v1/question-banks/{bank}/questions");
    let body = json!({"category": "Chương 1", "question": question});
    id(&app.author().post(at, body).await, "question_id")
}

/// A bank with so many choices.
pub async fn filled(app: &TestApp, questions: usize) -> String {
    let bank = bank(app).await;
    for number in 1..=questions {
        write(app, &bank, choice(&format!("Câu {number}?"))).await;
    }
    bank
}

/// What is said of a quiz that draws from a bank; change what the test is about.
pub fn drawing(bank: &str, draws: usize) -> Value {
    json!({"title": "Kiểm tra sau học tập", "audience": {"everyone": true},
        "items": [{"bank_id": bank, "draws": draws, "points": 1}], "shuffle_questions": true, "shuffle_choices": true,
        "pass_permille": 500, "counts": "best", "review": "after_attempt"})
}

pub async fn draft(app: &TestApp, quiz: Value) -> String {
    let body = json!({"owner_unit_id": app.unit("city").public_id, "quiz": quiz});
    id(&app.author().post("/api/v1/quizzes", body).await, "quiz_id")
}

pub fn step(quiz: &str, step: &str) -> Request {
    Request::new("POST", format!("/api/v1/quizzes/{quiz}/{step}")).header("if-match", "*")
}

pub async fn published(app: &TestApp, quiz: Value) -> String {
    let quiz = draft(app, quiz).await;
    app.author()
        .send(step(&quiz, "publication"))
        .await
        .assert(200);
    quiz
}

/// A published quiz of so many questions, with what `extra` says.
pub async fn quiz(app: &TestApp, questions: usize, extra: Value) -> String {
    let mut body = drawing(&filled(app, questions).await, questions);
    body.as_object_mut()
        .unwrap()
        .extend(extra.as_object().unwrap().clone());
    published(app, body).await
}

pub fn starting(quiz: &str) -> Request {
    Request::new("POST", format!("/api/v1/me/quizzes/{quiz}/attempts"))
}

pub async fn start(actor: &Actor, quiz: &str) -> Value {
    let reply = actor.send(starting(quiz)).await;
    reply.assert(201).json()
}

pub fn attempt_id(attempt: &Value) -> String {
    attempt["attempt"]["attempt_id"]
        .as_str()
        .unwrap()
        .to_owned()
}

pub fn attempt(attempt: &Value) -> String {
    format!("/api/v1/me/attempts/{}", attempt_id(attempt))
}

/// The number by which an attempt names what it shows with this text.
fn number(question: &Value, text: &Value) -> Value {
    let shown = question["choices"].as_array().unwrap();
    let one = shown.iter().find(|choice| choice["text"] == *text);
    one.unwrap_or_else(|| panic!("no {text} in {question}"))["number"].clone()
}

/// The same, for a question of an attempt by its place.
pub fn label(attempt: &Value, place: usize, text: &str) -> Value {
    number(&attempt["questions"][place - 1], &json!(text))
}

/// An answer that names what it means by the texts, as this attempt names it; an empty text is none.
pub fn named(question: &Value, answer: &Value) -> Value {
    let one = |text: &Value| match text.as_str() {
        Some("") => json!(0),
        _ => number(question, text),
    };
    let mut answer = answer.clone();
    for (member, value) in answer.as_object_mut().unwrap() {
        match value {
            Value::Array(texts) => *value = texts.iter().map(one).collect(),
            Value::String(_) if member == "choice" => *value = one(value),
            _ => {}
        }
    }
    answer
}

/// So many right answers to questions of [`choice`], the rest wrong.
pub fn answers(attempt: &Value, right: usize) -> Value {
    let questions = attempt["questions"].as_array().unwrap();
    let answers = questions.iter().enumerate().map(|(index, question)| {
        let text = if index < right { "Đúng" } else { "Sai" };
        json!({"place": question["place"], "answer": {"choice": number(question, &json!(text))}})
    });
    answers.collect()
}

pub async fn submit(actor: &Actor, of: &Value, right: usize) -> Reply {
    let body = json!({"answers": answers(of, right)});
    actor.send(submitting(of, "*", body)).await
}

pub fn submitting(of: &Value, etag: &str, body: Value) -> Request {
    Request::post(format!("{}/submission", attempt(of)), body).header("if-match", etag)
}

pub async fn save(actor: &Actor, of: &Value, place: i64, etag: &str, answer: Value) -> Reply {
    let request = Request::put(
        format!("{}/answers/{place}", attempt(of)),
        json!({"answer": answer}),
    );
    actor.send(request.header("if-match", etag)).await
}
