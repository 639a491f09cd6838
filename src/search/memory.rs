//! What this process keeps for searching: the index of the latest generation of the library, and with it what that shares
//! with the one before.
//!
//! Nothing is shown for being here. Every change of the library begins a new generation in every process within two
//! seconds, in which what is known of the changed documents is read anew, and all of it where other names or other words
//! have come; where the changes were not followed lately, nothing of it is used (`Finder::work`). For whom a document is
//! stands on its card and in its row, and is asked for every reader. An edition never changes, and is looked into only
//! where its document was found.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::index::Index;
use crate::db::Conn;
use crate::error::Error;
use crate::reading::Generation;

/// What is kept.
#[derive(Default)]
pub struct Memory {
    index: RwLock<Option<Arc<Index>>>,
    /// Held by whoever reads the next one.
    reading: Mutex<()>,
    /// The number of the last generation that was read before anybody asked, and one more; 0: none.
    prepared: AtomicU64,
}

impl Memory {
    /// By what documents are found in this generation, which was asked for before anything else, or a later one. Read
    /// once, however many wait for it; only the latest is kept.
    pub(super) fn index(
        &self,
        conn: &mut Conn,
        generation: Generation,
    ) -> Result<Arc<Index>, Error> {
        let kept = || {
            let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
            index.as_ref().map(Arc::clone)
        };
        let is_enough = |index: &Arc<Index>| index.generation.number >= generation.number;
        if let Some(index) = kept().filter(is_enough) {
            return Ok(index);
        }
        let _alone = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let index = match kept() {
            Some(index) if is_enough(&index) => return Ok(index),
            Some(index) => index.next(conn, generation)?,
            None => Index::read(conn, generation)?,
        };
        let index = Arc::new(index);
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&index));
        Ok(index)
    }

    /// Whether what searches of this generation begin with has been read.
    pub(super) fn is_prepared(&self, generation: Generation) -> bool {
        self.prepared.load(Ordering::Acquire) > generation.number
    }

    pub(super) fn prepared(&self, generation: Generation) {
        self.prepared
            .fetch_max(generation.number + 1, Ordering::AcqRel);
    }
}
