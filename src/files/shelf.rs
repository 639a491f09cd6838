//! The files of this process: the storage, the rows, and what comes in and out by commands and jobs.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use actix_web::web::Bytes;
use futures_util::TryStreamExt as _;
use prometheus::IntCounter;
use serde_json::json;
use tokio::sync::{Mutex, Semaphore};

use super::hashing::hash;
use super::inspect::{Inspected, inspect};
use super::model::{FileRef, Kept, Located, NewFile};
use super::queries;
use super::rules;
use super::rules::refusals::{DAMAGED, TOO_LARGE};
use super::source::Source;
use super::storage::Storage;
use crate::audit::{self, Entry};
use crate::auth::System;
use crate::auth::principal::Actor;
use crate::config::{FileConfig, FileLimits};
use crate::db::Db;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// Files that are judged and written at a time; each holds a few pieces in memory, and archives a blocking thread.
const AT_A_TIME: usize = 4;
/// Files that came before digests were kept and are read whole for them, at a time.
pub(super) const FILLED_AT_A_TIME: usize = 4;

/// All that is needed to keep and read files; cheap to clone.
#[derive(Clone)]
pub struct Files {
    pub(super) db: Db,
    pub(super) storage: Storage,
    pub(super) limits: FileLimits,
    pub(super) judging: Arc<Semaphore>,
    /// Where the search for unused files goes on.
    pub(super) collected_to: Arc<AtomicI64>,
    pub(super) filling: Arc<[Mutex<()>; FILLED_AT_A_TIME]>,
    damaged: IntCounter,
}

impl Files {
    /// # Errors
    /// The folder cannot be made, or the settings of the S3 storage are not usable.
    pub fn open(config: &FileConfig, db: Db) -> Result<Self, Error> {
        let damaged = IntCounter::new(
            "sotay_files_damaged_total",
            "Stored files that this process found damaged.",
        )
        .map_err(|error| Error::internal(error.to_string()))?;
        Ok(Self {
            db,
            storage: Storage::open(&config.place)?,
            limits: config.limits,
            judging: Arc::new(Semaphore::new(AT_A_TIME)),
            collected_to: Arc::default(),
            filling: Arc::default(),
            damaged,
        })
    }

    /// Counts damaged files, for the metrics.
    #[must_use]
    pub fn damage_counter(&self) -> IntCounter {
        self.damaged.clone()
    }

    /// Takes bytes in as a file of the actor's own, for commands and jobs. The same bytes are kept once.
    ///
    /// # Errors
    /// 422 or 413 when the file is not taken; the storage or the database does not answer.
    pub async fn store<A>(&self, actor: &A, bytes: Bytes) -> Result<FileRef, Error>
    where
        A: Actor + Clone + Send + 'static,
    {
        self.store_source(actor, Source::Bytes(bytes)).await
    }

    /// The same for a file of this machine, which is never in memory as a whole.
    ///
    /// # Errors
    /// As for [`Files::store`], or the file cannot be read.
    pub async fn store_file<A>(&self, actor: &A, path: &Path) -> Result<FileRef, Error>
    where
        A: Actor + Clone + Send + 'static,
    {
        let (storage, key) = Storage::of_file(path)?;
        let size = storage.size(&key).await?.ok_or(Error::NotFound)?;
        self.store_source(actor, Source::Object(storage, key, size))
            .await
    }

    async fn store_source<A>(&self, actor: &A, source: Source) -> Result<FileRef, Error>
    where
        A: Actor + Clone + Send + 'static,
    {
        let found = inspect(source.stream()).await?;
        let new = self
            .judged(&found, &source, PublicId::new(actor.stamp().now()))
            .await?;
        let (by, sha256) = (actor.clone(), new.sha256);
        let known = self
            .db
            .write(move |conn| queries::by_hash(conn, &by, &sha256))
            .await?;
        if let Some(row) = known {
            return Ok(row.file);
        }
        let upload = PublicId::new(actor.stamp().now());
        let digests = self.write(upload, actor, &source, &new).await?;
        let by = actor.clone();
        let kept = self
            .db
            .write(move |conn| {
                let kept = queries::keep(conn, &by, &new)?;
                queries::keep_digests(conn, &by, kept.row.file.id, &digests)?;
                Ok(kept)
            })
            .await?;
        self.drop_surplus(&kept).await;
        Ok(kept.row.file)
    }

