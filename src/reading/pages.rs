//! Pages of lists as all see them alike whom the same audiences admit, as ready bytes; what each keeps of the documents is
//! asked for every time and put beside.
//!
//! A page is kept under the generation of the library in which it was asked for. Whatever changes the library begins a
//! new one (`watch.rs`), so that a page of before is found by nobody.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::model::{Listed, Own, Terms, Wanted};
use super::queries::list::Position;
use super::serve::json;
use super::views::{LibraryItemView, LibraryPageView, OwnView};
use crate::audiences::Reader;
use crate::auth::secret::sha256;
use crate::error::Error;

/// Bytes that pages may take, and about how many an entry or a document takes beside its own.
const PAGES_BYTES: u64 = 16 * 1024 * 1024;
const ITEM_BYTES: u64 = 100;

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
    last_major: Option<i64>,
    /// Its view in JSON, up to what is the reader's own.
    shared: Vec<u8>,
}

/// The documents of a page, and the one after it where there is one.
pub(super) struct Shared {
    pub items: Vec<Item>,
    /// Of all their bytes.
    digest: [u8; 32],
}

pub(super) type Page = Arc<Shared>;

#[derive(Debug, Clone)]
struct ByBytes;

impl Weighter<PageKey, Page> for ByBytes {
    fn weight(&self, key: &PageKey, page: &Page) -> u64 {
        let audiences = key.admitted.len() as u64 * 8;
        let items = page
            .items
            .iter()
            .map(|item| item.shared.len() as u64 + ITEM_BYTES);
        ITEM_BYTES + audiences + items.sum::<u64>()
    }
}

/// The pages that are kept.
pub(super) struct Pages {
    generation: AtomicU64,
    kept: Cache<PageKey, Page, ByBytes>,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            generation: AtomicU64::new(0),
            kept: Cache::with_weighter(AT_FIRST, PAGES_BYTES, ByBytes),
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
    let items = rows.into_iter().map(|row| Item::of(row, terms, today));
    let items: Vec<Item> = items.collect::<Result<_, _>>()?;
    let bytes: Vec<&[u8]> = items.iter().map(|item| item.shared.as_slice()).collect();
    let digest = sha256(&bytes.concat());
    Ok(Arc::new(Shared { items, digest }))
}

/// The answer with the first `shown` documents of a page and what the reader keeps of each, and its digest.
///
/// # Errors
/// None that can be helped: writing JSON into memory.
pub(super) fn answer(
    page: &Shared,
    shown: usize,
    own: &HashMap<i64, Own>,
    next_cursor: Option<&str>,
) -> Result<(Vec<u8>, [u8; 32]), Error> {
    let frame = json(&LibraryPageView {
        items: Vec::new(),
        next_cursor: next_cursor.map(str::to_owned),
    })?;
    let rest = frame.strip_prefix(OPENED).ok_or_else(unlike)?;
    let items = page.items.iter().take(shown);
    let length: usize = items.clone().map(|item| item.shared.len() + 100).sum();
    let mut body = Vec::with_capacity(frame.len() + length);
    let mut told = page.digest.to_vec();
    body.extend_from_slice(OPENED);
    let keeps_nothing = Own::default();
    for (place, item) in items.enumerate() {
        if place > 0 {
            body.push(b',');
        }
        let own = own.get(&item.document_id).unwrap_or(&keeps_nothing);
        let own = own_part(own, item.last_major)?;
        body.extend_from_slice(&item.shared);
        body.extend_from_slice(&own);
        told.extend_from_slice(&own);
    }
    body.extend_from_slice(rest);
    told.extend_from_slice(rest);
    Ok((body, sha256(&told)))
}

impl Item {
    fn of(row: Listed, terms: &Terms, today: NaiveDate) -> Result<Self, Error> {
        let (document_id, last_major) = (row.paper.id, row.last_major);
        let position = (row.paper.shown_at, document_id);
        let mut shared = json(&LibraryItemView::of(row, terms, today)?)?;
        let own = own_part(&Own::default(), last_major)?;
        let length = shared
            .strip_suffix(own.as_slice())
            .ok_or_else(unlike)?
            .len();
        shared.truncate(length);
        shared.shrink_to_fit();
        Ok(Self {
            document_id,
            position,
            last_major,
            shared,
        })
    }
}

/// How a page begins; its documents come next.
const OPENED: &[u8] = b"{\"items\":[";

/// The end of a document's view: what is the reader's own.
fn own_part(own: &Own, last_major: Option<i64>) -> Result<Vec<u8>, Error> {
    let mut own = json(&OwnView::of(own, last_major))?;
    // Other members stand before these.
    own.drain(..1);
    Ok(own)
}

fn unlike() -> Error {
    Error::internal("a page of the library is not written as expected")
}

#[cfg(test)]
#[path = "pages_tests.rs"]
mod tests;
