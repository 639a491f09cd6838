//! What generations of the library that follow one another share: which documents have which token, how documents are
//! shown and sorted, and the texts of their editions. Each as far as there is room.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::catalogue::Keys;
use super::model::{Found, Section};

/// Bytes that each may take.
const TOKENS_BYTES: u64 = 24 * 1024 * 1024;
const ROWS_BYTES: u64 = 24 * 1024 * 1024;
const TEXTS_BYTES: u64 = 64 * 1024 * 1024;

/// Entries for which there is room at the start.
const AT_FIRST: usize = 64;
/// About what an entry, or a section, takes beside its bytes.
const ENTRY_BYTES: usize = 300;

pub(super) struct Kept {
    pub tokens: Cache<String, Arc<Having>, ByBytes>,
    pub rows: Cache<i64, Shown, ByBytes>,
    /// By row key of the edition.
    pub texts: Cache<i64, Texts, ByBytes>,
}

/// The documents that have a token.
pub(super) struct Having {
    pub keys: Keys,
    /// As of this change or later.
    pub change: i64,
}

/// A document as it is shown.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub found: Arc<Found>,
    /// As of this change or later.
    pub change: i64,
}

/// The sections of an edition in which there are words, in their order.
pub(super) type Texts = Arc<[Section]>;

#[derive(Debug, Clone)]
pub(super) struct ByBytes;

impl Weighter<String, Arc<Having>> for ByBytes {
    fn weight(&self, token: &String, having: &Arc<Having>) -> u64 {
        (token.len() + having.keys.serialized_size() + ENTRY_BYTES) as u64
    }
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

impl Default for Kept {
    fn default() -> Self {
        Self {
            tokens: Cache::with_weighter(AT_FIRST, TOKENS_BYTES, ByBytes),
            rows: Cache::with_weighter(AT_FIRST, ROWS_BYTES, ByBytes),
            texts: Cache::with_weighter(AT_FIRST, TEXTS_BYTES, ByBytes),
        }
    }
}
