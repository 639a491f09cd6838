//! What a handler has in hand while it works.

use std::sync::atomic::{AtomicU8, Ordering};

use actix_web::web::Data;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::model::{Claim, FileContent, FileRole, Finished, SealedFile};
use super::queries;
use crate::app::App;
use crate::auth::{Grant, Permission, System, Viewer};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// A claimed job.
pub struct JobContext {
    app: Data<App>,
    claim: Claim,
    shown: AtomicU8,
}

/// Proof that this attempt still holds the job, to be asked inside a handler's own transaction.
#[derive(Debug, Clone)]
pub struct Fence {
    claim: Claim,
    system: System,
}

impl JobContext {
    pub(super) fn new(app: Data<App>, claim: Claim) -> Self {
        Self {
            app,
            claim,
            shown: AtomicU8::new(0),
        }
    }

    pub fn id(&self) -> PublicId {
        self.claim.public_id
    }

    pub fn kind(&self) -> &str {
        &self.claim.kind
    }

    /// Row key of the member who asked; `None` for the server's own jobs.
    pub fn owner_id(&self) -> Option<i64> {
        self.claim.owner_id
    }

    /// Row key of the unit it concerns.
    pub fn unit_id(&self) -> Option<i64> {
        self.claim.unit_id
    }

    /// What was queued.
    ///
    /// # Errors
    /// It has another shape: the job was queued by another version of the program.
    pub fn input<T: DeserializeOwned>(&self) -> Result<T, Error> {
        T::deserialize(&self.claim.input)
            .map_err(|error| Error::internal(format!("the input of a job: {error}")))
    }

    pub fn app(&self) -> &Data<App> {
        &self.app
    }

    /// The server acting now; the audit log names the job.
    pub fn system(&self) -> System {
        self.app.system(&format!("job {}", self.claim.public_id))
    }

    /// The file that was sent in.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn upload(&self) -> Result<FileContent, Error> {
        let (system, id, public_id) = (self.system(), self.claim.id, self.claim.public_id);
        let file = self
            .app
            .db
            .read(move |conn| {
                let mut open = |role| queries::open_file(conn, &system, id, public_id, role);
                Ok(match open(FileRole::Upload)? {
                    Some(file) => Some(file),
                    None => open(FileRole::KeptUpload)?,
                })
            })
            .await?;
        file.ok_or(Error::NotFound)
    }

    /// Shows how far the work is, and renews the lease.
    ///
    /// # Errors
    /// The lease was lost: the handler ends, another worker has the job.
    pub async fn progress(&self, percent: u8) -> Result<(), Error> {
        let percent = percent.min(99); // 100 is said by the end
        if self.shown.swap(percent, Ordering::Relaxed) == percent {
            return Ok(());
        }
        let (system, claim) = (self.system(), self.claim.clone());
        self.app
            .db
            .write(move |conn| queries::renew(conn, &system, &claim, Some(percent)))
            .await
    }

    /// The member who asked, with the roles he holds now.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when he may no longer sign in.
    pub async fn viewer(&self) -> Result<Viewer, Error> {
        let owner = self.claim.owner_id.ok_or(Error::Forbidden)?;
        let system = self.system();
        let viewer = self
            .app
            .db
            .read(move |conn| Viewer::for_job(conn, &system, owner))
            .await?;
        viewer.ok_or(Error::Forbidden)
    }

    /// His permission, where he still has it.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn grant<P: Permission>(&self) -> Result<Grant<P>, Error> {
        self.viewer().await?.grant()
    }

    /// For the handler's own transactions.
    pub fn fence(&self) -> Fence {
        Fence {
            claim: self.claim.clone(),
            system: self.system(),
        }
    }
}

impl Fence {
    /// Holds the job until the transaction ends: what the transaction writes is written by the one worker that has it.
    ///
    /// # Errors
    /// The lease was lost.
    pub fn check(&self, conn: &mut Conn) -> Result<(), Error> {
        queries::renew(conn, &self.system, &self.claim, None)
    }

    /// Ends the job in the handler's own transaction, so that the work and its result are durable together or not at
    /// all, and a crash right after cannot make it run again. The handler then answers the same [`Finished`].
    ///
    /// # Errors
    /// The lease was lost, or the result or output is too large.
    pub fn finish(&self, conn: &mut Conn, finished: &Finished) -> Result<(), Error> {
        queries::finish(conn, &self.system, &self.claim, finished)
    }

    /// Seals the file of the job ahead of [`Fence::finish_sealed`], in its own memory: a large file is there once while
    /// the database takes its copy, and nobody else's change waits for its cipher.
    ///
    /// # Errors
    /// The file is too large.
    pub fn seal(&self, file: FileContent) -> Result<SealedFile, Error> {
        queries::seal_in_place(&self.system, self.claim.public_id, FileRole::Output, file)
    }

    /// As [`Fence::finish`]. The [`Finished`] that the handler then answers carries no file.
    ///
    /// # Errors
    /// The lease was lost, or the result is too large.
    pub fn finish_sealed(
        &self,
        conn: &mut Conn,
        result: &Value,
        output: &SealedFile,
    ) -> Result<(), Error> {
        queries::finish_sealed(conn, &self.system, &self.claim, result, output)
    }
}
