//! Pages of lists as all see them alike whom the same audiences admit; what each keeps of the documents is asked for
//! every time and put beside.
//!
//! A page is kept under the generation of the library in which it was asked for. Whatever changes the library begins a
//! new one (`watch.rs`), so that a page of before is found by nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::model::{Listed, Terms, Wanted};
use super::queries::list::Position;
use super::views::LibraryItemView;
use crate::audiences::Reader;
use crate::error::Error;

/// Bytes that pages may take, and about how many one document of a page does.
const PAGES_BYTES: u64 = 16 * 1024 * 1024;
const ITEM_BYTES: u64 = 3_000;

/// Pages for which there is room at the start.
const AT_FIRST: usize = 64;

/// Which page, and of when.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PageKey {
    generation: u64,
    /// What depends on the day is of this one.
    day: NaiveDate,
    admitted: Arc<[i64]>,
    wanted: Wanted,
    after: Option<Position>,
    limit: i64,
}

/// A document in a page.
pub(super) struct Item {
    pub document_id: i64,
    pub position: Position,
    pub last_major: Option<i64>,
    /// As who keeps nothing of it sees it.
    pub view: LibraryItemView,
}

/// The documents of a page, and the one after it where there is one.
pub(super) type Page = Arc<[Item]>;

#[derive(Debug, Clone)]
struct ByItems;

impl Weighter<PageKey, Page> for ByItems {
    fn weight(&self, key: &PageKey, page: &Page) -> u64 {
        let audiences = key.admitted.len() as u64 * 8;
        audiences + ITEM_BYTES * (1 + page.len() as u64)
    }
}

/// The pages that are kept.
pub(super) struct Pages {
    generation: AtomicU64,
    kept: Cache<PageKey, Page, ByItems>,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            generation: AtomicU64::new(0),
            kept: Cache::with_weighter(AT_FIRST, PAGES_BYTES, ByItems),
        }
    }
}

impl Pages {
    /// What pages are kept under now: to be asked before anything that a page is made of, names too.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    pub(super) fn get(&self, key: &PageKey) -> Option<Page> {
        self.kept.get(key)
    }

    pub(super) fn keep(&self, key: PageKey, page: &Page) {
        self.kept.insert(key, Arc::clone(page));
    }

    /// The library has changed.
    pub(super) fn forget(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.kept.clear();
    }
}

impl PageKey {
    /// Of a page that others may share; `None` where it depends on what the reader keeps.
    pub(super) fn shared(
        generation: u64,
        reader: &Reader,
        wanted: &Wanted,
        (after, limit): (Option<Position>, i64),
    ) -> Option<Self> {
        if wanted.unread.is_some() || wanted.bookmarked.is_some() {
            return None;
        }
        Some(Self {
            generation,
            day: reader.viewer().now().day(),
            admitted: reader.admitted().into(),
            wanted: wanted.clone(),
            after,
            limit,
        })
    }

    pub(super) fn is_of(&self, generation: u64) -> bool {
        self.generation == generation
    }
}

/// Rows as they are kept.
///
/// # Errors
/// A kind without a name.
pub(super) fn page(rows: Vec<Listed>, terms: &Terms, today: NaiveDate) -> Result<Page, Error> {
    let item = |row: Listed| {
        Ok(Item {
            document_id: row.paper.id,
            position: (row.paper.shown_at, row.paper.id),
            last_major: row.last_major,
            view: LibraryItemView::of(row, terms, today)?,
        })
    };
    rows.into_iter().map(item).collect()
}
