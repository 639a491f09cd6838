//! Questions, with their keys: for those who write them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::http::etag;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::questions::model::{Question, QuestionBody, Version, VersionChange};

/// A question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "question_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e01", "category": "Chương 1", "active": true, "version": 1, "has_picture": false,
    "question": {"kind": "true_false", "text": "Nghị quyết có hiệu lực từ ngày ký.", "truth": true},
    "updated_at": "2026-11-20T02:15:00.000Z"
}))]
pub(in crate::questions) struct QuestionView {
    pub question_id: PublicId,
    /// Where it stands in its bank: draws may ask for a category.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub category: Option<String>,
    /// Whether it is asked.
    pub active: bool,
    /// The number of what it says now.
    #[schema(minimum = 1, maximum = 100_000)]
    pub version: i32,
    pub question: QuestionBody,
    /// See `get_question_picture`.
    pub has_picture: bool,
    pub updated_at: Instant,
}

impl QuestionView {
    /// The view and its tag.
    pub(in crate::questions) fn of(
        question: &Question,
        version: &Version,
    ) -> Result<(Self, String), Error> {
        let view = Self {
            question_id: question.public_id,
            category: question.category.clone(),
            active: question.active,
            version: version.number,
            question: version.body()?,
            has_picture: version.picture_file_id.is_some(),
            updated_at: question.updated_at,
        };
        let etag = etag::of_view(question.revision, &view)?;
        Ok((view, etag))
    }
}

/// A page of a bank, in the order in which questions were made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "question_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e01", "active": true, "version": 1, "has_picture": false,
    "question": {"kind": "true_false", "text": "Nghị quyết có hiệu lực từ ngày ký.", "truth": true},
    "updated_at": "2026-11-20T02:15:00.000Z"
}]}))]
pub(in crate::questions) struct QuestionListView {
    #[schema(max_items = 200)]
    pub items: Vec<QuestionView>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}

/// What a question said once.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::questions) struct QuestionVersionView {
    #[schema(minimum = 1, maximum = 100_000)]
    pub version: i32,
    pub change: VersionChange,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub reason: Option<String>,
    pub question: QuestionBody,
    pub created_at: Instant,
}

impl QuestionVersionView {
    pub(in crate::questions) fn of(version: &Version) -> Result<Self, Error> {
        Ok(Self {
            version: version.number,
            change: version.change,
            reason: version.reason.clone(),
            question: version.body()?,
            created_at: version.created_at,
        })
    }
}

/// A page of versions, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "version": 2, "change": "key", "reason": "Đáp án cũ sai.", "created_at": "2026-11-21T02:15:00.000Z",
    "question": {"kind": "true_false", "text": "Nghị quyết có hiệu lực từ ngày ký.", "truth": true}
}]}))]
pub(in crate::questions) struct QuestionVersionListView {
    #[schema(max_items = 200)]
    pub items: Vec<QuestionVersionView>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}
