//! Opening hours and time limits, by the server's clock.

use chrono::Duration;

use super::refusals::{NOT_OPEN_YET, QUIZ_CLOSED};
use crate::error::Rule;
use crate::kernel::instant::Instant;
use crate::quizzes::model::{Attempt, AttemptState, Quiz, QuizState, Review};

/// Seconds after the end of an attempt in which what was on its way is still taken.
pub(in crate::quizzes) const GRACE_SECONDS: i64 = 15;

impl Quiz {
    /// Whether an attempt may begin now.
    pub(in crate::quizzes) fn check_open(&self, now: Instant) -> Result<(), Rule> {
        if self.is_over(now) {
            Err(QUIZ_CLOSED)
        } else if self.state == QuizState::Draft || self.opens_at.is_some_and(|opens| now < opens) {
            Err(NOT_OPEN_YET)
        } else {
            Ok(())
        }
    }

    /// Whether nobody can begin any more.
    pub(in crate::quizzes) fn is_over(&self, now: Instant) -> bool {
        self.state == QuizState::Closed || self.closes_at.is_some_and(|closes| now >= closes)
    }

    /// When an attempt that begins now ends by itself.
    pub(in crate::quizzes) fn expiry(&self, now: Instant) -> Option<Instant> {
        let limit = self
            .time_limit_seconds
            .map(|seconds| now + Duration::seconds(i64::from(seconds)));
        [limit, self.closes_at].into_iter().flatten().min()
    }

    /// Whether the member may see what was right in an attempt of his.
    pub(in crate::quizzes) fn shows_answers(&self, attempt: &Attempt, now: Instant) -> bool {
        let ended = attempt.state != AttemptState::Open;
        match self.review {
            Review::Never => false,
            Review::AfterAttempt => ended,
            Review::AfterQuiz => ended && self.has_ended(now),
        }
    }

    /// Whether nobody's answers are taken any more: not even those on their way, of attempts that ended with the quiz.
    fn has_ended(&self, now: Instant) -> bool {
        let over = [self.closes_at, self.closed_at].into_iter().flatten().min();
        over.is_some_and(|over| now > over + Duration::seconds(GRACE_SECONDS))
    }
}

impl Attempt {
    /// Whether it is an upload to one of these attempts that still goes on: then nothing is told of what is right in it.
    pub(in crate::quizzes) fn goes_on_in(&self, attempts: &[Self]) -> bool {
        let origin = attempts
            .iter()
            .find(|attempt| Some(attempt.id) == self.of_attempt_id);
        origin.is_some_and(|origin| origin.state == AttemptState::Open)
    }

    /// Whether its time and the grace are over.
    pub(in crate::quizzes) fn is_expired(&self, now: Instant) -> bool {
        let end = self.expires_at;
        end.is_some_and(|end| now > end + Duration::seconds(GRACE_SECONDS))
    }

    /// Seconds that the member still has, without the grace.
    pub(in crate::quizzes) fn seconds_left(&self, now: Instant) -> Option<i64> {
        let end = self
            .expires_at
            .filter(|_| self.state == AttemptState::Open)?;
        Some((end - now).num_seconds().max(0))
    }
}
