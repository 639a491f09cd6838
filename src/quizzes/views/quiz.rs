//! Quizzes, for those who write them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::audiences::{self, Audience, AudienceBody, AudienceView};
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{etag, present};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::questions;
use crate::quizzes::model::{Counts, Item, Quiz, QuizState, Review};
use crate::quizzes::queries::quizzes;
use crate::units::UnitRef;

/// What is said of a quiz, all of it.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "Kiểm tra sau học tập Nghị quyết 57", "audience": {"everyone": true},
    "items": [{"bank_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e00", "category": "Chương 1", "draws": 10, "points": 1}],
    "shuffle_questions": true, "shuffle_choices": true, "pass_permille": 800, "time_limit_seconds": 600, "attempt_limit": 3,
    "counts": "best", "review": "after_attempt", "closes_at": "2026-12-31T17:00:00.000Z"
}))]
pub struct QuizBody {
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub title: String,
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 4000))]
    #[schema(nullable = false, min_length = 1, max_length = 4000)]
    pub introduction: Option<String>,
    /// Who may take it.
    #[validate(nested)]
    pub audience: AudienceBody,
    /// What it asks, in this order unless questions are shuffled. At most 200 questions.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub items: Vec<QuizItemBody>,
    pub shuffle_questions: bool,
    pub shuffle_choices: bool,
    /// The share of the points that passes, in thousandths.
    #[validate(range(min = 0, max = 1000))]
    #[schema(minimum = 0, maximum = 1000)]
    pub pass_permille: i32,
    /// From the start of an attempt, by the server's clock; without it, none. Answers that arrive up to 15 seconds later
    /// are still taken.
    #[serde(default, deserialize_with = "present")]
    #[validate(range(min = 30, max = 14400))]
    #[schema(nullable = false, minimum = 30, maximum = 14400)]
    pub time_limit_seconds: Option<i32>,
    /// Without it, as many as one likes.
    #[serde(default, deserialize_with = "present")]
    #[validate(range(min = 1, max = 100))]
    #[schema(nullable = false, minimum = 1, maximum = 100)]
    pub attempt_limit: Option<i32>,
    pub counts: Counts,
    pub review: Review,
    /// Nobody begins before; without it, from its publication.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub opens_at: Option<Instant>,
    /// Nobody begins after, and attempts end; without it, when it is closed.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub closes_at: Option<Instant>,
}

/// A question that everybody is asked (`question_id`), or how many are drawn from a bank (`bank_id`, `draws`).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuizItemBody {
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub question_id: Option<PublicId>,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub bank_id: Option<PublicId>,
    /// Only questions of this category of the bank.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub category: Option<String>,
    /// How many are drawn from the bank.
    #[serde(default, deserialize_with = "present")]
    #[validate(range(min = 1, max = 200))]
    #[schema(nullable = false, minimum = 1, maximum = 200)]
    pub draws: Option<i32>,
    /// What each question is worth.
    #[validate(range(min = 1, max = 100))]
    #[schema(minimum = 1, maximum = 100)]
    pub points: i32,
}

/// A quiz.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "quiz_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e10", "state": "draft", "title": "Kiểm tra sau học tập Nghị quyết 57",
    "audience": {"everyone": true, "rules": []},
    "items": [{"bank_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e00", "draws": 10, "points": 1}], "questions": 10,
    "shuffle_questions": true, "shuffle_choices": true, "pass_permille": 800, "counts": "best", "review": "after_attempt",
    "updated_at": "2026-11-20T02:15:00.000Z"
}))]
pub(in crate::quizzes) struct QuizView {
    pub quiz_id: PublicId,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub owner_unit: Option<UnitRef>,
    pub state: QuizState,
    #[schema(max_length = 300)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 4000)]
    pub introduction: Option<String>,
    pub audience: AudienceView,
    #[schema(max_items = 200)]
    pub items: Vec<QuizItemView>,
    /// How many it asks.
    #[schema(minimum = 0, maximum = 200)]
    pub questions: i32,
    pub shuffle_questions: bool,
    pub shuffle_choices: bool,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub published_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub closed_at: Option<Instant>,
    pub updated_at: Instant,
}

