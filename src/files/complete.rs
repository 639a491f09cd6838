//! Turns an upload that has arrived in full into a file: its hash and kind are found, the pieces written to their place,
//! and in one transaction the file has its row and the upload its end. Done twice, also at the same time, it gives the
//! same file.

use actix_web::web::Data;
use serde_json::json;

use super::inspect::inspect;
use super::model::{FileRow, NewFile, UploadRow, UploadState};
use super::queries;
use super::rules::refusals::{INCOMPLETE, WRONG_HASH, kept, to_keep};
use super::source::Source;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// A completed upload and its file.
pub(super) type Completed = (UploadRow, FileRow);

pub(super) async fn complete(
    app: Data<App>,
    grant: Grant<WriteDocuments>,
    id: PublicId,
) -> Result<Completed, Error> {
    let upload = match state(&app, &grant, id).await? {
        State::Done(done) => return Ok(*done),
        State::Open(upload) => upload,
    };
    // On a task of its own: a long file is finished also when the caller's line broke meanwhile, and he asks again.
    let (running, by) = (app.clone(), grant.clone());
    actix_web::rt::spawn(async move { run(&running, &by, &upload).await })
        .await
        .map_err(|error| Error::internal(format!("completing an upload: {error}")))?
}

enum State {
    Done(Box<Completed>),
    Open(UploadRow),
}

/// Where the upload stands; a refusal is told again.
async fn state(app: &App, grant: &Grant<WriteDocuments>, id: PublicId) -> Result<State, Error> {
    let grant = grant.clone();
    app.db
        .read(move |conn| {
            let upload = queries::find(conn, &grant, id)?;
            match upload.state {
                UploadState::Completed => {
                    Ok(State::Done(Box::new(completed(conn, &grant, upload)?)))
                }
                UploadState::Refused => Err(kept(upload.refusal.as_deref()).into()),
                UploadState::Open if upload.received < upload.size => Err(INCOMPLETE.into()),
                UploadState::Open => Ok(State::Open(upload)),
            }
        })
        .await
}

pub(super) fn completed(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    upload: UploadRow,
) -> Result<Completed, Error> {
    let own = queries::own_by_key(conn, grant, upload.file_id.ok_or(Error::NotFound)?)?;
    Ok((upload, own))
}

async fn run(
    app: &Data<App>,
    grant: &Grant<WriteDocuments>,
    upload: &UploadRow,
) -> Result<Completed, Error> {
    let turn = app.files.judging.acquire().await;
    let _turn = turn.map_err(|error| Error::internal(error.to_string()))?;
    let ended = match take_in(app, grant, upload).await {
        Ok(ended) => Ok(ended),
        Err(error) => match state(app, grant, upload.public_id).await {
            // Somebody else completed it meanwhile, and took the pieces away under us.
            Ok(State::Done(done)) => return Ok(*done),
            // Or gave it up, or it was refused.
            Err(told) if matches!(told, Error::NotFound) || to_keep(&told).is_some() => Err(told),
            _ => Err(error),
        },
    };
    if let Err(error) = &ended
        && let Some(code) = to_keep(error)
    {
        let (by, refused) = (grant.clone(), upload.clone());
        app.db
            .write(move |conn| {
                if !queries::refuse(conn, &by, &refused, code)? {
                    return Ok(());
                }
                queries::forget(conn, &by, &refused)?;
                let detail = json!({"upload_id": refused.public_id, "refusal": code});
                let entry =
                    Entry::write("complete_upload", Some(refused.unit_id), Vec::new(), detail);
                audit::record(conn, &by, &entry)
            })
            .await?;
    }
    let is_over = match &ended {
        Ok(_) | Err(Error::NotFound) => true,
        Err(error) => to_keep(error).is_some(),
    };
    if is_over {
        // What is left when this fails is found by the upkeep.
        let _ = app.files.storage.delete_upload(upload.public_id).await;
    }
    ended
}

