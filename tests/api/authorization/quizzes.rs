//! Who may call the operations of `questions` and `quizzes`: the bank and the quiz are the city's, the attempt is the
//! member's.

use serde_json::{Value, json};

use super::{ACTORS, Row};
use crate::quizzes::{
    attempt, bank, choice, draft, drawing, filled, published, start, starting, step, submitting,
    write,
};
use crate::support::{Request, TestApp};

/// Authors and publishers.
const DESK: [u16; ACTORS.len()] = [401, 403, 403, 403, 403, 403, 403, 200, 200, 403, 403];
const MADE: [u16; ACTORS.len()] = [401, 403, 403, 403, 403, 403, 403, 201, 201, 403, 403];
const GONE: [u16; ACTORS.len()] = [401, 403, 403, 403, 403, 403, 403, 204, 204, 403, 403];
const NONE: [u16; ACTORS.len()] = [401, 403, 403, 403, 403, 403, 403, 404, 404, 403, 403];
const EVERYBODY: [u16; ACTORS.len()] = [401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200];
const BEGINS: [u16; ACTORS.len()] = [401, 201, 201, 201, 201, 201, 201, 201, 201, 201, 201];
/// Everybody but the stranger is at home in ward A.
const WARD: [u16; ACTORS.len()] = [401, 201, 201, 201, 201, 404, 201, 201, 201, 201, 201];
const MEMBER: [u16; ACTORS.len()] = [401, 200, 404, 404, 404, 404, 404, 404, 404, 404, 404];
const NOBODY: [u16; ACTORS.len()] = [401, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404];
/// Who sees figures of units.
const FIGURES: [u16; ACTORS.len()] = [401, 403, 200, 200, 200, 200, 403, 403, 200, 403, 403];

fn at_bank(app: &TestApp, what: &str) -> String {
    format!("/api/v1/question-banks/{}{what}", app.wait(bank(app)))
}

fn at_question(app: &TestApp, what: &str) -> String {
    let bank = app.wait(bank(app));
    let question = app.wait(write(app, &bank, choice("Câu 1?")));
    format!("/api/v1/questions/{question}{what}")
}

fn a_quiz(app: &TestApp) -> String {
    app.wait(async { published(app, drawing(&filled(app, 1).await, 1)).await })
}

fn begun(app: &TestApp) -> Value {
    let quiz = a_quiz(app);
    app.wait(start(&app.member(), &quiz))
}

pub fn rows() -> Vec<Row> {
    let mut rows = banks();
    rows.extend(writing());
    rows.extend(taking());
    rows
}

fn banks() -> Vec<Row> {
    vec![
        Row {
            operation: "create_question_bank",
            request: |app| {
                let body =
                    json!({"owner_unit_id": app.unit("city").public_id, "name": "Chuyển đổi số"});
                Request::post("/api/v1/question-banks", body)
            },
            expect: MADE,
        },
        Row {
            operation: "list_question_banks",
            request: |_| Request::get("/api/v1/question-banks"),
            expect: DESK,
        },
        Row {
            operation: "get_question_bank",
            request: |app| Request::get(at_bank(app, "")),
            expect: DESK,
        },
        Row {
            operation: "update_question_bank",
            request: |app| {
                Request::put(at_bank(app, ""), json!({"name": "Khác"})).header("if-match", "*")
            },
            expect: DESK,
        },
        Row {
            operation: "create_question",
            request: |app| {
                let body = json!({"question": choice("Câu 1?")});
                Request::post(at_bank(app, "/questions"), body)
            },
            expect: MADE,
        },
        Row {
            operation: "list_questions",
            request: |app| Request::get(at_bank(app, "/questions")),
            expect: DESK,
        },
        Row {
            operation: "get_question",
            request: |app| Request::get(at_question(app, "")),
            expect: DESK,
        },
        Row {
            operation: "update_question",
            request: |app| {
                let body =
                    json!({"change": "minor", "active": false, "question": choice("Câu 2?")});
                Request::put(at_question(app, ""), body).header("if-match", "*")
            },
            expect: DESK,
        },
        Row {
            operation: "get_question_picture: there is none",
            request: |app| Request::get(at_question(app, "/picture")),
            expect: NONE,
        },
        Row {
            operation: "get_question_template",
            request: |_| Request::get("/api/v1/question-banks/template"),
            expect: DESK,
        },
        Row {
            operation: "import_questions: a dry run",
            request: |app| {
                let at = at_bank(app, "/imports?format=gift");
                Request::new("POST", at).bytes("text/plain", "Câu 1?{T}")
            },
            expect: DESK,
        },
        Row {
            operation: "export_questions",
            request: |app| Request::get(at_bank(app, "/export?format=gift")),
            expect: DESK,
        },
        Row {
            operation: "list_question_versions",
            request: |app| Request::get(at_question(app, "/versions")),
            expect: DESK,
        },
    ]
}

