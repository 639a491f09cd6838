//! Where the bytes lie: a folder or S3-compatible storage, behind `object_store`. What a call has answered is durable:
//! in a folder everything is written beside its place, flushed and renamed.

use std::ops::Range;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    ClientOptions, GetOptions, GetRange, GetResultPayload, ObjectStore, ObjectStoreExt as _,
    PutPayload, RetryConfig,
};

use super::blocks::blocks;
use super::pieces::Piece;
use super::rules::upload_folder;
use crate::config::FilePlace;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// Bytes as they come; an error ends them.
pub(super) type ByteStream = BoxStream<'static, Result<Bytes, Error>>;

/// The storage; cheap to clone.
#[derive(Clone)]
pub(super) struct Storage {
    store: Arc<dyn ObjectStore>,
    /// The folder, where it is one.
    folder: Option<PathBuf>,
}

impl Storage {
    /// # Errors
    /// The folder cannot be made, or the settings of the S3 storage are not usable.
    pub(super) fn open(place: &FilePlace) -> Result<Self, Error> {
        match place {
            FilePlace::Folder(folder) => {
                // People's files: for the server's own user alone.
                std::fs::DirBuilder::new()
                    .recursive(true)
                    .mode(0o700)
                    .create(folder)
                    .map_err(|error| unusable(&error))?;
                let store = LocalFileSystem::new_with_prefix(folder)
                    .map_err(|error| unusable(&error))?
                    .with_fsync(true)
                    .with_automatic_cleanup(true);
                Ok(Self {
                    store: Arc::new(store),
                    folder: Some(folder.clone()),
                })
            }
            FilePlace::S3 {
                bucket,
                endpoint,
                region,
                access_key,
                secret_key,
            } => {
                let plain = endpoint
                    .as_ref()
                    .is_some_and(|endpoint| endpoint.starts_with("http://"));
                let client = ClientOptions::new()
                    .with_allow_http(plain)
                    .with_connect_timeout(Duration::from_secs(10))
                    .with_timeout(Duration::from_mins(5));
                let mut builder = AmazonS3Builder::new()
                    .with_bucket_name(bucket)
                    .with_region(region)
                    .with_access_key_id(access_key)
                    .with_secret_access_key(secret_key)
                    .with_client_options(client)
                    .with_retry(RetryConfig {
                        max_retries: 3,
                        retry_timeout: Duration::from_secs(30),
                        ..RetryConfig::default()
                    });
                if let Some(endpoint) = endpoint {
                    builder = builder.with_endpoint(endpoint);
                }
                Ok(Self {
                    store: Arc::new(builder.build().map_err(|error| unusable(&error))?),
                    folder: None,
                })
            }
        }
    }

    /// A file of this machine that an operator names, as the key in a storage of its own.
    pub(super) fn of_file(file: &std::path::Path) -> Result<(Self, String), Error> {
        let file = file.canonicalize().map_err(|error| unusable(&error))?;
        let key = Path::from_absolute_path(&file).map_err(|error| unusable(&error))?;
        let storage = Self {
            store: Arc::new(LocalFileSystem::new()),
            folder: None,
        };
        Ok((storage, key.as_ref().to_owned()))
    }

    /// Writes a small object whole.
    pub(super) async fn put(&self, key: &str, pieces: Vec<Bytes>) -> Result<(), Error> {
        let payload: PutPayload = pieces.into_iter().collect();
        self.store
            .put(&path(key)?, payload)
            .await
            .map_err(|error| failed(&error))?;
        Ok(())
    }

    /// Writes what a stream brings, 8 MiB in memory at a time. Nothing is there before all of it is.
    /// `upload` names the place for what is not whole yet, `attempt` tells apart who writes there.
    pub(super) async fn write(
        &self,
        (upload, attempt): (PublicId, PublicId),
        key: &str,
        mut bytes: ByteStream,
    ) -> Result<(), Error> {
        // A crash leaves what a folder had not renamed yet; below the upload's own place it is found and removed.
        let target = path(key)?;
        let first = match &self.folder {
            Some(_) => path(&format!("{}/whole-{attempt}", upload_folder(upload)))?,
            None => target.clone(),
        };
        let mut writer = self
            .store
            .put_multipart(&first)
            .await
            .map_err(|error| failed(&error))?;
        let written = async {
            let mut piece = Piece::default();
            while let Some(chunk) = bytes.next().await {
                if let Some(full) = piece.push(chunk?) {
                    writer
                        .put_part(full)
                        .await
                        .map_err(|error| failed(&error))?;
                }
            }
            if !piece.is_empty() {
                let rest = piece.take();
                writer
                    .put_part(rest)
                    .await
                    .map_err(|error| failed(&error))?;
            }
            Ok(())
        }
        .await;
        if let Err(error) = written {
            let _ = writer.abort().await;
            return Err(error);
        }
        writer.complete().await.map_err(|error| failed(&error))?;
        if first != target {
            self.store
                .rename(&first, &target)
                .await
                .map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// All or some of an object. `None`: there is none.
    pub(super) async fn read(
        &self,
        key: &str,
        range: Option<Range<u64>>,
    ) -> Result<Option<ByteStream>, Error> {
        let options = GetOptions {
            range: range.map(GetRange::Bounded),
            ..GetOptions::default()
        };
        match self.store.get_opts(&path(key)?, options).await {
            Ok(found) => {
                let range = found.range.clone();
                Ok(Some(match found.payload {
                    GetResultPayload::File(file, _) => blocks(file, range),
                    GetResultPayload::Stream(bytes) => bytes
                        .map(|chunk| chunk.map_err(|error| failed(&error)))
                        .boxed(),
                }))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    /// The bytes of an object. `None`: there is none.
    pub(super) async fn size(&self, key: &str) -> Result<Option<u64>, Error> {
        match self.store.head(&path(key)?).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Removes an object; well if there was none.
    pub(super) async fn delete(&self, key: &str) -> Result<(), Error> {
        match self.store.delete(&path(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }

    /// The uploads of which something lies here.
    pub(super) async fn upload_folders(&self) -> Result<Vec<PublicId>, Error> {
        let prefix = Path::from("uploads");
        let found = match self.store.list_with_delimiter(Some(&prefix)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(Vec::new()),
            Err(error) => return Err(failed(&error)),
        };
        Ok(found
            .common_prefixes
            .iter()
            .filter_map(|folder| folder.filename()?.parse().ok())
            .collect())
    }

    /// Removes all that an upload left, also what was being written when a process died.
    pub(super) async fn delete_upload(&self, upload: PublicId) -> Result<(), Error> {
        let folder = path(&upload_folder(upload))?;
        let mut objects = self.store.list(Some(&folder));
        while let Some(object) = objects.next().await {
            let object = object.map_err(|error| failed(&error))?;
            self.delete(object.location.as_ref()).await?;
        }
        let Some(root) = &self.folder else {
            return Ok(());
        };
        let left = root.join(upload_folder(upload));
        let removed = actix_web::web::block(move || std::fs::remove_dir_all(left))
            .await
            .map_err(|error| Error::internal(error.to_string()))?;
        match removed {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(unusable(&error)),
            _ => Ok(()),
        }
    }
}

fn path(key: &str) -> Result<Path, Error> {
    Path::parse(key).map_err(|error| unusable(&error))
}

/// What passes: the storage does not answer. Keys carry hashes and ids alone, so the text may be logged.
fn failed(error: &object_store::Error) -> Error {
    tracing::error!(%error, "the storage of files failed");
    Error::Unavailable
}

fn unusable(error: &impl std::fmt::Display) -> Error {
    Error::internal(format!("the storage of files: {error}"))
}
