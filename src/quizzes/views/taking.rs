//! Quizzes as members see them.

use serde::Serialize;
use utoipa::ToSchema;

use super::AttemptView;
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::quizzes::model::{AttemptState, Counts, Quiz, QuizState, Review};
use crate::quizzes::queries::{quizzes, taking};
use crate::quizzes::rules::results::counting;

/// A quiz that the caller may take, and how far he is with it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "quiz_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e10", "state": "published", "title": "Kiểm tra sau học tập Nghị quyết 57",
    "questions": 10, "pass_permille": 800, "counts": "best", "review": "after_attempt", "open_now": true, "attempts": 1,
    "passed": false, "server_time": "2026-11-23T02:15:00.000Z"
}))]
pub(in crate::quizzes) struct MyQuizView {
    pub quiz_id: PublicId,
    pub state: QuizState,
    #[schema(max_length = 300)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 4000)]
    pub introduction: Option<String>,
    /// How many it asks.
    #[schema(minimum = 0, maximum = 200)]
    pub questions: i32,
    /// The share of the points that passes, in thousandths.
    #[schema(minimum = 0, maximum = 1000)]
    pub pass_permille: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 30, maximum = 14400)]
    pub time_limit_seconds: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 100)]
    pub attempt_limit: Option<i32>,
    pub counts: Counts,
    pub review: Review,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub opens_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub closes_at: Option<Instant>,
    /// Whether an attempt may begin now, its number aside.
    pub open_now: bool,
    /// Attempts that were begun, those that count.
    #[schema(minimum = 0, maximum = 1000)]
    pub attempts: i32,
    /// Whether any of them passed.
    pub passed: bool,
    /// The one that is open: it goes on, also on another device.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub open_attempt_id: Option<PublicId>,
    /// The one that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub counting_attempt: Option<AttemptView>,
    pub server_time: Instant,
}

impl MyQuizView {
    pub(in crate::quizzes) fn load(
        conn: &mut Conn,
        viewer: &Viewer,
        quiz: Quiz,
    ) -> Result<Self, Error> {
        let now = viewer.now();
        let attempts = taking::attempts_of(conn, viewer, viewer.member_id(), quiz.id)?;
        let counting = counting(&attempts, quiz.counts);
        let begun = attempts.iter().filter(|attempt| attempt.number.is_some());
        let open = attempts
            .iter()
            .find(|attempt| attempt.state == AttemptState::Open);
        let counting_attempt = attempts
            .iter()
            .find(|attempt| Some(attempt.id) == counting)
            .map(|attempt| AttemptView::of(attempt, &quiz, true, now));
        let items = quizzes::items(conn, viewer, quiz.id)?;
        Ok(Self {
            questions: items.iter().map(|item| item.draws).sum(),
            open_now: quiz.check_open(now).is_ok(),
            attempts: i32::try_from(begun.count()).unwrap_or(i32::MAX),
            passed: attempts.iter().any(|attempt| attempt.passed),
            open_attempt_id: open.map(|attempt| attempt.public_id),
            counting_attempt,
            server_time: now,
            quiz_id: quiz.public_id,
            state: quiz.state,
            title: quiz.title,
            introduction: quiz.introduction,
            pass_permille: quiz.pass_permille,
            time_limit_seconds: quiz.time_limit_seconds,
            attempt_limit: quiz.attempt_limit,
            counts: quiz.counts,
            review: quiz.review,
            opens_at: quiz.opens_at,
            closes_at: quiz.closes_at,
        })
    }
}

/// A page of quizzes, the latest created first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": []}))]
pub(in crate::quizzes) struct MyQuizListView {
    #[schema(max_items = 200)]
    pub items: Vec<MyQuizView>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}