fn writing() -> Vec<Row> {
    vec![
        Row {
            operation: "create_quiz",
            request: |app| {
                let quiz = drawing(&app.wait(bank(app)), 1);
                let body = json!({"owner_unit_id": app.unit("city").public_id, "quiz": quiz});
                Request::post("/api/v1/quizzes", body)
            },
            expect: MADE,
        },
        Row {
            operation: "list_quizzes",
            request: |_| Request::get("/api/v1/quizzes"),
            expect: DESK,
        },
        Row {
            operation: "get_quiz",
            request: |app| Request::get(format!("/api/v1/quizzes/{}", a_quiz(app))),
            expect: DESK,
        },
        Row {
            operation: "update_quiz",
            request: |app| {
                let bank = app.wait(filled(app, 1));
                let quiz = app.wait(draft(app, drawing(&bank, 1)));
                Request::put(format!("/api/v1/quizzes/{quiz}"), drawing(&bank, 1))
                    .header("if-match", "*")
            },
            expect: DESK,
        },
        Row {
            operation: "publish_quiz",
            request: |app| {
                let bank = app.wait(filled(app, 1));
                step(&app.wait(draft(app, drawing(&bank, 1))), "publication")
            },
            expect: DESK,
        },
        Row {
            operation: "close_quiz",
            request: |app| step(&a_quiz(app), "closing"),
            expect: DESK,
        },
        Row {
            operation: "delete_quiz: a draft",
            request: |app| {
                let bank = app.wait(filled(app, 1));
                let quiz = app.wait(draft(app, drawing(&bank, 1)));
                Request::delete(format!("/api/v1/quizzes/{quiz}")).header("if-match", "*")
            },
            expect: GONE,
        },
        Row {
            operation: "get_quiz_statistics",
            request: |app| Request::get(format!("/api/v1/quizzes/{}/statistics", a_quiz(app))),
            expect: DESK,
        },
        Row {
            operation: "list_hard_questions",
            request: |app| Request::get(format!("/api/v1/quizzes/{}/hard-questions", a_quiz(app))),
            expect: FIGURES,
        },
    ]
}

fn taking() -> Vec<Row> {
    vec![
        Row {
            operation: "list_my_quizzes",
            request: |_| Request::get("/api/v1/me/quizzes"),
            expect: EVERYBODY,
        },
        Row {
            operation: "get_my_quiz",
            request: |app| Request::get(format!("/api/v1/me/quizzes/{}", a_quiz(app))),
            expect: EVERYBODY,
        },
        Row {
            operation: "start_attempt",
            request: |app| starting(&a_quiz(app)),
            expect: BEGINS,
        },
        Row {
            operation: "start_attempt: for ward A",
            request: |app| {
                let mut quiz = drawing(&app.wait(filled(app, 1)), 1);
                quiz["audience"] = json!({"everyone": false, "rules": [{"unit_id": app.unit("ward_a").public_id}]});
                starting(&app.wait(published(app, quiz)))
            },
            expect: WARD,
        },
        Row {
            operation: "list_my_attempts",
            request: |app| Request::get(format!("/api/v1/me/quizzes/{}/attempts", a_quiz(app))),
            expect: EVERYBODY,
        },
        Row {
            operation: "get_attempt",
            request: |app| Request::get(attempt(&begun(app))),
            expect: MEMBER,
        },
        Row {
            operation: "get_attempt_picture: there is none",
            request: |app| Request::get(format!("{}/questions/1/picture", attempt(&begun(app)))),
            expect: NOBODY,
        },
        Row {
            operation: "save_answer",
            request: |app| {
                let at = format!("{}/answers/1", attempt(&begun(app)));
                Request::put(at, json!({"answer": {"choice": 1}})).header("if-match", "*")
            },
            expect: MEMBER,
        },
        Row {
            operation: "submit_attempt",
            request: |app| submitting(&begun(app), "*", json!({})),
            expect: MEMBER,
        },
        Row {
            operation: "upload_attempt",
            request: |app| {
                let body =
                    json!({"upload_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e30", "answers": []});
                Request::post(format!("{}/uploads", attempt(&begun(app))), body)
            },
            expect: MEMBER,
        },
    ]
}
