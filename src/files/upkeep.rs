//! What is done with files now and then: uploads whose time has run out, files that nobody uses, and a look at bytes
//! that nobody has asked for in a long time.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Duration};

use super::hashing::hash;
use super::model::Located;
use super::queries;
use super::rules::{UPLOAD_HOURS, VERIFIED_BY_UPKEEP};
use super::shelf::Files;
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// Those of the files (row keys) that a room uses, asked in the transaction that dooms the others.
pub type InUse = fn(&mut Conn, &System, &[i64]) -> Result<Vec<i64>, Error>;

/// Uploads that are removed, and files that are looked at, at a time.
const STEP: i64 = 100;
/// A folder of an upload that nobody knows is left alone until no process can still be writing into it.
const STRAY_HOURS: i64 = UPLOAD_HOURS + 24;

/// What came of a look at all files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    pub files: u64,
    /// Public hashes of what is damaged, in hexadecimal.
    pub damaged: Vec<String>,
}

impl Files {
    /// Removes uploads whose time has run out, with all they left in the storage. Answers how many.
    ///
    /// # Errors
    /// The storage or the database does not answer.
    pub async fn remove_expired_uploads(&self, system: &System) -> Result<usize, Error> {
        let by = system.clone();
        let expired = self
            .db
            .read(move |conn| queries::expired(conn, &by, STEP))
            .await?;
        for (id, public_id, key) in &expired {
            let (by, key_of, wanted) = (system.clone(), *id, key.clone());
            // A completion that is under way cannot be committed after this, or has been and uses the key.
            let unused = self
                .db
                .write(move |conn| {
                    queries::close_expired(conn, &by, key_of)?;
                    match &wanted {
                        Some(key) => Ok(!queries::key_is_used(conn, &by, key)?),
                        None => Ok(false),
                    }
                })
                .await?;
            if unused && let Some(key) = key {
                self.storage.delete(key).await?;
            }
            self.storage.delete_upload(*public_id).await?;
            let (by, id) = (system.clone(), *id);
            self.db
                .write(move |conn| queries::remove_expired(conn, &by, id))
                .await?;
        }
        Ok(expired.len())
    }

    /// Removes what lies in the storage for uploads that no row knows: a process died between the two.
    ///
    /// # Errors
    /// As for [`Files::remove_expired_uploads`].
    pub async fn remove_stray_uploads(&self, system: &System) -> Result<usize, Error> {
        let old = system.now() - Duration::hours(STRAY_HOURS);
        let folders = self.storage.upload_folders().await?;
        let old: Vec<PublicId> = folders
            .into_iter()
            .filter(|id| born(*id).is_some_and(|born| born < old))
            .collect();
        let by = system.clone();
        let stray = self
            .db
            .read(move |conn| queries::unknown(conn, &by, &old))
            .await?;
        for id in &stray {
            self.storage.delete_upload(*id).await?;
        }
        Ok(stray.len())
    }

    /// Removes the files that nobody uses, a step at a time: it goes on where it ended. Without a room that says what it
    /// uses nothing is removed.
    ///
    /// # Errors
    /// As for [`Files::remove_expired_uploads`].
    pub async fn remove_unused(&self, system: &System, uses: &[InUse]) -> Result<usize, Error> {
        if !uses.is_empty() {
            let (by, uses) = (system.clone(), uses.to_vec());
            let after = self.collected_to.load(Ordering::Relaxed);
            let last = self
                .db
                .write(move |conn| queries::doom(conn, &by, &uses, after, STEP))
                .await?;
            self.collected_to
                .store(last.unwrap_or(0), Ordering::Relaxed);
        }
        // Also what another process had doomed when it died.
        let by = system.clone();
        let doomed = self
            .db
            .read(move |conn| queries::doomed(conn, &by, STEP))
            .await?;
        for (id, key) in &doomed {
            self.storage.delete(key).await?;
            let (by, id) = (system.clone(), *id);
            self.db
                .write(move |conn| queries::erase(conn, &by, id))
                .await?;
        }
        Ok(doomed.len())
    }

    /// Looks at the files that nobody has looked at for the longest time, a bounded number of bytes.
    ///
    /// # Errors
    /// As for [`Files::remove_expired_uploads`].
    pub async fn verify_some(&self, system: &System) -> Result<(), Error> {
        let by = system.clone();
        let oldest = self
            .db
            .read(move |conn| queries::longest_unverified(conn, &by, STEP))
            .await?;
        let mut left = VERIFIED_BY_UPKEEP;
        for file in oldest {
            left -= file.size;
            self.verify(system, file).await?;
            if left <= 0 {
                break;
            }
        }
        Ok(())
    }

    /// Looks at every file. `progress` is told how many were looked at, of how many.
    ///
    /// # Errors
    /// As for [`Files::remove_expired_uploads`].
    pub async fn verify_all(
        &self,
        system: &System,
        progress: impl Fn(u64, u64),
    ) -> Result<Verified, Error> {
        let by = system.clone();
        let total = self.db.read(move |conn| queries::count(conn, &by)).await?;
        let total = u64::try_from(total).unwrap_or(0);
        let (mut found, mut after) = (Verified::default(), 0);
        loop {
            let by = system.clone();
            let page = self
                .db
                .read(move |conn| queries::page(conn, &by, after, STEP))
                .await?;
            let Some(last) = page.last() else {
                return Ok(found);
            };
            after = last.id;
            for file in page {
                let sha256 = super::rules::hex(&file.sha256);
                if !self.verify(system, file).await? {
                    found.damaged.push(sha256);
                }
                found.files += 1;
                progress(found.files, total.max(found.files));
            }
        }
    }

    /// Reads all of a file and compares; whether it has the hash it came with. The digests of its pieces are found on the
    /// way, so one that has none, or wrong ones, has the right ones then.
    pub(super) async fn verify(&self, system: &System, file: Located) -> Result<bool, Error> {
        let found = match self.storage.read(&file.storage_key, None).await? {
            Some(bytes) => Some(hash(bytes).await?),
            None => None,
        };
        let Some(found) = found.filter(|found| found.sha256 == file.sha256) else {
            self.damage(system, file).await?;
            return Ok(false);
        };
        let by = system.clone();
        self.db
            .write(move |conn| {
                if queries::mark_sound(conn, &by, &file)? {
                    queries::keep_digests(conn, &by, file.id, &found.digests)?;
                }
                Ok(())
            })
            .await?;
        Ok(true)
    }
}

/// When an identifier was made.
fn born(id: PublicId) -> Option<Instant> {
    let (seconds, nanos) = id.as_uuid().get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos).map(Instant::new)
}
