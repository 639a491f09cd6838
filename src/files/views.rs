//! Response bodies.

use serde::Serialize;
use utoipa::ToSchema;

use super::model::{FileRow, UploadRow, UploadState};
use super::rules;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// A file on its way in.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "upload_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "file_name": "Nghị quyết 57-NQ-TW.pdf", "size": 1_843_200,
    "offset": 1_048_576, "state": "open", "created_at": "2026-11-24T02:15:00.000Z",
    "expires_at": "2026-11-26T02:15:00.000Z"
}))]
pub struct UploadView {
    pub upload_id: PublicId,
    #[schema(max_length = 200)]
    pub file_name: String,
    /// Bytes of the whole file.
    #[schema(minimum = 1, maximum = 1_099_511_627_776_i64)]
    pub size: i64,
    /// Bytes that have arrived: where the next piece begins.
    #[schema(minimum = 0, maximum = 1_099_511_627_776_i64)]
    pub offset: i64,
    pub state: UploadState,
    pub created_at: Instant,
    /// When what has arrived is removed.
    pub expires_at: Instant,
    /// Only when the upload is completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub file: Option<FileView>,
}

/// A file that was taken in.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "file_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00", "size": 1_843_200, "media_type": "application/pdf",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "created_at": "2026-11-24T02:17:31.250Z"
}))]
pub struct FileView {
    /// The caller's own for these bytes; others who send in the same have theirs.
    pub file_id: PublicId,
    /// Bytes.
    #[schema(minimum = 1, maximum = 1_099_511_627_776_i64)]
    pub size: i64,
    /// Found from the bytes, not from the name.
    #[schema(max_length = 100)]
    pub media_type: String,
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// When the caller sent it in.
    pub created_at: Instant,
}

impl UploadView {
    pub(super) fn of(row: UploadRow, file: Option<&FileRow>) -> Self {
        Self {
            upload_id: row.public_id,
            file_name: row.file_name,
            size: row.size,
            offset: row.received,
            state: row.state,
            created_at: row.created_at,
            expires_at: row.expires_at,
            file: file.map(FileView::of),
        }
    }
}

impl FileView {
    pub(super) fn of(row: &FileRow) -> Self {
        Self {
            file_id: row.public_id,
            size: row.file.size,
            media_type: row.file.media_type.clone(),
            sha256: rules::hex(&row.file.sha256),
            created_at: row.uploaded_at,
        }
    }
}
