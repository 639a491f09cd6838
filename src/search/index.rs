//! By what the documents of one generation of the library are found: its catalogue, and the documents of each token that
//! was asked for. The next generation takes over what has not changed.

use std::sync::Arc;

use chrono::NaiveDate;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::catalogue::{Catalogue, Keys, key};
use super::log::Log;
use super::model::{Force, Wanted};
use super::queries;
use crate::audiences::Reader;
use crate::db::Conn;
use crate::error::Error;
use crate::reading::Generation;

/// Bytes that the sets of tokens may take.
const TOKENS_BYTES: u64 = 24 * 1024 * 1024;
/// Sets for which there is room at the start.
const AT_FIRST: usize = 64;
/// About what a set takes beside its bytes.
const ENTRY_BYTES: usize = 100;

pub(super) struct Index {
    pub generation: Generation,
    /// Ends with a change as of which, or of a later one, everything here is.
    log: Log,
    catalogue: Catalogue,
    /// Shared by all generations.
    tokens: Arc<Cache<String, Arc<Having>, ByBytes>>,
}

/// The documents that have a token.
struct Having {
    keys: Keys,
    /// As of this change or later.
    change: i64,
}

#[derive(Debug, Clone)]
struct ByBytes;

impl Weighter<String, Arc<Having>> for ByBytes {
    fn weight(&self, token: &String, having: &Arc<Having>) -> u64 {
        (token.len() + having.keys.serialized_size() + ENTRY_BYTES) as u64
    }
}

impl Index {
    /// Of a generation, which was asked for before anything that is read here.
    pub(super) fn read(conn: &mut Conn, generation: Generation) -> Result<Self, Error> {
        let log = Log::from(queries::newest_change(conn)?);
        Ok(Self {
            generation,
            log,
            catalogue: Catalogue::of(queries::cards(conn, None)?),
            tokens: Arc::new(Cache::with_weighter(AT_FIRST, TOKENS_BYTES, ByBytes)),
        })
    }

    /// The same of a later generation: only what has changed is read, where that is known.
    pub(super) fn next(&self, conn: &mut Conn, generation: Generation) -> Result<Self, Error> {
        if generation.terms != self.generation.terms {
            return Self::read(conn, generation);
        }
        let until = queries::newest_change(conn)?;
        let Some(changes) = queries::changes(conn, self.log.until(), until)? else {
            return Self::read(conn, generation);
        };
        let log = self.log.with(&changes, until);
        let Some(changed) = log.after(self.log.until()) else {
            return Self::read(conn, generation);
        };
        let cards = queries::cards(conn, Some(&changed))?;
        Ok(Self {
            generation,
            log,
            catalogue: self.catalogue.with(&changed, cards),
            tokens: Arc::clone(&self.tokens),
        })
    }

    /// Everything here is as of this change or later.
    pub(super) fn change(&self) -> i64 {
        self.log.until()
    }

    /// Whether a document is still as it was when this change was the last.
    pub(super) fn is_as_of(&self, document: i64, change: i64) -> bool {
        let later = self.log.after(change);
        later.is_some_and(|changed| changed.binary_search(&document).is_err())
    }

    /// Row keys of up to `limit` documents that are for the reader, have all tokens, and of which `holds` is true.
    pub(super) fn matching(
        &self,
        conn: &mut Conn,
        reader: &Reader,
        wanted: &Wanted,
        holds: (Option<Force>, NaiveDate),
        limit: usize,
    ) -> Result<Vec<i64>, Error> {
        let mut keys = self.catalogue.readable(reader);
        for token in &wanted.tokens {
            if keys.is_empty() {
                break;
            }
            keys &= &self.having(conn, token)?.keys;
        }
        Ok(self.catalogue.pick(&keys, wanted, holds, limit))
    }

    fn having(&self, conn: &mut Conn, token: &str) -> Result<Arc<Having>, Error> {
        let kept = self.tokens.get(token);
        if let Some(kept) = &kept
            && kept.change >= self.change()
        {
            return Ok(Arc::clone(kept));
        }
        let known = kept.and_then(|kept| Some((self.log.after(kept.change)?, kept)));
        let keys = match known {
            Some((changed, kept)) => {
                let mut keys = kept.keys.clone();
                for document in &changed {
                    keys.remove(key(*document));
                }
                keys.extend(
                    queries::having(conn, token, Some(&changed))?
                        .into_iter()
                        .map(key),
                );
                keys
            }
            None => queries::having(conn, token, None)?
                .into_iter()
                .map(key)
                .collect(),
        };
        let having = Arc::new(Having {
            keys,
            change: self.change(),
        });
        self.tokens.insert(token.to_owned(), Arc::clone(&having));
        Ok(having)
    }
}
