//! Response bodies.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::model::{FileRow, JobRow, JobState};
use super::rules;
use crate::http::language::Language;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// Long work and where it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "job_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "kind": "import_roster", "state": "succeeded", "percent": 100,
    "created_at": "2026-11-23T02:15:00.000Z", "started_at": "2026-11-23T02:15:00.120Z", "finished_at": "2026-11-23T02:15:04.870Z",
    "result": {"valid_rows": 998, "invalid_rows": 2},
    "file": {"file_name": "Danh sách đảng viên.xlsx", "media_type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "size": 84120}
}))]
pub struct JobView {
    pub job_id: PublicId,
    /// What it does: the operation that started it.
    #[schema(max_length = 50, pattern = "^[a-z0-9_]+$")]
    pub kind: String,
    pub state: JobState,
    /// How far it is.
    #[schema(minimum = 0, maximum = 100)]
    pub percent: i32,
    pub created_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub started_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub finished_at: Option<Instant>,
    /// What came of it: an object whose members depend on `kind` and are described with the operation that started
    /// the job; at most 1 MiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<Object>)]
    pub result: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub problem: Option<JobProblemView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub file: Option<JobFileView>,
}

/// Why a job failed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"code": "job_abandoned", "detail": "Công việc bị gián đoạn nhiều lần nên đã dừng; xin vui lòng làm lại."}))]
pub struct JobProblemView {
    /// Stable; what a program decides on.
    #[schema(max_length = 100, pattern = "^[a-z0-9_]+$")]
    pub code: String,
    /// What to tell a person.
    #[schema(max_length = 500)]
    pub detail: String,
}

/// A file that a job made; `get_job_file` answers its content.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"file_name": "Danh sách đảng viên.xlsx", "media_type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "size": 84120}))]
pub struct JobFileView {
    #[schema(max_length = 255)]
    pub file_name: String,
    #[schema(max_length = 200)]
    pub media_type: String,
    /// Bytes.
    #[schema(minimum = 0, maximum = 52_428_800)]
    pub size: i64,
}

/// A page of jobs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "job_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "kind": "export_roster", "state": "running", "percent": 40,
    "created_at": "2026-11-23T02:15:00.000Z", "started_at": "2026-11-23T02:15:00.120Z"
}]}))]
pub struct JobPageView {
    #[schema(max_items = 200)]
    pub items: Vec<JobView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}

impl JobView {
    /// The address of the job, for the `Location` of a 202.
    pub fn location(&self) -> String {
        format!("/api/v1/jobs/{}", self.job_id)
    }

    pub(super) fn queued(row: JobRow) -> Self {
        Self::of(row, Language::Vi) // nothing failed yet, so no text is chosen
    }

    pub(super) fn of(row: JobRow, language: Language) -> Self {
        let state = JobState::from_code(&row.state).unwrap_or(JobState::Failed);
        let text = rules::problem_text(row.result.as_ref());
        let problem = (state == JobState::Failed).then(|| JobProblemView {
            code: row.problem_code.unwrap_or_else(|| "internal".to_owned()),
            detail: language.pick(&text).chars().take(500).collect(),
        });
        Self {
            job_id: row.public_id,
            kind: row.kind,
            state,
            percent: row.percent,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            result: if state == JobState::Succeeded {
                row.result
            } else {
                None
            },
            problem,
            file: row.file.map(JobFileView::of),
        }
    }
}

impl JobFileView {
    fn of(row: FileRow) -> Self {
        Self {
            file_name: row.file_name,
            media_type: row.media_type,
            size: row.size,
        }
    }
}
