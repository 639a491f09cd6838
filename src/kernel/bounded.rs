//! Caches with a bound, whose memory grows with use: by itself `quick_cache` takes room for all of it at once.

use std::hash::Hash;

use quick_cache::UnitWeighter;
use quick_cache::sync::Cache;

/// Entries for which there is room at the start.
const AT_FIRST: usize = 256;

/// A cache of at most `items` entries.
#[must_use]
pub fn cache<K: Eq + Hash, V: Clone>(items: usize) -> Cache<K, V> {
    Cache::with_weighter(AT_FIRST, items as u64, UnitWeighter)
}
