//! Jobs as rows and as what other rooms hand in and get back.

use std::fmt;

use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::context::JobContext;
use crate::error::Error;
use crate::http::language::Language;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// A file that a job reads or wrote.
#[derive(Clone, PartialEq, Eq)]
pub struct FileContent {
    pub file_name: String,
    /// As in `Content-Type`.
    pub media_type: String,
    /// At most [`super::FILE_BYTES`].
    pub bytes: Vec<u8>,
}

impl fmt::Debug for FileContent {
    /// Without its name: people name files after people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "FileContent({}, {} bytes)",
            self.media_type,
            self.bytes.len()
        )
    }
}

/// A file as it is kept.
pub struct SealedFile {
    pub(super) file_name: String,
    pub(super) media_type: String,
    pub(super) content: Vec<u8>,
}

impl fmt::Debug for SealedFile {
    /// Without its name, as for [`FileContent`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "SealedFile({}, {} bytes)",
            self.media_type,
            self.content.len()
        )
    }
}

/// Work to be queued.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// One of the registered kinds (`import_roster`).
    pub kind: &'static str,
    /// The unit it concerns, for the handler; it gives nobody a right.
    pub unit_id: Option<i64>,
    /// What the handler reads with [`JobContext::input`]. Ids and choices: never a name or number.
    pub input: Value,
    pub upload: Option<FileContent>,
}

/// A job of the actor's own on which another one builds.
#[derive(Debug, Clone)]
pub struct EarlierJob {
    pub public_id: PublicId,
    pub state: JobState,
    pub input: Value,
    /// Only of a job that succeeded.
    pub result: Option<Value>,
    pub created_at: Instant,
}

/// What a job ended in.
#[derive(Debug, Clone)]
pub struct Finished {
    /// The `result` of the job as its owner reads it: an object of at most [`super::RESULT_BYTES`] as JSON.
    pub result: Value,
    /// What the owner may fetch for [`super::KEPT_DAYS`] days.
    pub output: Option<FileContent>,
}

/// Does the work of one kind of job. It may be run again after a crash, so what it writes must be right the second
/// time too, or be written in the transaction of [`super::Fence::finish`].
pub type Handler = for<'a> fn(&'a JobContext) -> LocalBoxFuture<'a, Result<Finished, Error>>;

/// A kind of job and who does it.
#[derive(Clone, Copy)]
pub struct Registration {
    pub kind: &'static str,
    pub handler: Handler,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// Done; see `result` and `file`.
    Succeeded,
    /// Not done; see `problem`.
    Failed,
}

impl JobState {
    pub const ALL: [Self; 4] = [Self::Queued, Self::Running, Self::Succeeded, Self::Failed];

    /// The stable word for it in the database and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed)
    }
}

/// Which of a job's files: sent in with it, or made by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileRole {
    Upload,
    /// Sent in, and kept as long as the job: another job will read it.
    KeptUpload,
    Output,
}

impl FileRole {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::KeptUpload => "kept_upload",
            Self::Output => "output",
        }
    }
}

/// A job that a worker holds; every later change carries the attempt.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub id: i64,
    pub public_id: PublicId,
    pub attempt: i32,
    pub kind: String,
    pub owner_id: Option<i64>,
    pub unit_id: Option<i64>,
    pub input: Value,
}

/// A job as its owner sees it.
#[derive(Debug, Clone)]
pub(super) struct JobRow {
    pub id: i64,
    pub public_id: PublicId,
    pub kind: String,
    pub state: String,
    pub percent: i32,
    pub attempt: i32,
    pub result: Option<Value>,
    pub problem_code: Option<String>,
    pub created_at: Instant,
    pub started_at: Option<Instant>,
    pub finished_at: Option<Instant>,
    pub file: Option<FileRow>,
}

impl JobRow {
    /// The strong tag of what the owner sees of it.
    pub(super) fn etag(&self, language: Language) -> String {
        format!(
            "\"{}-{}-{}-{}\"",
            self.state,
            self.attempt,
            self.percent,
            language.tag()
        )
    }
}

/// A file without its content; `size` is that of the plain content in bytes.
#[derive(Clone)]
pub(super) struct FileRow {
    pub file_name: String,
    pub media_type: String,
    pub size: i64,
}

impl fmt::Debug for FileRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileRow({}, {} bytes)", self.media_type, self.size)
    }
}