    /// What a file is and where it will lie, when it is one that is taken.
    pub(super) async fn judged(
        &self,
        found: &Inspected,
        source: &Source,
        upload: PublicId,
    ) -> Result<NewFile, Error> {
        let kind = found.kind(source).await?;
        let limit = rules::limit(kind.class, self.limits_in_order());
        if found.size > limit {
            return Err(TOO_LARGE.into());
        }
        Ok(NewFile {
            sha256: found.sha256,
            size: i64::try_from(found.size).map_err(|_| TOO_LARGE)?,
            media_type: kind.media_type,
            storage_key: rules::storage_key(&found.sha256, upload),
        })
    }

    /// Document, image, audio, video.
    pub(super) fn limits_in_order(&self) -> [u64; 4] {
        let limits = &self.limits;
        [limits.document, limits.image, limits.audio, limits.video]
    }

    /// Writes the bytes to their place, and reads what now lies there: the digests of its pieces.
    pub(super) async fn write(
        &self,
        upload: PublicId,
        actor: &impl Actor,
        source: &Source,
        new: &NewFile,
    ) -> Result<Vec<u8>, Error> {
        let attempt = PublicId::new(actor.stamp().now());
        self.storage
            .write((upload, attempt), &new.storage_key, source.stream())
            .await?;
        let written = self.storage.read(&new.storage_key, None).await?;
        let written = written.ok_or_else(|| Error::internal("a file is gone after writing"))?;
        let found = hash(written).await?;
        if found.sha256 == new.sha256 {
            return Ok(found.digests);
        }
        self.storage.delete(&new.storage_key).await?;
        Err(Error::internal("a file was not stored as it was sent"))
    }

    /// Removes bytes that no row refers to. What is left when that fails wastes room, nothing else.
    pub(super) async fn drop_surplus(&self, kept: &Kept) {
        if let Some(key) = &kept.surplus {
            let _ = self.storage.delete(key).await;
        }
    }

    /// Where a file's bytes lie: all of them, and none known to be damaged. Whoever reads them compares.
    ///
    /// # Errors
    /// `file_damaged`.
    pub(super) async fn in_place(&self, system: &System, file: &FileRef) -> Result<Located, Error> {
        let wanted = file.clone();
        let located = self
            .db
            .read(move |conn| queries::locate(conn, &wanted))
            .await?;
        if located.broken {
            return Err(DAMAGED.into());
        }
        let size = self.storage.size(&located.storage_key).await?;
        if size.map(i64::try_from) == Some(Ok(located.size)) {
            Ok(located)
        } else {
            Err(self.damage(system, located).await?)
        }
    }

    /// Notes that a file is damaged; answers what to tell.
    pub(super) async fn damage(&self, system: &System, file: Located) -> Result<Error, Error> {
        let (files, by) = (self.clone(), system.clone());
        // On a task of its own: it is noted also when whoever asked for the file has hung up meanwhile.
        tokio::spawn(async move { files.note_damage(by, file).await })
            .await
            .map_err(|error| Error::internal(format!("noting a damaged file: {error}")))??;
        Ok(DAMAGED.into())
    }

    async fn note_damage(&self, by: System, file: Located) -> Result<(), Error> {
        let id = file.id;
        let new = self
            .db
            .write(move |conn| {
                let new = queries::mark_broken(conn, &by, &file)?;
                if new {
                    let sha256 = rules::hex(&file.sha256);
                    let entry = Entry::write(
                        "mark_file_damaged",
                        None,
                        Vec::new(),
                        json!({"sha256": sha256}),
                    );
                    audit::record(conn, &by, &entry)?;
                }
                Ok(new)
            })
            .await?;
        if new {
            self.damaged.inc();
            tracing::error!(file = id, "a stored file is damaged and is not served");
        }
        Ok(())
    }

    /// All of a file of at most `limit` bytes, checked against its hash.
    ///
    /// # Errors
    /// `file_too_large`, `file_damaged`; the storage or the database does not answer.
    pub async fn read_all(
        &self,
        system: &System,
        file: &FileRef,
        limit: u64,
    ) -> Result<Bytes, Error> {
        if u64::try_from(file.size).is_ok_and(|size| size > limit) {
            return Err(TOO_LARGE.into());
        }
        let located = self.in_place(system, file).await?;
        let read = self.storage.read(&located.storage_key, None).await?;
        let Some(mut bytes) = read else {
            return Err(self.damage(system, located).await?);
        };
        let mut whole = Vec::with_capacity(usize::try_from(located.size).unwrap_or(0));
        while let Some(chunk) = bytes.try_next().await? {
            whole.extend_from_slice(&chunk);
        }
        if crate::auth::secret::sha256(&whole) == located.sha256 {
            Ok(whole.into())
        } else {
            Err(self.damage(system, located).await?)
        }
    }
}
