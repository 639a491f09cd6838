//! Versions of questions that this process has read: they never change, so they are read once. Only what was committed is kept:
//! SQLite gives the key of a version that was rolled back to the next one.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use quick_cache::sync::Cache;

use super::model::Asked;
use super::queries::versions;
use super::rules::checks::check;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::dialect::{Guard, guard_together, may_be_undone};
use crate::error::Error;
use crate::kernel::bounded;

/// Versions that are kept; each takes one or two kilobytes.
const VERSIONS: usize = 20_000;

/// What is kept; cheap to clone.
#[derive(Clone)]
pub struct Memory {
    asked: Arc<Cache<i64, Arc<Asked>>>,
    corrected: Arc<RwLock<Arc<Corrected>>>,
}

/// The keys that were corrected: by question and family, the version that holds now.
#[derive(Debug, Clone, Default)]
struct Corrected {
    newest: i64,
    holds: HashMap<(i64, i32), i64>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            asked: Arc::new(bounded::cache(VERSIONS)),
            corrected: Arc::default(),
        }
    }
}

impl Memory {
    /// Versions by row key, in the order asked for.
    ///
    /// # Errors
    /// One of them does not exist; the database.
    pub fn versions(
        &self,
        conn: &mut Conn,
        actor: &impl Actor,
        ids: &[i64],
    ) -> Result<Vec<Arc<Asked>>, Error> {
        let missing: Vec<i64> = ids
            .iter()
            .copied()
            .filter(|id| self.asked.get(id).is_none())
            .collect();
        let mut read: HashMap<i64, Arc<Asked>> = HashMap::new();
        if !missing.is_empty() {
            let lasting = !may_be_undone(conn);
            for version in versions::by_keys(conn, actor, missing)? {
                let (body, key) = check(&version.body()?)
                    .map_err(|_| Error::internal("a stored question is broken"))?;
                let asked = Arc::new(Asked {
                    version_id: version.id,
                    question_id: version.question_id,
                    family: version.family,
                    body,
                    key,
                    picture_file_id: version.picture_file_id,
                });
                if lasting {
                    self.asked.insert(version.id, Arc::clone(&asked));
                }
                read.insert(version.id, asked);
            }
        }
        let found = ids
            .iter()
            .map(|id| read.get(id).cloned().or_else(|| self.asked.get(id)));
        found
            .collect::<Option<_>>()
            .ok_or_else(|| Error::internal("a version of a question is gone"))
    }

    /// The versions by whose keys questions that were asked by these are graded now. In the transaction that grades: no key
    /// is corrected until it ends.
    ///
    /// # Errors
    /// As for [`Memory::versions`].
    pub fn graded_by(
        &self,
        conn: &mut Conn,
        actor: &impl Actor,
        asked: &[Arc<Asked>],
    ) -> Result<Vec<Arc<Asked>>, Error> {
        guard_together(conn, Guard::Keys)?;
        self.holding(conn, actor, asked)
    }

    /// The same, to be looked at and not to be graded by.
    ///
    /// # Errors
    /// As for [`Memory::versions`].
    pub fn holding(
        &self,
        conn: &mut Conn,
        actor: &impl Actor,
        asked: &[Arc<Asked>],
    ) -> Result<Vec<Arc<Asked>>, Error> {
        let newest = versions::newest_correction(conn, actor)?;
        if newest == 0 {
            return Ok(asked.to_vec());
        }
        let corrected = self.corrected(conn, actor, newest)?;
        let ids: Vec<i64> = asked
            .iter()
            .map(|version| {
                let holds = corrected
                    .holds
                    .get(&(version.question_id, version.family))
                    .copied();
                holds.map_or(version.version_id, |holds| holds.max(version.version_id))
            })
            .collect();
        self.versions(conn, actor, &ids)
    }

    fn corrected(
        &self,
        conn: &mut Conn,
        actor: &impl Actor,
        newest: i64,
    ) -> Result<Arc<Corrected>, Error> {
        let known = Arc::clone(
            &self
                .corrected
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        );
        if known.newest == newest {
            return Ok(known);
        }
        // A database that was put back has fewer: then all is read anew.
        let mut next = if known.newest < newest {
            (*known).clone()
        } else {
            Corrected::default()
        };
        for (question_id, family, id) in versions::corrections(conn, actor, next.newest)? {
            next.holds.insert((question_id, family), id);
        }
        next.newest = newest;
        let next = Arc::new(next);
        if may_be_undone(conn) {
            return Ok(next);
        }
        let mut kept = self
            .corrected
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *kept = Arc::clone(&next);
        Ok(next)
    }
}
