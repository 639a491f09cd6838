//! What this process keeps for searching: how documents are shown and sorted, and the texts of their editions.
//!
//! Neither is shown for being here. A document is found by asking the database, and its row says for whom it is; an
//! edition never changes, and is looked into only where its document was found.

use std::collections::HashMap;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::model::{Found, Section};
use super::queries;
use crate::audiences::Reader;
use crate::db::Conn;
use crate::error::Error;

/// Bytes that each may take.
const ROWS_BYTES: u64 = 24 * 1024 * 1024;
const TEXTS_BYTES: u64 = 64 * 1024 * 1024;

/// Entries for which there is room at the start.
const AT_FIRST: usize = 64;

/// About what an entry, or a section, takes beside its texts.
const ENTRY_BYTES: usize = 300;

/// Editions with more sections are not kept: their database is asked where the words stand.
const SECTIONS: i32 = 300;

/// A document under the generation of the library in which it was read: a change of the library begins a new one.
type RowKey = (u64, i64);

/// The sections of an edition in which there are words, in their order.
pub(super) type Texts = Arc<[Section]>;

#[derive(Debug, Clone)]
struct ByBytes;

/// What is kept.
pub struct Memory {
    rows: Cache<RowKey, Arc<Found>, ByBytes>,
    texts: Cache<i64, Texts, ByBytes>,
}

impl Weighter<RowKey, Arc<Found>> for ByBytes {
    fn weight(&self, _: &RowKey, found: &Arc<Found>) -> u64 {
        (found.bytes() + ENTRY_BYTES) as u64
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
            rows: Cache::with_weighter(AT_FIRST, ROWS_BYTES, ByBytes),
            texts: Cache::with_weighter(AT_FIRST, TEXTS_BYTES, ByBytes),
        }
    }
}

impl Memory {
    /// What is shown and sorted of these documents, as the library is in this generation, which was asked for before
    /// anything else; without those that are not for the reader.
    pub(super) fn rows(
        &self,
        conn: &mut Conn,
        reader: &Reader,
        generation: u64,
        ids: &[i64],
    ) -> Result<Vec<Arc<Found>>, Error> {
        let mut rows = Vec::with_capacity(ids.len());
        let mut missing = Vec::new();
        for id in ids {
            match self.rows.get(&(generation, *id)) {
                Some(found) => rows.push(found),
                None => missing.push(*id),
            }
        }
        rows.retain(|found| found.is_for(reader));
        if !missing.is_empty() {
            for found in queries::rows(conn, reader, &missing)? {
                let found = Arc::new(found);
                self.rows.insert((generation, found.id), Arc::clone(&found));
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
        let (mut missing, mut long) = (Vec::new(), Vec::new());
        for found in documents {
            if found.section_count > SECTIONS {
                long.push(found.id);
            } else if let Some(kept) = self.texts.get(&found.edition_id) {
                texts.insert(found.edition_id, kept);
            } else {
                missing.push(found.id);
            }
        }
        if !long.is_empty() {
            texts.extend(by_edition(queries::with_words(conn, reader, &long, words)?));
        }
        if !missing.is_empty() {
            // Nothing at all may also mean that its document has just gone; then nothing is kept.
            for (edition, sections) in by_edition(queries::texts(conn, reader, &missing)?) {
                self.texts.insert(edition, Arc::clone(&sections));
                texts.insert(edition, sections);
            }
        }
        Ok(texts)
    }
}

/// Sections that come edition by edition.
fn by_edition(sections: Vec<Section>) -> HashMap<i64, Texts> {
    let mut editions: HashMap<i64, Vec<Section>> = HashMap::new();
    for section in sections {
        editions
            .entry(section.edition_id)
            .or_default()
            .push(section);
    }
    let kept = editions
        .into_iter()
        .map(|(edition, sections)| (edition, sections.into()));
    kept.collect()
}
