//! By what the documents of one generation of the library are found: its catalogue, and the documents of each token that
//! was asked for.

use std::sync::Arc;

use chrono::NaiveDate;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::catalogue::{Catalogue, Places};
use super::model::{Force, Wanted};
use super::queries;
use crate::audiences::Reader;
use crate::db::Conn;
use crate::error::Error;

/// Bytes that the sets of tokens may take.
const TOKENS_BYTES: u64 = 24 * 1024 * 1024;
/// Sets for which there is room at the start.
const AT_FIRST: usize = 64;
/// About what a set takes beside its bytes.
const ENTRY_BYTES: usize = 100;

pub(super) struct Index {
    pub generation: u64,
    catalogue: Catalogue,
    /// Places in this catalogue.
    tokens: Cache<String, Arc<Places>, ByBytes>,
}

#[derive(Debug, Clone)]
struct ByBytes;

impl Weighter<String, Arc<Places>> for ByBytes {
    fn weight(&self, token: &String, places: &Arc<Places>) -> u64 {
        (token.len() + places.serialized_size() + ENTRY_BYTES) as u64
    }
}

impl Index {
    /// Of a generation, which was asked for before anything that is read here.
    pub(super) fn read(conn: &mut Conn, generation: u64) -> Result<Self, Error> {
        Ok(Self {
            generation,
            catalogue: Catalogue::of(queries::cards(conn)?),
            tokens: Cache::with_weighter(AT_FIRST, TOKENS_BYTES, ByBytes),
        })
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
        let mut places = self.catalogue.readable(reader);
        for token in &wanted.tokens {
            if places.is_empty() {
                break;
            }
            places &= self.having(conn, token)?.as_ref();
        }
        Ok(self.catalogue.pick(&places, wanted, holds, limit))
    }

    fn having(&self, conn: &mut Conn, token: &str) -> Result<Arc<Places>, Error> {
        if let Some(kept) = self.tokens.get(token) {
            return Ok(kept);
        }
        let places = Arc::new(self.catalogue.places(&queries::having(conn, token)?));
        self.tokens.insert(token.to_owned(), Arc::clone(&places));
        Ok(places)
    }
}
