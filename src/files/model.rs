//! Files and uploads as rows and as what other rooms get.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// A SHA-256.
pub type Sha256 = [u8; 32];

/// A file that was taken in. It is made by the queries of this room alone, so whoever holds one was let at the file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    clippy::manual_non_exhaustive,
    reason = "other rooms of this crate must not make one either"
)]
pub struct FileRef {
    /// Row key; never leaves the process.
    pub id: i64,
    pub sha256: Sha256,
    /// Bytes.
    pub size: i64,
    /// As in `Content-Type`, found from the bytes.
    pub media_type: String,
    pub(super) made_here: (),
}

/// Whether a client shows a file or saves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    Inline,
    Attachment,
}

/// A file of the caller's own.
#[derive(Debug, Clone)]
pub struct FileRow {
    pub file: FileRef,
    /// The caller's own for these bytes: another's would tell that he has them too, and since when.
    pub public_id: PublicId,
    /// When the caller sent it in; others may have sent the same before.
    pub uploaded_at: Instant,
}

/// Where the bytes of a file are, and whether they are in order.
#[derive(Debug, Clone)]
pub(super) struct Located {
    pub id: i64,
    pub sha256: Sha256,
    pub size: i64,
    pub storage_key: String,
    pub broken: bool,
}

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// Takes bytes from `offset` on.
    Open,
    /// Whole and taken in; see `file`.
    Completed,
    /// Not taken in; completing it again says why.
    Refused,
}

impl UploadState {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Completed => "completed",
            Self::Refused => "refused",
        }
    }

    pub(super) fn from_code(code: &str) -> Self {
        [Self::Open, Self::Completed]
            .into_iter()
            .find(|state| state.code() == code)
            .unwrap_or(Self::Refused)
    }
}

/// A file about to be sent in.
#[derive(Debug, Clone)]
pub(super) struct NewUpload {
    pub file_name: FileName,
    pub size: i64,
    pub sha256: Option<Sha256>,
}

/// An upload of the caller's own.
#[derive(Debug, Clone)]
pub(super) struct UploadRow {
    pub id: i64,
    pub public_id: PublicId,
    pub unit_id: i64,
    pub file_name: String,
    pub size: i64,
    pub sha256: Option<Sha256>,
    /// Bytes that have arrived.
    pub received: i64,
    pub state: UploadState,
    pub refusal: Option<String>,
    pub file_id: Option<i64>,
    pub created_at: Instant,
    pub expires_at: Instant,
}

/// A piece of an upload.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub start: i64,
    pub size: i64,
    pub storage_key: String,
}

/// A file whose bytes lie in the storage, about to get its row.
#[derive(Debug, Clone)]
pub(super) struct NewFile {
    pub sha256: Sha256,
    pub size: i64,
    pub media_type: &'static str,
    pub storage_key: String,
}

/// What came of a file whose bytes were written.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub row: FileRow,
    /// Bytes in the storage that nothing refers to any more.
    pub surplus: Option<String>,
}

/// A file's name: 1–200 characters (NFC), no folders, nothing that cannot be seen.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct FileName(pub(super) String);

impl fmt::Debug for FileName {
    /// Without the name: people name files after people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileName(..)")
    }
}

/// What a file is, for its size limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Document,
    Image,
    Audio,
    Video,
}
