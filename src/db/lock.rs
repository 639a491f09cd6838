//! One process per SQLite file: group commit and the in-process caches rely on it.

use std::fs::{File, TryLockError};

use super::connect::{DatabaseUrl, OpenError};

/// Held as long as the database is open; the operating system lets go of it when the process ends, however it ends.
pub(super) struct FileLock(#[allow(dead_code, reason = "held, not read")] File);

impl FileLock {
    /// Takes the lock beside a SQLite file; PostgreSQL needs none.
    pub(super) fn take(url: &DatabaseUrl) -> Result<Option<Self>, OpenError> {
        let Some(path) = url.sqlite_path() else {
            return Ok(None);
        };
        let mut name = path.as_os_str().to_owned();
        name.push(".lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&name)
            .map_err(|error| OpenError::Unwritable {
                path: path.to_path_buf(),
                reason: error.to_string(),
            })?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse {
                path: path.to_path_buf(),
            }),
            Err(TryLockError::Error(error)) => Err(OpenError::Unwritable {
                path: path.to_path_buf(),
                reason: error.to_string(),
            }),
        }
    }
}
