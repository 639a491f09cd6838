//! Files as manuscripts: reading them takes a processor for a while, so it is done on threads of its own.

use std::sync::Arc;

use super::model::FileRole;
use super::rules::files::{is_scan, wrong_file};
use super::stamps::Borne;
use crate::app::App;
use crate::error::{Error, Text};
use crate::files::{self, FileRef};
use crate::manuscripts::{self, Manuscript, Refused, TextFile};

/// Bytes of the largest file that becomes sections, or is looked through.
pub(super) const MANUSCRIPT_BYTES: u64 = files::DOCUMENT_BYTES;

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

/// Looks through the file in this place for stamps of secrecy, and for what a phone must not be given. Pictures, sound and
/// films have nothing to look through.
///
/// # Errors
/// 422 at the file when it must not reach a phone, 413 when it is too large to be looked through; the storage does not
/// answer.
pub(super) async fn look(
    app: &App,
    place: usize,
    role: FileRole,
    file: &FileRef,
) -> Result<Borne, Error> {
    let Some(kind) = TextFile::of(&file.media_type) else {
        return Ok(Borne::of_picture(is_scan(role, &file.media_type)));
    };
    let looked = with_bytes(app, file, move |bytes| manuscripts::look(kind, bytes));
    let looked = looked.await?;
    looked
        .map(Borne::from)
        .map_err(|refused| wrong_file(place, refused.code(), told(refused)))
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
    Error::field("/file_id", refused.code(), told(refused))
}

const fn told(refused: Refused) -> Text {
    Text::new(refused.message_vi(), refused.message_en())
}
