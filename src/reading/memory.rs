//! What this process keeps of the library between requests: ready bytes of documents, pages of lists, the names of kinds and topics,
//! and how far it has followed the library's changes.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant as Stopwatch};

use tokio::sync::{Mutex, MutexGuard};

use super::editions::Editions;
use super::hot::Shelf;
use super::model::{Paper, Terms};
use super::pages::{Page, PageKey, Pages};
use super::queries::changes;
use crate::audiences::Reader;
use crate::db::Conn;
use crate::error::Error;

/// How often the library is asked what has changed.
pub const POLL: Duration = Duration::from_millis(400);

/// For how long what it last answered is relied upon.
pub const TRUST: Duration = Duration::from_millis(1_500);

/// How often names of kinds and topics are read again when nothing else has changed.
const TERMS: Duration = Duration::from_secs(2);

/// What is kept.
pub struct Memory {
    pub(super) shelf: Shelf,
    pub(super) pages: Pages,
    pub(super) editions: Editions,
    terms: RwLock<Arc<Terms>>,
    /// How often they were others.
    terms_read: AtomicU64,
    followed: Mutex<Followed>,
    /// The row key of the last change that was followed to its end; -1: none was asked for yet.
    seen: AtomicI64,
    started: Stopwatch,
    /// Microseconds after `started` when the last question that was answered was asked, and one more; 0: never.
    asked: AtomicU64,
    pub(super) is_failing: AtomicBool,
}

/// The library as it is for this process: another number, whenever anything of it has changed; and of its kinds and topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Generation {
    pub number: u64,
    pub terms: u64,
}

/// How far the library's changes have been followed.
#[derive(Debug, Default)]
pub(super) struct Followed {
    /// The row key of the last change seen.
    pub change: Option<i64>,
    terms_at: Option<Stopwatch>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            shelf: Shelf::default(),
            pages: Pages::default(),
            editions: Editions::default(),
            terms: RwLock::default(),
            terms_read: AtomicU64::new(0),
            followed: Mutex::default(),
            seen: AtomicI64::new(-1),
            started: Stopwatch::now(),
            asked: AtomicU64::new(0),
            is_failing: AtomicBool::new(false),
        }
    }
}

impl Memory {
    /// Whether the library was asked lately enough.
    pub(super) fn is_trusted(&self) -> bool {
        let asked = self.asked.load(Ordering::Acquire);
        let now = micros(self.started.elapsed());
        asked > 0 && now.saturating_sub(asked) < micros(TRUST)
    }

    /// Changes whenever the library has changed for this process.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.pages.generation()
    }

    /// The generation, if the library is still as it was when it began or was so lately enough: what waited in a queue
    /// asks this before it uses what is remembered.
    ///
    /// # Errors
    /// The database.
    pub fn current(&self, conn: &mut Conn, reader: &Reader) -> Result<Option<Generation>, Error> {
        // In this order: a change is seen after the generation that it begins, and that after the names it began with.
        let seen = self.seen.load(Ordering::Acquire);
        let generation = self.numbered();
        let is_current = self.is_trusted() || changes::newest(conn, reader)? == seen;
        Ok(is_current.then_some(generation))
    }

    /// The generation, if the library was asked lately enough.
    #[must_use]
    pub fn trusted(&self) -> Option<Generation> {
        let generation = self.numbered();
        self.is_trusted().then_some(generation)
    }

    fn numbered(&self) -> Generation {
        Generation {
            number: self.pages.generation(),
            terms: self.terms_read.load(Ordering::Acquire),
        }
    }

    /// All changes up to this one were followed.
    pub(super) fn saw(&self, change: i64) {
        self.seen.store(change, Ordering::Release);
    }

    /// A page from memory, if it may still be shown.
    pub(super) fn page(&self, key: &PageKey) -> Option<Page> {
        let is_current = key.is_of(self.pages.generation()) && self.is_trusted();
        self.pages.get(key).filter(|_| is_current)
    }

    /// It answered a question that was asked then.
    pub(super) fn answered(&self, asked_at: Stopwatch) {
        let at = micros(asked_at.saturating_duration_since(self.started)) + 1;
        self.asked.fetch_max(at, Ordering::AcqRel);
    }

    /// One at a time follows the changes.
    pub(super) async fn follow(&self) -> MutexGuard<'_, Followed> {
        self.followed.lock().await
    }

    pub(super) fn terms(&self) -> Arc<Terms> {
        Arc::clone(&self.terms.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps the names; what was made with other names goes.
    pub(super) fn keep_terms(&self, terms: Terms) {
        let mut kept = self.terms.write().unwrap_or_else(PoisonError::into_inner);
        if **kept != terms {
            *kept = Arc::new(terms);
            self.terms_read.fetch_add(1, Ordering::AcqRel);
            self.shelf.clear();
            self.pages.forget();
        }
    }
}

impl Followed {
    pub(super) fn wants_terms(&self) -> bool {
        self.terms_at.is_none_or(|at| at.elapsed() > TERMS)
    }

    pub(super) fn forget_terms(&mut self) {
        self.terms_at = None;
    }

    pub(super) fn read_terms_at(&mut self, at: Stopwatch) {
        self.terms_at = Some(at);
    }
}

/// Names that have the kinds and topics of papers: read again when these are newer than those in memory.
///
/// # Errors
/// The database.
pub(super) fn naming<'a>(
    conn: &mut Conn,
    reader: &Reader,
    known: Arc<Terms>,
    mut papers: impl Iterator<Item = &'a Paper>,
) -> Result<Arc<Terms>, Error> {
    if papers.all(|paper| known.names(paper)) {
        Ok(known)
    } else {
        Ok(Arc::new(changes::terms(conn, reader.viewer())?))
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
