//! What this process keeps for searching: which documents there are and which have which token, how they are shown and
//! sorted, and the texts of their editions.
//!
//! Nothing is shown for being here. Every change of the library begins a new generation in every process within two
//! seconds, in which what is known of the changed documents is read anew, and all of it where other names or other words
//! have come; where the changes were not followed lately, nothing of it is used (`Finder::work`). For whom a document is
//! stands on its card and in its row, and is asked for every reader. An edition never changes, and is looked into only
//! where its document was found; only `rebuild-search` writes its words anew, after which passages follow with a restart.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::index::Index;
use super::model::{Found, Section};
use super::queries;
use crate::audiences::Reader;
use crate::db::Conn;
use crate::error::Error;
use crate::reading::Generation;

/// Bytes that each may take.
const ROWS_BYTES: u64 = 24 * 1024 * 1024;
const TEXTS_BYTES: u64 = 64 * 1024 * 1024;

/// Entries for which there is room at the start.
const AT_FIRST: usize = 64;

/// About what an entry, or a section, takes beside its texts.
const ENTRY_BYTES: usize = 300;

/// Editions with more sections are not kept: the database is asked where in them the words stand.
const SECTIONS: i32 = 300;

/// Bytes of texts from which on one search reads no more of them; what is found beyond is shown without passages.
const READ_BYTES: usize = 8 * 1024 * 1024;

/// A document as it was shown when a change was the last, and under which terms.
#[derive(Debug, Clone)]
struct Shown {
    found: Arc<Found>,
    change: i64,
    terms: u64,
}

/// The sections of an edition in which there are words, in their order.
pub(super) type Texts = Arc<[Section]>;

#[derive(Debug, Clone)]
struct ByBytes;

/// What is kept.
pub struct Memory {
    index: RwLock<Option<Arc<Index>>>,
    /// Held by whoever reads the next one.
    reading: Mutex<()>,
    rows: Cache<i64, Shown, ByBytes>,
    texts: Cache<i64, Texts, ByBytes>,
}

impl Weighter<i64, Shown> for ByBytes {
    fn weight(&self, _: &i64, shown: &Shown) -> u64 {
        (shown.found.bytes() + ENTRY_BYTES) as u64
    }
}

impl Weighter<i64, Texts> for ByBytes {
    fn weight(&self, _: &i64, texts: &Texts) -> u64 {
        let bytes = texts.iter().map(|section| section.bytes() + ENTRY_BYTES);
        (bytes.sum::<usize>() + ENTRY_BYTES) as u64
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            index: RwLock::default(),
            reading: Mutex::default(),
            rows: Cache::with_weighter(AT_FIRST, ROWS_BYTES, ByBytes),
            texts: Cache::with_weighter(AT_FIRST, TEXTS_BYTES, ByBytes),
        }
    }
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

    /// What is shown and sorted of these documents, as the library is by this index or later; without those that are not
    /// for the reader.
    pub(super) fn rows(
        &self,
        conn: &mut Conn,
        reader: &Reader,
        index: &Index,
        ids: &[i64],
    ) -> Result<Vec<Arc<Found>>, Error> {
        let mut rows = Vec::with_capacity(ids.len());
        let mut missing = Vec::new();
        let (change, terms) = (index.change(), index.generation.terms);
        for id in ids {
            let is_same = |shown: &Shown| {
                shown.terms == terms
                    && (shown.change >= change || index.is_as_of(*id, shown.change))
            };
            match self.rows.get(id).filter(is_same) {
                Some(shown) => rows.push(shown.found),
                None => missing.push(*id),
            }
        }
        rows.retain(|found| found.is_for(reader));
        if !missing.is_empty() {
            for found in queries::rows(conn, reader, &missing)? {
                let found = Arc::new(found);
                let shown = Shown {
                    found: Arc::clone(&found),
                    change,
                    terms,
                };
                self.rows.insert(found.id, shown);
                rows.push(found);
            }
        }
        Ok(rows)
    }

    /// The sections of the documents' current editions in which one of three words may stand, by row key of the edition.
    pub(super) fn texts(
        &self,
        conn: &mut Conn,
        reader: &Reader,
        documents: &[&Found],
        words: [&str; 3],
    ) -> Result<HashMap<i64, Texts>, Error> {
        let mut texts = HashMap::with_capacity(documents.len());
        let mut read = 0;
        for found in documents {
            if let Some(kept) = self.texts.get(&found.edition_id) {
                texts.insert(found.edition_id, kept);
                continue;
            }
            if read >= READ_BYTES {
                continue;
            }
            let is_long = found.section_count > SECTIONS;
            let sections = if is_long {
                queries::with_words(conn, reader, found.id, words)?
            } else {
                queries::texts(conn, reader, found.id)?
            };
            read += sections.iter().map(Section::bytes).sum::<usize>();
            // Nothing at all may also mean that the document has just gone, and another edition that one has just come.
            let is_edition = sections
                .first()
                .is_some_and(|section| section.edition_id == found.edition_id);
            if is_edition {
                let sections: Texts = sections.into();
                if !is_long {
                    self.texts.insert(found.edition_id, Arc::clone(&sections));
                }
                texts.insert(found.edition_id, sections);
            }
        }
        Ok(texts)
    }
}
