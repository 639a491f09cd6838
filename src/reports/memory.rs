//! What this process remembers of large sums for seconds: the figures of a city are read by many, and change with every
//! member who finishes. Each report says of when it is.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Duration;
use quick_cache::sync::Cache;

use super::model::Figures;
use super::queries::figures::Source;
use crate::kernel::bounded;
use crate::kernel::instant::Instant;
use crate::units::Unit;

/// How long a large sum is shown.
pub const FRESH_SECONDS: i64 = 20;
/// A sum over more cells than this is worth remembering; smaller ones are always of now.
pub const LARGE_CELLS: usize = 2_000;
/// Sums that are kept; each has about 100 bytes for each unit directly below.
const SUMS: usize = 2_000;

/// A unit's figures and those of the units directly below it, by row key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub whole: Figures,
    pub children: Vec<(i64, Figures)>,
}

impl Sums {
    /// The figures of these units, in their order: what was remembered may be of a moment at which there were others.
    pub(super) fn in_order(&self, children: &[Unit]) -> Vec<Figures> {
        let by_key: HashMap<i64, Figures> = self.children.iter().copied().collect();
        let figures = |child: &Unit| by_key.get(&child.id).copied().unwrap_or_default();
        children.iter().map(figures).collect()
    }
}

/// Of which unit, from where, under which requirement.
pub(super) type Key = (i64, Source, i64);

/// What is remembered; cheap to clone.
#[derive(Clone)]
pub struct Memory {
    sums: Arc<Cache<Key, (Instant, Arc<Sums>)>>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            sums: Arc::new(bounded::cache(SUMS)),
        }
    }
}

impl Memory {
    /// A sum that is fresh enough, with when it was made.
    pub(super) fn get(&self, key: &Key, now: Instant) -> Option<(Instant, Arc<Sums>)> {
        // Also when the clock was set back: else an old sum would be shown until it has caught up.
        let fresh = |at: Instant| (now - at).abs() < Duration::seconds(FRESH_SECONDS);
        self.sums.get(key).filter(|(at, _)| fresh(*at))
    }

    pub(super) fn keep(&self, key: Key, at: Instant, sums: Arc<Sums>) {
        self.sums.insert(key, (at, sums));
    }
}
