//! How questions fare: figures, never names.

use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::ids::PublicId;

/// How the questions of a quiz fared in its latest closed attempts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "quiz_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e10", "attempts": 240,
    "questions": [{"question_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e01", "attempts": 240, "facility_permille": 715, "discrimination_permille": 420}]
}))]
pub(in crate::quizzes) struct QuizStatisticsView {
    pub quiz_id: PublicId,
    /// Those that were looked at: the latest 5,000.
    #[schema(minimum = 0, maximum = 5000)]
    pub attempts: i32,
    #[schema(max_items = 5000)]
    pub questions: Vec<QuestionFiguresView>,
}

/// How a question fared.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::quizzes) struct QuestionFiguresView {
    pub question_id: PublicId,
    /// In which it was asked.
    #[schema(minimum = 0, maximum = 5000)]
    pub attempts: i32,
    /// The mean share of its points, in thousandths: 1000 is what everybody gets right.
    #[schema(minimum = 0, maximum = 1000)]
    pub facility_permille: i64,
    /// That of the best 27 % less that of the last 27 %, in thousandths: below 0 its key may be wrong. Absent: too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = -1000, maximum = 1000)]
    pub discrimination_permille: Option<i64>,
}

/// What the members of the caller's units find hard, the hardest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "quiz_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e10",
    "questions": [{"text": "Nghị quyết có hiệu lực từ ngày nào?", "attempts": 21, "facility_permille": 380}]
}))]
pub(in crate::quizzes) struct HardQuestionListView {
    pub quiz_id: PublicId,
    #[schema(max_items = 50)]
    pub questions: Vec<HardQuestionView>,
}

/// A question and how many get it right: no names.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::quizzes) struct HardQuestionView {
    /// Only for who has taken the quiz himself, or once it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 4000)]
    pub text: Option<String>,
    #[schema(minimum = 0, maximum = 5000)]
    pub attempts: i32,
    #[schema(minimum = 0, maximum = 1000)]
    pub facility_permille: i64,
}
