//! Files: originals, signed PDFs, sound, films and images that documents hold. They come in by uploads that go on where a
//! weak line broke, lie in a folder or in S3-compatible storage, and leave through the room that knows who may read them.
//!
//! Tables: `uploads`, `upload_parts` (pieces that have arrived), `files`, `file_uploaders` (who sent the same bytes in),
//! `file_pieces` (digests of each 128 KiB).
//!
//! Rules:
//! * An upload exists for its owner alone; so does a file's metadata (`GET /files/{file_id}`). There is no operation that
//!   sends a file's bytes: [`serve`] is for the operation of another room, which has found that the caller may read it.
//! * Every 8 MiB, and when a line breaks, what has arrived becomes a piece: an object of its own and a row, written in
//!   one transaction with the upload's offset. Of several requests at one offset, in whatever process, one is first.
//! * What a file is, its bytes say. Programs, pages, scripts, macros, archives and what nobody knows are refused, and what
//!   arrived of them is removed. Each class has its own size limit.
//! * The same bytes are kept once; each who sent them in is an uploader with an id of his own for them, so that nobody
//!   learns from an answer whether others have them, or since when. It ends [`UNUSED_DAYS`] days after he last sent them in
//!   or attached them: if it lasted as long as the file, he would learn that others keep it.
//! * A file is hashed after it was written, whole and piece by piece. Whenever it is sent, each piece is compared with its
//!   digest before any byte of it leaves; the upkeep and `sotay verify files` look at what nobody asks for. A file in which
//!   damage was found is marked and no longer served (`file_damaged`) until the same bytes are sent again or its object is
//!   restored and looked at. Damage behind the first piece that was asked for is found when the answer has begun: its body
//!   breaks off there, short of its `Content-Length`.
//! * A file that came in before there were digests is read whole, once, when it is asked for or looked at: they are written
//!   down if it has the hash it came with.
//! * A file that no room uses goes [`UNUSED_DAYS`] days after it was last wanted. Attaching ([`claim`]) and removing lock the same row
//!   and both want it `stored`, so one of them knows of the other. The address of a file's bytes carries the upload that
//!   brought them, so removing one file can never take the bytes of a new one with the same hash.
//!
//! For a room that holds files: a column that references `files (id)`; `files::claim` in the transaction that sets it; an
//! [`InUse`] in `wiring::file_uses`; `files::by_key` and then [`serve`] in its reading operation.

mod blocks;
mod checked;
mod complete;
mod given;
mod hashing;
mod inspect;
mod model;
mod pieces;
mod queries;
mod receive;
pub mod routes;
mod rules;
mod serve;
mod shelf;
mod source;
mod storage;
mod upkeep;
mod views;

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

pub use given::{Given, Judged, create_private};
pub use model::{Disposition, FileRef, FileRow, Sha256};
pub use rules::{UNUSED_DAYS, UPLOAD_HOURS};
pub use shelf::Files;
pub use upkeep::{InUse, Verified};
pub use views::FileView;

use crate::app::App;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::http::Branches;
use crate::kernel::ids::PublicId;

/// Bytes of the largest document that can be set as a limit, and so of the largest that rooms above need to read.
pub const DOCUMENT_BYTES: u64 = crate::config::DOCUMENT_MIB as u64 * 1024 * 1024;

/// Answers a request for a file that the caller may read: `Range` (one range; several are answered whole), `If-Range`,
/// `If-None-Match`; 200, 206, 304 or 416. The fields are final: hand the answer on as it is. Its body ends in an error where
/// damage is found on the way.
///
/// # Errors
/// 503 `file_damaged`; the storage or the database does not answer.
pub async fn serve(
    app: &App,
    file: &FileRef,
    file_name: &str,
    disposition: Disposition,
    request: &HttpRequest,
) -> Result<HttpResponse, Error> {
    serve::serve(app, file, file_name, disposition, request).await
}

/// All of a file of at most `limit` bytes, checked against its hash.
///
/// # Errors
/// 413 `file_too_large`, 503 `file_damaged`; the storage or the database does not answer.
pub async fn read_all(app: &App, file: &FileRef, limit: u64) -> Result<Bytes, Error> {
    app.files
        .read_all(&app.system("read_file"), file, limit)
        .await
}

/// Takes bytes in as a file of the actor's own; [`Files::store_file`] for what is too large for memory.
///
/// # Errors
/// 422 or 413 when the file is not taken; the storage or the database does not answer.
pub async fn store<A>(app: &App, by: &A, bytes: Bytes) -> Result<FileRef, Error>
where
    A: Actor + Clone + Send + 'static,
{
    app.files.store(by, bytes).await
}

/// A file by its row key, for a room that has found that the actor may have it.
///
/// # Errors
/// [`Error::NotFound`], or the database.
pub fn by_key(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<FileRef, Error> {
    queries::by_key(conn, actor, id)
}

/// A file that the actor himself sent in, by his own id for it while that is good.
///
/// # Errors
/// [`Error::NotFound`] also for files of others, or the database.
pub fn by_public_id(conn: &mut Conn, actor: &impl Actor, id: PublicId) -> Result<FileRow, Error> {
    queries::find_own(conn, actor, id)
}

/// The name of a file as it is kept: NFC, no folders, nothing that cannot be seen.
///
/// # Errors
/// 422 at `/file_name`.
pub fn file_name(given: &str) -> Result<String, Error> {
    model::FileName::parse(given).map(|name| name.0)
}

/// A file that the actor himself sent in, to be attached in this transaction: until its end nobody can remove it.
///
/// # Errors
/// [`Error::NotFound`] for files of others and such as are being removed, 503 `file_damaged`, or the database.
pub fn claim(conn: &mut Conn, actor: &impl Actor, id: PublicId) -> Result<FileRef, Error> {
    queries::claim(conn, actor, id)
}

/// The same for a file (row key) that hangs on something the actor may edit.
///
/// # Errors
/// As for [`claim`].
pub fn claim_held(conn: &mut Conn, actor: &impl Actor, id: i64) -> Result<FileRef, Error> {
    queries::claim_held(conn, actor, id)
}

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::create_upload::create_upload)
        .service(routes::get_upload::get_upload)
        .service(routes::append_to_upload::append_to_upload)
        .service(routes::complete_upload::complete_upload)
        .service(routes::delete_upload::delete_upload)
        .service(routes::get_file::get_file);
}
