//! An attempt with its questions. The key is in it only once the answers may be reviewed.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::AttemptView;
use crate::error::Error;
use crate::http::etag;
use crate::kernel::instant::Instant;
use crate::questions::{self, AnswerBody, Asked, QuestionKind};
use crate::quizzes::closing::Answers;
use crate::quizzes::model::{AskedItem, Attempt, AttemptState};
use crate::quizzes::queries::regrading::Past;

/// An attempt with what it asks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "attempt": {"attempt_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e20", "quiz_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e10", "number": 1,
        "state": "open", "counts": false, "pass_permille": 800, "max_points": 1000, "passed": false, "pass_kept": false,
        "opened_at": "2026-11-23T02:15:00.000Z", "server_time": "2026-11-23T02:15:00.000Z"},
    "questions": [{"place": 1, "kind": "single_choice", "text": "Nghị quyết có hiệu lực từ ngày nào?", "has_picture": false,
        "max_points": 1000, "choices": [{"number": 1, "text": "Từ ngày 01/01"}, {"number": 2, "text": "Từ ngày ký"}], "answer": {"choice": 2}}],
    "regrades": []
}))]
pub(in crate::quizzes) struct AttemptPaperView {
    pub attempt: AttemptView,
    #[schema(max_items = 200)]
    pub questions: Vec<AskedQuestionView>,
    /// What corrected keys have changed, the oldest first.
    #[schema(max_items = 100)]
    pub regrades: Vec<RegradeView>,
}

/// The tag of an attempt with its questions. An open one changes with its revision; whether a closed one counts and may be
/// reviewed hangs on more than itself.
pub(in crate::quizzes) fn paper_etag(
    attempt: &Attempt,
    view: &AttemptPaperView,
) -> Result<String, Error> {
    if attempt.state == AttemptState::Open {
        return Ok(super::etag(attempt));
    }
    let (counts, points) = (view.attempt.counts, view.attempt.points);
    let lasting = (&view.questions, &view.regrades, counts, points);
    etag::of_view(attempt.revision, &lasting)
}

/// A question as it is asked.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::quizzes) struct AskedQuestionView {
    /// Its number in the attempt.
    #[schema(minimum = 1, maximum = 200)]
    pub place: i32,
    pub kind: QuestionKind,
    #[schema(max_length = 4000)]
    pub text: String,
    /// See `get_attempt_picture`.
    pub has_picture: bool,
    /// In thousandths.
    #[schema(minimum = 0, maximum = 100_000)]
    pub max_points: i32,
    /// Choices, options or items, in the order in which they are shown, each with the number by which answers name it.
    #[schema(max_items = 30)]
    pub choices: Vec<NumberedView>,
    /// `matching`: what is matched, in the order of `matches`.
    #[schema(max_items = 20)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prompts: Vec<PromptView>,
    /// What was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub answer: Option<AnswerBody>,
    /// Once the answers may be reviewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub review: Option<AskedReviewView>,
}

/// Something to choose, named by its number. Numbers are drawn anew for each attempt: neither a number nor the place where it
/// is shown tells what is right, and the number in one attempt names something else in the next.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::quizzes) struct NumberedView {
    /// Of this attempt alone.
    #[schema(minimum = 1, maximum = 30)]
    pub number: i32,
    #[schema(max_length = 1000)]
    pub text: String,
}

/// A prompt.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::quizzes) struct PromptView {
    #[schema(max_length = 1000)]
    pub text: String,
}

/// What was right.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::quizzes) struct AskedReviewView {
    /// In thousandths.
    #[schema(minimum = 0, maximum = 100_000)]
    pub points: i64,
    /// An answer that is worth the whole.
    pub right: AnswerBody,
    #[schema(max_items = 20)]
    pub feedback: Vec<FeedbackView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 4000)]
    pub explanation: Option<String>,
}

/// What the question says to the answer.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::quizzes) struct FeedbackView {
    #[schema(max_length = 1000)]
    pub text: String,
}

/// What a corrected key changed.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::quizzes) struct RegradeView {
    #[schema(minimum = 0, maximum = 20_000_000)]
    pub points_before: i64,
    #[schema(minimum = 0, maximum = 20_000_000)]
    pub points_after: i64,
    pub passed_before: bool,
    pub passed_after: bool,
    pub at: Instant,
}

impl RegradeView {
    pub(in crate::quizzes) fn of(row: Past) -> Self {
        let (points_before, points_after, passed_before, passed_after, at) = row;
        Self {
            points_before,
            points_after,
            passed_before,
            passed_after,
            at,
        }
    }
}

/// The questions of a paper with the answers. `keys`: by which the answers are graded, where they may be reviewed.
pub(in crate::quizzes) fn asked_views(
    items: &[AskedItem],
    asked: &[Arc<Asked>],
    answers: &Answers,
    keys: Option<&[Arc<Asked>]>,
) -> Vec<AskedQuestionView> {
    let numbered = (1_i32..).zip(items).zip(asked).enumerate();
    let views = numbered.map(|(index, ((place, item), asked))| {
        let answer = answers.get(&place);
        let key = keys.and_then(|keys| keys.get(index));
        AskedQuestionView {
            place,
            kind: asked.body.kind,
            text: asked.body.text.clone(),
            has_picture: asked.picture_file_id.is_some(),
            max_points: item.points * questions::WHOLE,
            choices: choices(item, asked),
            prompts: asked
                .body
                .prompts
                .iter()
                .map(|prompt| PromptView {
                    text: prompt.text.clone(),
                })
                .collect(),
            review: key.map(|key| review(item, key, answer)),
            answer: answer.map(|answer| item.shown(answer)),
        }
    });
    views.collect()
}

fn choices(item: &AskedItem, asked: &Asked) -> Vec<NumberedView> {
    let body = &asked.body;
    let texts: Vec<&String> = match body.kind {
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice => {
            body.choices.iter().map(|choice| &choice.text).collect()
        }
        QuestionKind::Matching => body.options.iter().map(|option| &option.text).collect(),
        QuestionKind::Ordering => body.items.iter().map(|item| &item.text).collect(),
        _ => Vec::new(),
    };
    let view = |number: i32| {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        let text = texts.get(place)?;
        Some(NumberedView {
            number: item.label(number),
            text: (*text).clone(),
        })
    };
    if item.order.is_empty() {
        (1_i32..).take(texts.len()).filter_map(view).collect()
    } else {
        item.order.iter().copied().filter_map(view).collect()
    }
}

fn review(item: &AskedItem, key: &Asked, answer: Option<&AnswerBody>) -> AskedReviewView {
    let share = answer.map_or(0, |answer| questions::grade(key, answer));
    let said = answer.map_or_else(Vec::new, |answer| questions::feedback(key, answer));
    AskedReviewView {
        points: i64::from(share) * i64::from(item.points),
        right: item.shown(&questions::right_answer(key)),
        feedback: said.into_iter().map(|text| FeedbackView { text }).collect(),
        explanation: key.body.explanation.clone(),
    }
}
