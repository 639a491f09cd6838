//! Files as manuscripts: reading them takes a processor for a while, so it is done on threads of its own.

use std::sync::Arc;

use crate::app::App;
use crate::error::{Error, Text};
use crate::files::{self, FileRef};
use crate::manuscripts::{self, Format, Manuscript, Refused};

/// Bytes of the largest file that becomes sections.
pub(super) const MANUSCRIPT_BYTES: u64 = 50 * 1024 * 1024;

/// The format of a manuscript by its media type; `None`: the file is none.
pub(super) fn format(media_type: &str) -> Option<Format> {
    match media_type.split(';').next().unwrap_or_default() {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => {
            Some(Format::Docx)
        }
        "application/pdf" => Some(Format::Pdf),
        "text/plain" | "text/markdown" => Some(Format::Markdown),
        _ => None,
    }
}

/// Reads a file as a manuscript.
///
/// # Errors
/// 422 at `/file_id` when it is none or cannot be read; the storage does not answer.
pub(super) async fn read(app: &App, file: &FileRef) -> Result<Manuscript, Error> {
    let Some(format) = format(&file.media_type) else {
        return Err(not_a_manuscript());
    };
    match attempt(app, file, format).await? {
        Ok(manuscript) => Ok(manuscript),
        Err(refused) => Err(refusal(refused)),
    }
}

/// The same for a file of which it does not matter whether it has text.
pub(super) async fn attempt(
    app: &App,
    file: &FileRef,
    format: Format,
) -> Result<Result<Manuscript, Refused>, Error> {
    // Before the bytes are in memory, and held by the thread that reads: a caller who hangs up frees nothing early.
    let turn = Arc::clone(&app.manuscripts).acquire_owned().await;
    let turn = turn.map_err(|_| Error::Busy)?;
    let bytes = files::read_all(app, file, MANUSCRIPT_BYTES).await?;
    let read = actix_web::web::block(move || {
        let _turn = turn;
        manuscripts::read(format, &bytes)
    });
    read.await.map_err(|_| Error::Busy)
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
