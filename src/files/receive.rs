//! Takes the bytes of a piece as they come. Every 8 MiB, and at the end or when the line breaks, what has arrived is
//! made durable and the upload moves on; so a broken line costs what was in the air, and memory is bounded.

use std::time::Duration;

use actix_web::web::{Bytes, Data, Payload};
use futures_util::StreamExt as _;
use tokio::sync::oneshot;

use super::model::{Part, UploadRow, UploadState};
use super::queries;
use super::rules::refusals::{EXCEEDS, NOT_OPEN, OFFSET, kept};
use super::rules::{PIECE_BYTES, part_key};
use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// How long a line may be silent before what has arrived is kept and the rest given up.
const SILENCE: Duration = Duration::from_mins(1);

/// Why a piece was not taken in full.
pub(super) struct Stopped {
    pub error: Error,
    /// Where the upload ends, when the piece did not fit there.
    pub offset: Option<i64>,
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self {
            error,
            offset: None,
        }
    }
}

/// Takes a piece that begins at `offset`; answers the upload as it then is.
pub(super) async fn receive(
    app: Data<App>,
    grant: Grant<WriteDocuments>,
    id: PublicId,
    offset: i64,
    stated: Option<i64>,
    payload: Payload,
) -> Result<UploadRow, Stopped> {
    let upload = find(&app, &grant, id).await?;
    match upload.state {
        UploadState::Open => {}
        UploadState::Refused => {
            return Err(Error::from(kept(upload.refusal.as_deref())).into());
        }
        UploadState::Completed => return Err(Error::from(NOT_OPEN).into()),
    }
    if upload.received != offset {
        return Err(misfit(upload.received));
    }
    if stated.is_some_and(|stated| stated > upload.size - offset) {
        return Err(Error::from(EXCEEDS).into());
    }
    // On a task of its own: whoever answers a broken line is dropped, but what came through must be kept.
    let (listening, gone) = oneshot::channel();
    let receiver = Receiver {
        app: app.clone(),
        grant: grant.clone(),
        upload,
        end: offset,
        chunks: Vec::new(),
        held: 0,
    };
    let taken = actix_web::rt::spawn(receiver.run(payload, gone))
        .await
        .map_err(|error| Error::internal(format!("receiving a piece: {error}")))?;
    drop(listening);
    taken?;
    Ok(find(&app, &grant, id).await?)
}

async fn find(app: &App, grant: &Grant<WriteDocuments>, id: PublicId) -> Result<UploadRow, Error> {
    let grant = grant.clone();
    app.db
        .read(move |conn| queries::find(conn, &grant, id))
        .await
}

fn misfit(offset: i64) -> Stopped {
    Stopped {
        error: OFFSET.into(),
        offset: Some(offset),
    }
}

struct Receiver {
    app: Data<App>,
    grant: Grant<WriteDocuments>,
    upload: UploadRow,
    /// Where the upload ends, as this request knows it.
    end: i64,
    chunks: Vec<Bytes>,
    held: usize,
}

impl Receiver {
    async fn run(
        mut self,
        mut payload: Payload,
        mut gone: oneshot::Receiver<()>,
    ) -> Result<(), Stopped> {
        loop {
            let next = tokio::select! {
                biased;
                next = tokio::time::timeout(SILENCE, payload.next()) => next.ok(),
                _ = &mut gone => None,
            };
            let Some(Some(Ok(chunk))) = next else {
                self.flush().await?;
                return match next {
                    Some(None) => Ok(()),
                    _ => Err(Error::Malformed(None).into()), // for the log: nobody listens any more
                };
            };
            let ahead = i64::try_from(self.held + chunk.len()).unwrap_or(i64::MAX);
            if ahead > self.upload.size - self.end {
                // What fits was sent before; a client that counts wrongly gets nothing in.
                return Err(Error::from(EXCEEDS).into());
            }
            self.held += chunk.len();
            self.chunks.push(chunk);
            if self.held >= PIECE_BYTES {
                self.flush().await?;
            }
        }
    }

    /// Makes what is held a piece of the upload.
    async fn flush(&mut self) -> Result<(), Stopped> {
        let size = i64::try_from(self.held).unwrap_or(i64::MAX);
        let chunks = std::mem::take(&mut self.chunks);
        self.held = 0;
        if size == 0 {
            return Ok(());
        }
        let piece = PublicId::new(self.grant.now());
        let part = Part {
            start: self.end,
            size,
            storage_key: part_key(self.upload.public_id, self.end, piece),
        };
        let storage = self.app.files.storage.clone();
        storage.put(&part.storage_key, chunks).await?;
        let (grant, upload, new) = (self.grant.clone(), self.upload.clone(), part.clone());
        let added = self
            .app
            .db
            .write(move |conn| queries::add(conn, &grant, &upload, &new))
            .await;
        match added {
            Ok(true) => {
                self.end += size;
                Ok(())
            }
            Ok(false) => {
                let _ = storage.delete(&part.storage_key).await;
                let now = find(&self.app, &self.grant, self.upload.public_id).await?;
                Err(misfit(now.received))
            }
            // Whether it was committed is not known, so the bytes stay; the upkeep finds them if nobody needs them.
            Err(error) => Err(error.into()),
        }
    }
}
