//! Files as manuscripts: reading them takes a processor for a while, so it is done on threads of its own.

use std::sync::Arc;

use super::stamps::Borne;
use crate::app::App;
use crate::error::{Error, Text};
use crate::files::{self, FileRef};
use crate::manuscripts::{self, Active, Manuscript, Refused, TextFile};

/// Bytes of the largest file that becomes sections, or is looked through.
pub(super) const MANUSCRIPT_BYTES: u64 = 50 * 1024 * 1024;

/// Reads a file as a manuscript.
///
/// # Errors
/// 422 at `/file_id` when it is none or cannot be read; the storage does not answer.
pub(super) async fn read(app: &App, file: &FileRef) -> Result<Manuscript, Error> {
    let Some(format) = TextFile::of(&file.media_type).and_then(TextFile::format) else {
        return Err(not_a_manuscript());
    };
    let read = with_bytes(app, file, move |bytes| manuscripts::read(format, bytes));
    read.await?.map_err(refusal)
}

/// Looks through a file for stamps of secrecy, and for what a phone must not be given. Pictures, sound and films have
/// nothing to look through.
///
/// # Errors
/// 413 when it is too large to be looked through; the storage does not answer.
pub(super) async fn look(app: &App, file: &FileRef) -> Result<Result<Borne, Active>, Error> {
    let Some(kind) = TextFile::of(&file.media_type) else {
        return Ok(Ok(Borne::default()));
    };
    let looked = with_bytes(app, file, move |bytes| manuscripts::look(kind, bytes));
    Ok(looked.await?.map(Borne::from))
}

async fn with_bytes<T: Send + 'static>(
    app: &App,
    file: &FileRef,
    read: impl FnOnce(&[u8]) -> T + Send + 'static,
) -> Result<T, Error> {
    // Before the bytes are in memory, and held by the thread that reads: a caller who hangs up frees nothing early.
    let turn = Arc::clone(&app.manuscripts).acquire_owned().await;
    let turn = turn.map_err(|_| Error::Busy)?;
    let bytes = files::read_all(app, file, MANUSCRIPT_BYTES).await?;
    let done = actix_web::web::block(move || {
        let _turn = turn;
        read(&bytes)
    });
    done.await.map_err(|_| Error::Busy)
}

/// 422 at the file in this place.
pub(super) fn would_act(place: usize, found: Active) -> Error {
    Error::field(
        format!("/files/{place}/file_id"),
        "active_content",
        Text::new(found.message_vi(), found.message_en()),
    )
}

fn not_a_manuscript() -> Error {
    Error::field(
        "/file_id",
        "not_a_manuscript",
        Text::new(
            "Chỉ đọc được nội dung từ tệp .docx, PDF có chữ hoặc Markdown.",
            "Only .docx, PDF with text and Markdown can become sections.",
        ),
    )
}

fn refusal(refused: Refused) -> Error {
    let text = Text::new(refused.message_vi(), refused.message_en());
    Error::field("/file_id", refused.code(), text)
}
