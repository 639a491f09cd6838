//! Recording views of other people's records.

use chrono::Duration;
use quick_cache::sync::Cache;

use super::model::Entry;
use crate::app::App;
use crate::auth::principal::Actor;
use crate::auth::secret::{Tag, sha256};
use crate::error::Error;
use crate::kernel::instant::Instant;

/// A repeat of the very same view within this many seconds is not recorded again.
pub const SAME_VIEW_SECONDS: i64 = 60;

/// The views recorded lately by this process.
pub struct Views {
    recent: Cache<Tag, Instant>,
}

impl Default for Views {
    fn default() -> Self {
        Self {
            recent: Cache::new(50_000),
        }
    }
}

impl Views {
    /// Records a view and returns when it is durable; call it before the data leaves. Views of nobody, or only of
    /// oneself, are not recorded.
    ///
    /// # Errors
    /// The database: then the data must not leave.
    pub async fn note<A>(&self, app: &App, actor: &A, mut entry: Entry) -> Result<(), Error>
    where
        A: Actor + Clone + Send + 'static,
    {
        entry
            .subjects
            .retain(|subject| Some(*subject) != actor.member_id());
        if entry.subjects.is_empty() {
            return Ok(());
        }
        let now = actor.stamp().now();
        let view = fingerprint(actor, &entry);
        if self
            .recent
            .get(&view)
            .is_some_and(|at| now - at < Duration::seconds(SAME_VIEW_SECONDS))
        {
            return Ok(());
        }
        let actor = actor.clone();
        app.db
            .write(move |conn| super::record(conn, &actor, &entry))
            .await?;
        self.recent.insert(view, now);
        Ok(())
    }
}

fn fingerprint(actor: &impl Actor, entry: &Entry) -> Tag {
    let mut bytes = Vec::with_capacity(64 + entry.subjects.len() * 8);
    bytes.extend(actor.member_id().unwrap_or(0).to_be_bytes());
    bytes.extend(actor.acted_as().as_bytes());
    bytes.push(0);
    bytes.extend(entry.action.as_bytes());
    bytes.push(0);
    bytes.extend(entry.subjects.iter().flat_map(|id| id.to_be_bytes()));
    sha256(&bytes)
}
