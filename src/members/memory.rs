//! What this process remembers of people for seconds, so that the hottest reads need no query.
//!
//! Nothing here decides what a caller may do: that is asked anew of the principal for every request.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use quick_cache::sync::Cache;

use crate::auth::Viewer;
use crate::auth::cache::FRESH_SECONDS;
use crate::auth::secret::sha256;
use crate::kernel::bounded;
use crate::kernel::instant::Instant;

/// Members whose own record is kept; each takes about 1.5 kB for [`FRESH_SECONDS`].
const OWN_RECORDS: usize = 10_000;

/// Units whose head count is kept.
const HEAD_COUNTS: usize = 20_000;

/// How long a head count serves to choose the way of a query.
const COUNT_SECONDS: i64 = 60;

/// What is remembered; cheap to clone.
#[derive(Clone)]
pub struct Memory {
    own_records: Arc<Cache<i64, OwnRecord>>,
    head_counts: Arc<Cache<i64, HeadCount>>,
    everyone: Arc<Mutex<Option<HeadCount>>>,
}

/// The answer to `GET /me` as bytes, with its tag.
#[derive(Clone)]
pub(super) struct OwnRecord {
    pub body: Arc<Vec<u8>>,
    pub etag: Arc<str>,
    epoch: u64,
    read_at: Instant,
}

#[derive(Clone, Copy)]
struct HeadCount {
    count: i64,
    read_at: Instant,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            own_records: Arc::new(bounded::cache(OWN_RECORDS)),
            head_counts: Arc::new(bounded::cache(HEAD_COUNTS)),
            everyone: Arc::default(),
        }
    }
}

impl Memory {
    /// The caller's own record as it was at most [`FRESH_SECONDS`] ago, this very day and under the same session epoch.
    pub(super) fn own_record(&self, viewer: &Viewer, epoch: u64) -> Option<OwnRecord> {
        let now = viewer.now();
        self.own_records.get(&viewer.member_id()).filter(|known| {
            known.epoch == epoch
                && now >= known.read_at
                && now - known.read_at < Duration::seconds(FRESH_SECONDS)
                // Roles begin and end at midnight.
                && known.read_at.day() == now.day()
        })
    }

    /// Keeps what was read at the time of the request; `epoch` is the one from before the reading.
    pub(super) fn keep_own_record(&self, viewer: &Viewer, epoch: u64, body: Vec<u8>) -> OwnRecord {
        let tag = URL_SAFE_NO_PAD.encode(sha256(&body));
        let record = OwnRecord {
            body: Arc::new(body),
            etag: format!("\"{tag}\"").into(),
            epoch,
            read_at: viewer.now(),
        };
        self.own_records.insert(viewer.member_id(), record.clone());
        record
    }

    /// After a change of a member's record: he reads it as it is now. (After a change of roles, standings or memberships
    /// the session epoch does that.)
    pub fn forget(&self, member_id: i64) {
        self.own_records.remove(&member_id);
    }

    pub(super) fn head_count(&self, unit_id: i64, now: Instant) -> Option<i64> {
        self.head_counts.get(&unit_id)?.fresh(now)
    }

    pub(super) fn keep_head_count(&self, unit_id: i64, count: i64, now: Instant) {
        let read_at = now;
        self.head_counts
            .insert(unit_id, HeadCount { count, read_at });
    }

    /// About how many people there are.
    pub(super) fn everyone(&self, now: Instant) -> Option<i64> {
        let known = self.everyone.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref()?.fresh(now)
    }

    pub(super) fn keep_everyone(&self, count: i64, now: Instant) {
        let read_at = now;
        *self.everyone.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(HeadCount { count, read_at });
    }
}

impl HeadCount {
    fn fresh(&self, now: Instant) -> Option<i64> {
        let fresh = now >= self.read_at && now - self.read_at < Duration::seconds(COUNT_SECONDS);
        fresh.then_some(self.count)
    }
}
