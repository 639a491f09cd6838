//! Files that an operator's command is given, and files that one writes: judged before anything is kept, taken in,
//! written out again. None is ever in memory as a whole unless somebody asks for its bytes.

use std::fs::{self, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use actix_web::web::{self, Bytes};
use aws_lc_rs::digest::{Context, SHA256};
use futures_util::TryStreamExt as _;

use super::inspect::inspect;
use super::model::{FileRef, Sha256};
use super::rules::refusals::TOO_LARGE;
use super::shelf::Files;
use super::source::Source;
use super::storage::Storage;
use crate::auth::System;
use crate::auth::principal::Actor;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// A file that is not stored yet.
#[derive(Debug, Clone)]
pub enum Given {
    /// Of this machine.
    File(PathBuf),
    Bytes(Bytes),
}

/// What a file that would be taken is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    pub sha256: Sha256,
    /// As in `Content-Type`, found from the bytes.
    pub media_type: &'static str,
}

impl Given {
    /// Its bytes, of which there are at most `limit`.
    ///
    /// # Errors
    /// 413, or it cannot be read.
    pub async fn read(&self, limit: u64) -> Result<Bytes, Error> {
        let path = match self {
            Self::Bytes(bytes) if bytes.len() as u64 > limit => return Err(TOO_LARGE.into()),
            Self::Bytes(bytes) => return Ok(bytes.clone()),
            Self::File(path) => path.clone(),
        };
        let read = web::block(move || {
            let mut bytes = Vec::new();
            fs::File::open(path)?
                .take(limit + 1)
                .read_to_end(&mut bytes)?;
            Ok::<_, std::io::Error>(bytes)
        });
        let bytes = read.await.map_err(|_| Error::Busy)?.map_err(unusable)?;
        if bytes.len() as u64 > limit {
            return Err(TOO_LARGE.into());
        }
        Ok(bytes.into())
    }

    async fn source(&self) -> Result<Source, Error> {
        match self {
            Self::Bytes(bytes) => Ok(Source::Bytes(bytes.clone())),
            Self::File(path) => {
                let (storage, key) = Storage::of_file(path)?;
                let size = storage.size(&key).await?.ok_or(Error::NotFound)?;
                Ok(Source::Object(storage, key, size))
            }
        }
    }
}

impl Files {
    /// What a file is; nothing is stored.
    ///
    /// # Errors
    /// 422 or 413 when it would not be taken, or it cannot be read.
    pub async fn judge(&self, actor: &impl Actor, given: &Given) -> Result<Judged, Error> {
        let source = given.source().await?;
        let found = inspect(source.stream()).await?;
        let place = PublicId::new(actor.stamp().now());
        let new = self.judged(&found, &source, place).await?;
        Ok(Judged {
            sha256: new.sha256,
            media_type: new.media_type,
        })
    }

    /// Takes it in. The same bytes are kept once.
    ///
    /// # Errors
    /// As for [`Files::judge`]; the storage or the database does not answer.
    pub async fn take<A>(&self, actor: &A, given: &Given) -> Result<FileRef, Error>
    where
        A: Actor + Clone + Send + 'static,
    {
        match given {
            Given::Bytes(bytes) => self.store(actor, bytes.clone()).await,
            Given::File(path) => self.store_file(actor, path).await,
        }
    }

    /// Writes a stored file into a new file of this machine, which only its owner can read.
    ///
    /// # Errors
    /// 503 `file_damaged`; the file is there already or cannot be written; the storage or the database does not answer.
    pub async fn copy_out(&self, system: &System, file: &FileRef, to: &Path) -> Result<(), Error> {
        let located = self.in_place(system, file).await?;
        let read = self.storage.read(&located.storage_key, None).await?;
        let Some(mut bytes) = read else {
            return Err(self.damage(system, located).await?);
        };
        let mut out = create_private(to).map_err(unusable)?;
        let mut digest = Context::new(&SHA256);
        while let Some(chunk) = bytes.try_next().await? {
            digest.update(&chunk);
            out.write_all(&chunk).map_err(unusable)?;
        }
        out.sync_all().map_err(unusable)?;
        if digest.finish().as_ref() == located.sha256 {
            return Ok(());
        }
        fs::remove_file(to).map_err(unusable)?;
        Err(self.damage(system, located).await?)
    }
}

/// A new file that only its owner can read.
///
/// # Errors
/// It is there already, or cannot be made.
pub fn create_private(path: &Path) -> std::io::Result<fs::File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn unusable(error: std::io::Error) -> Error {
    Error::internal(format!("a file of this machine: {error}"))
}
