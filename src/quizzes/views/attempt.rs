//! Attempts, without their questions.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::etag;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::quizzes::model::{Attempt, AttemptState, Ended, Quiz};

/// An attempt of the caller's own. Points are thousandths.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "attempt_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e20", "quiz_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e10", "number": 1,
    "state": "closed", "ended": "submitted", "counts": true, "pass_permille": 800, "max_points": 10000, "points": 9000,
    "passed": true, "pass_kept": false, "opened_at": "2026-11-23T02:15:00.000Z", "closed_at": "2026-11-23T02:21:00.000Z",
    "server_time": "2026-11-23T02:21:00.000Z"
}))]
pub(in crate::quizzes) struct AttemptView {
    pub attempt_id: PublicId,
    pub quiz_id: PublicId,
    /// Absent: an upload that counts for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 1_000_000)]
    pub number: Option<i32>,
    pub state: AttemptState,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ended: Option<Ended>,
    /// Whether it is the one that counts.
    pub counts: bool,
    #[schema(minimum = 0, maximum = 1000)]
    pub pass_permille: i32,
    #[schema(minimum = 0, maximum = 20_000_000)]
    pub max_points: i64,
    /// Once it is closed; of a superseded upload, once the attempt that was begun is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 20_000_000)]
    pub points: Option<i64>,
    /// By the rule that held when it was opened.
    pub passed: bool,
    /// A corrected key would no longer pass it; the pass stays.
    pub pass_kept: bool,
    pub opened_at: Instant,
    /// When it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub expires_at: Option<Instant>,
    /// Until then, while it is open; answers that arrive up to 15 seconds later are still taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000_000)]
    pub seconds_left: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub closed_at: Option<Instant>,
    /// When a corrected key last changed its points.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub regraded_at: Option<Instant>,
    /// Of an upload: the id that the phone gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub upload_id: Option<PublicId>,
    /// Of an upload: when it was taken, by the phone's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub taken_at: Option<Instant>,
    pub server_time: Instant,
}

impl AttemptView {
    pub(in crate::quizzes) fn of(
        attempt: &Attempt,
        quiz: &Quiz,
        counts: bool,
        now: Instant,
    ) -> Self {
        Self {
            attempt_id: attempt.public_id,
            quiz_id: quiz.public_id,
            number: attempt.number,
            state: attempt.state,
            ended: attempt.ended,
            counts,
            pass_permille: attempt.pass_permille,
            max_points: attempt.max_points,
            points: attempt.points,
            passed: attempt.passed,
            pass_kept: attempt.pass_kept,
            opened_at: attempt.opened_at,
            expires_at: attempt.expires_at,
            seconds_left: attempt.seconds_left(now),
            closed_at: attempt.closed_at,
            regraded_at: attempt.regraded_at,
            upload_id: attempt.upload_id,
            taken_at: attempt.taken_at,
            server_time: now,
        }
    }

    /// Without its result, of an upload to an attempt that still goes on: it would tell what is right.
    pub(in crate::quizzes) fn withheld(mut self, is_withheld: bool) -> Self {
        if is_withheld {
            self.points = None;
        }
        self
    }
}

/// The tag of an attempt: it changes with every answer that is saved.
pub(in crate::quizzes) fn etag(attempt: &Attempt) -> String {
    etag::of_revision(attempt.revision)
}

/// The caller's attempts at a quiz, superseded uploads among them, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": []}))]
pub(in crate::quizzes) struct AttemptListView {
    #[schema(max_items = 1000)]
    pub items: Vec<AttemptView>,
}

/// An answer is saved: it survives whatever happens to the phone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"saved_at": "2026-11-23T02:15:30.000Z", "seconds_left": 570}))]
pub(in crate::quizzes) struct AttemptSaveView {
    pub saved_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000_000)]
    pub seconds_left: Option<i64>,
}
