//! What an import found.

use serde::Serialize;
use utoipa::ToSchema;

/// What a file of questions holds. Nothing is written while anything is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "committed": false, "questions": 18, "by_kind": [{"kind": "single_choice", "questions": 18}], "error_total": 1,
    "errors": [{"line": 12, "code": "gift_essay", "detail": "Câu tự luận không chấm tự động được nên không nhập."}]
}))]
pub struct QuestionImportView {
    /// Whether the questions are in the bank now.
    pub committed: bool,
    /// Those that are in order.
    #[schema(minimum = 0, maximum = 5000)]
    pub questions: i32,
    #[schema(max_items = 7)]
    pub by_kind: Vec<QuestionKindCountView>,
    /// The first 1,000.
    #[schema(max_items = 1000)]
    pub errors: Vec<QuestionSkippedView>,
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub error_total: i32,
}

/// How many of a kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuestionKindCountView {
    pub kind: crate::questions::model::QuestionKind,
    #[schema(minimum = 0, maximum = 5000)]
    pub questions: i32,
}

/// Something that is wrong in a file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuestionSkippedView {
    /// The line of the text or the row of the sheet, from 1.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub line: i32,
    #[schema(max_length = 60, pattern = "^[a-z_]+$")]
    pub code: String,
    #[schema(max_length = 500)]
    pub detail: String,
}
