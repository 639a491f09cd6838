//! What is to be read, taken and done, made through the API by an author and a publisher.

use std::time::Duration;

use chrono::{Days, Local};
use serde_json::{Value, json};

use crate::measure::{get, sign_in, step, until_all_are_told};
use crate::process::{Line, Running};

/// Of a quiz.
pub const QUESTIONS: usize = 10;

/// An author and a publisher at work.
pub struct Desk<'a> {
    server: &'a Running,
    line: Line,
    author: String,
    publisher: String,
    city: String,
}

impl<'a> Desk<'a> {
    pub fn open(server: &'a Running, sign_ins: &Value) -> Self {
        let publisher = sign_in(server, sign_ins, "publisher");
        let top = get(server, "/api/v1/units", &publisher);
        Self {
            server,
            line: Line::open(server.port),
            author: sign_in(server, sign_ins, "author"),
            publisher,
            city: id(&top["items"][0], "unit_id"),
        }
    }

    /// Waits until the members know of it all.
    pub fn rest(&self) {
        until_all_are_told(self.server, &self.publisher);
    }

    /// A published paper for everyone; answers its edition.
    pub fn paper(&mut self) -> String {
        let edition = self.approved("05-CT/TU", "normal", &json!({"everyone": true}));
        self.publish(&edition);
        edition
    }

    pub fn publish(&mut self, edition: &str) {
        self.decide(
            &format!("/api/v1/editions/{edition}/publication"),
            &json!({}),
        );
    }

    /// A paper that only has to be published; answers its edition.
    pub fn approved(&mut self, symbol: &str, urgency: &str, audience: &Value) -> String {
        let metadata = json!({"kind": "chi_thi", "title": "Chỉ thị về học tập trong chi bộ", "symbol": symbol,
            "issuer": "Thành ủy Vĩnh An", "issued_on": Local::now().date_naive(), "urgency": urgency});
        let document = json!({"owner_unit_id": self.city, "metadata": metadata, "tier": "required",
            "circulation": "internal", "audience": audience});
        let made = self.write("POST", "/api/v1/documents", &document);
        let edition = id(&made["editions"][0], "edition_id");
        let at = |step: &str| format!("/api/v1/editions/{edition}/{step}");
        let sections = json!({"sections": [{"level": 1, "kind": "article", "number": "1", "title": "Phạm vi",
            "html": "<p>Chỉ thị này áp dụng cho các chi bộ.</p>"}]});
        self.write("PUT", &at("sections"), &sections);
        self.write("POST", &at("submission"), &Value::Null);
        self.decide(&at("approval"), &Value::Null);
        edition
    }

    /// A published quiz for everyone that asks all questions of a bank of its own; the first choice is right.
    pub fn quiz(&mut self, title: &str) -> String {
        let bank = json!({"owner_unit_id": self.city, "name": title});
        let bank = id(
            &self.write("POST", "/api/v1/question-banks", &bank),
            "bank_id",
        );
        let path = format!("/api/v1/question-banks/{bank}/questions");
        for number in 1..=QUESTIONS {
            let question = json!({"kind": "single_choice", "text": format!("Câu {number}?"), "choices": [
                {"text": "Đúng", "weight": 1000}, {"text": "Sai", "weight": 0}, {"text": "Cũng sai", "weight": 0}]});
            self.write("POST", &path, &json!({"question": question}));
        }
        let quiz = json!({"title": title, "audience": {"everyone": true},
            "items": [{"bank_id": bank, "draws": QUESTIONS, "points": 1}], "shuffle_questions": true,
            "shuffle_choices": false, "pass_permille": 500, "counts": "best", "review": "after_attempt"});
        let body = json!({"owner_unit_id": self.city, "quiz": quiz});
        let quiz = id(&self.write("POST", "/api/v1/quizzes", &body), "quiz_id");
        let path = format!("/api/v1/quizzes/{quiz}/publication");
        self.write("POST", &path, &Value::Null);
        quiz
    }

    /// An assignment of the city to everyone; open, with all of them enrolled, when this returns.
    pub fn assign(&mut self, requirement: &Value) {
        let due_on = Local::now().date_naive() + Days::new(30);
        let body = json!({"title": "Đợt học tập", "audience": {"everyone": true}, "late_joiners": "same_due",
            "due_on": due_on, "requirements": [requirement]});
        let path = format!("/api/v1/units/{}/assignments", self.city);
        let at = format!(
            "/api/v1/assignments/{}",
            id(&self.decide(&path, &body), "assignment_id")
        );
        self.decide(&format!("{at}/opening"), &Value::Null);
        while get(self.server, &at, &self.publisher)["state"] != "open" {
            std::thread::sleep(Duration::from_millis(50));
        }
        // The server has closed the connection if that took long.
        self.line = Line::open(self.server.port);
    }

    fn write(&mut self, method: &str, path: &str, body: &Value) -> Value {
        step(&mut self.line, method, path, &self.author, body)
    }

    fn decide(&mut self, path: &str, body: &Value) -> Value {
        step(&mut self.line, "POST", path, &self.publisher, body)
    }
}

fn id(of: &Value, name: &str) -> String {
    of[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name}: {of}"))
        .to_owned()
}
