//! What a process knows of audiences, and a reader: a member with the audiences that admit him.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use quick_cache::sync::Cache;

use super::model::{Audience, Facts};
use super::queries;
use crate::auth::{System, Viewer};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::bounded;

/// Members whose audiences are kept; each takes some hundred bytes.
const READERS: usize = 50_000;

/// A signed-in member and the audiences that admit him. Only [`Memory::reader`] makes one.
#[derive(Debug, Clone)]
pub struct Reader {
    viewer: Viewer,
    admitted: Arc<[i64]>,
}

impl Reader {
    #[must_use]
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// Row keys of the audiences that admit the reader, ascending.
    #[must_use]
    pub fn admitted(&self) -> &[i64] {
        &self.admitted
    }

    #[must_use]
    pub fn is_admitted_by(&self, audience_id: i64) -> bool {
        self.admitted.binary_search(&audience_id).is_ok()
    }
}

/// The audiences this process has read; cheap to clone.
#[derive(Clone)]
pub struct Memory {
    known: Arc<RwLock<Arc<BTreeMap<i64, Audience>>>>,
    readers: Arc<Cache<i64, Remembered>>,
}

#[derive(Clone)]
struct Remembered {
    facts: Arc<Facts>,
    newest: i64,
    admitted: Arc<[i64]>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            known: Arc::default(),
            readers: Arc::new(bounded::cache(READERS)),
        }
    }
}

impl Memory {
    /// Reads the audiences that have come since.
    ///
    /// # Errors
    /// The database.
    pub fn refresh(&self, conn: &mut Conn, system: &System) -> Result<(), Error> {
        let newest = newest(&self.known());
        let new = queries::after(conn, system, newest)?;
        if new.is_empty() {
            return Ok(());
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut known).extend(new);
        Ok(())
    }

    /// The caller as a reader.
    #[must_use]
    pub fn reader(&self, viewer: &Viewer) -> Reader {
        let known = self.known();
        let newest = newest(&known);
        let facts = Facts::of(viewer);
        let remembered = self.readers.get(&viewer.member_id());
        if let Some(remembered) = remembered
            && remembered.newest == newest
            && *remembered.facts == facts
        {
            return Reader {
                viewer: viewer.clone(),
                admitted: remembered.admitted,
            };
        }
        let admitted: Arc<[i64]> = known
            .iter()
            .filter(|(_, audience)| audience.admits(&facts))
            .map(|(id, _)| *id)
            .collect();
        self.readers.insert(
            viewer.member_id(),
            Remembered {
                facts: Arc::new(facts),
                newest,
                admitted: Arc::clone(&admitted),
            },
        );
        Reader {
            viewer: viewer.clone(),
            admitted,
        }
    }

    fn known(&self) -> Arc<BTreeMap<i64, Audience>> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn newest(known: &BTreeMap<i64, Audience>) -> i64 {
    known.last_key_value().map_or(0, |(id, _)| *id)
}