/// A question that everybody is asked, or how many are drawn from a bank.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::quizzes) struct QuizItemView {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub question_id: Option<PublicId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub bank_id: Option<PublicId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 200)]
    pub draws: Option<i32>,
    #[schema(minimum = 1, maximum = 100)]
    pub points: i32,
}

impl QuizView {
    /// The view and its tag.
    pub(in crate::quizzes) fn load(
        conn: &mut Conn,
        viewer: &Viewer,
        id: i64,
    ) -> Result<(Self, String), Error> {
        let quiz = quizzes::by_key(conn, viewer, id)?;
        let audience = audiences::read(conn, viewer, quiz.audience_id)?;
        let mut named = vec![quiz.owner_unit_id];
        if let Audience::Rules(rules) = &audience {
            named.extend(rules.iter().filter_map(|rule| rule.unit_id));
        }
        let units = UnitRef::load_many(conn, viewer, &named)?;
        let items = quizzes::items(conn, viewer, quiz.id)?;
        let revision = quiz.revision;
        let view = Self {
            owner_unit: units.get(&quiz.owner_unit_id).cloned(),
            audience: AudienceView::of(&audience, &units),
            questions: items.iter().map(|item| item.draws).sum(),
            items: QuizItemView::load_many(conn, viewer, items)?,
            ..Self::of(quiz)
        };
        let etag = etag::of_view(revision, &view)?;
        Ok((view, etag))
    }

    /// What its row says.
    fn of(quiz: Quiz) -> Self {
        Self {
            quiz_id: quiz.public_id,
            owner_unit: None,
            state: quiz.state,
            title: quiz.title,
            introduction: quiz.introduction,
            audience: AudienceView {
                everyone: false,
                rules: Vec::new(),
            },
            items: Vec::new(),
            questions: 0,
            shuffle_questions: quiz.shuffle_questions,
            shuffle_choices: quiz.shuffle_choices,
            pass_permille: quiz.pass_permille,
            time_limit_seconds: quiz.time_limit_seconds,
            attempt_limit: quiz.attempt_limit,
            counts: quiz.counts,
            review: quiz.review,
            opens_at: quiz.opens_at,
            closes_at: quiz.closes_at,
            published_at: quiz.published_at,
            closed_at: quiz.closed_at,
            updated_at: quiz.updated_at,
        }
    }
}

impl QuizItemView {
    fn load_many(conn: &mut Conn, viewer: &Viewer, items: Vec<Item>) -> Result<Vec<Self>, Error> {
        let asked: Vec<i64> = items.iter().filter_map(|item| item.question_id).collect();
        let banks: Vec<i64> = items.iter().filter_map(|item| item.bank_id).collect();
        let asked: HashMap<i64, PublicId> = questions::question_ids(conn, viewer, asked)?
            .into_iter()
            .collect();
        let banks: HashMap<i64, PublicId> = questions::bank_ids(conn, viewer, banks)?
            .into_iter()
            .collect();
        let views = items.into_iter().map(|item| Self {
            question_id: item.question_id.and_then(|id| asked.get(&id).copied()),
            bank_id: item.bank_id.and_then(|id| banks.get(&id).copied()),
            category: item.category,
            draws: item.bank_id.map(|_| item.draws),
            points: item.points,
        });
        Ok(views.collect())
    }
}

/// A quiz in the list of those who write them.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::quizzes) struct QuizRowView {
    pub quiz_id: PublicId,
    pub state: QuizState,
    #[schema(max_length = 300)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub opens_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub closes_at: Option<Instant>,
    pub updated_at: Instant,
}

/// A page of quizzes, the latest created first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "quiz_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e10", "state": "draft", "title": "Kiểm tra sau học tập Nghị quyết 57",
    "updated_at": "2026-11-20T02:15:00.000Z"
}]}))]
pub(in crate::quizzes) struct QuizListView {
    #[schema(max_items = 200)]
    pub items: Vec<QuizRowView>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}

impl QuizRowView {
    pub(in crate::quizzes) fn of(quiz: Quiz) -> Self {
        Self {
            quiz_id: quiz.public_id,
            state: quiz.state,
            title: quiz.title,
            opens_at: quiz.opens_at,
            closes_at: quiz.closes_at,
            updated_at: quiz.updated_at,
        }
    }
}