async fn take_in(
    app: &Data<App>,
    grant: &Grant<WriteDocuments>,
    upload: &UploadRow,
) -> Result<Completed, Error> {
    let (by, whose) = (grant.clone(), upload.clone());
    let parts = app
        .db
        .read(move |conn| queries::list(conn, &by, &whose))
        .await?;
    let source = Source::Parts(app.files.storage.clone(), parts);
    let found = inspect(source.stream()).await?;
    if i64::try_from(found.size) != Ok(upload.size) {
        return Err(Error::internal("the pieces of an upload are not all there"));
    }
    if upload.sha256.is_some_and(|stated| stated != found.sha256) {
        return Err(WRONG_HASH.into());
    }
    let new = app.files.judged(&found, &source, upload.public_id).await?;
    if let Some(done) = join_known(app, grant, upload, &new).await? {
        return Ok(done);
    }
    let key = new.storage_key.clone();
    let ended = keep(app, grant, upload, (&source, new)).await;
    // Also a write that failed may have brought bytes to their place: the folder they came from was taken away under it.
    if ended.is_err() && is_gone(app, grant, upload).await {
        drop_if_unused(app, grant, key).await?;
    }
    ended
}

/// Writes the bytes to their place and gives them their row.
async fn keep(
    app: &Data<App>,
    grant: &Grant<WriteDocuments>,
    upload: &UploadRow,
    (source, new): (&Source, NewFile),
) -> Result<Completed, Error> {
    let digests = app
        .files
        .write(upload.public_id, grant, source, &new)
        .await?;
    let (by, whose) = (grant.clone(), upload.clone());
    let (kept, done) = app
        .db
        .write(move |conn| {
            let kept = queries::keep(conn, &by, &new)?;
            queries::keep_digests(conn, &by, kept.row.file.id, &digests)?;
            let done = end(conn, &by, &whose, &kept.row)?;
            Ok((kept, done))
        })
        .await?;
    app.files.drop_surplus(&kept).await;
    Ok(done)
}

async fn is_gone(app: &App, grant: &Grant<WriteDocuments>, upload: &UploadRow) -> bool {
    let now = state(app, grant, upload.public_id).await;
    matches!(now, Err(Error::NotFound))
}

/// The upload was given up meanwhile, so nobody else would find what was written for it.
async fn drop_if_unused(
    app: &Data<App>,
    grant: &Grant<WriteDocuments>,
    key: String,
) -> Result<(), Error> {
    let (by, wanted) = (grant.clone(), key.clone());
    let used = app
        .db
        .write(move |conn| queries::key_is_used(conn, &by, &wanted))
        .await?;
    if used {
        Ok(())
    } else {
        app.files.storage.delete(&key).await
    }
}

/// Where the same bytes are kept already, nothing needs to be written. Else the place where they will be is noted.
async fn join_known(
    app: &Data<App>,
    grant: &Grant<WriteDocuments>,
    upload: &UploadRow,
    new: &NewFile,
) -> Result<Option<Completed>, Error> {
    let (by, whose, new) = (grant.clone(), upload.clone(), new.clone());
    app.db
        .write(move |conn| {
            if let Some(row) = queries::by_hash(conn, &by, &new.sha256)? {
                return end(conn, &by, &whose, &row).map(Some);
            }
            queries::set_storage_key(conn, &by, &whose, &new.storage_key)?;
            Ok(None)
        })
        .await
}

/// Ends the upload with its file; when somebody else has done so, with his.
fn end(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    upload: &UploadRow,
    row: &FileRow,
) -> Result<Completed, Error> {
    if queries::complete(conn, grant, upload, row.file.id)? {
        queries::forget(conn, grant, upload)?;
        let detail = json!({"upload_id": upload.public_id, "file_id": row.public_id,
            "size": row.file.size, "media_type": row.file.media_type});
        audit::record(
            conn,
            grant,
            &Entry::write("complete_upload", Some(upload.unit_id), Vec::new(), detail),
        )?;
    }
    let now = queries::find(conn, grant, upload.public_id)?;
    completed(conn, grant, now)
}
