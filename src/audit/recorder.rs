//! Recording views of other people's records.

use chrono::Duration;
use quick_cache::sync::Cache;

use super::model::{Entry, Kind};
use crate::app::App;
use crate::auth::principal::Actor;
use crate::auth::secret::{Tag, sha256};
use crate::error::Error;
use crate::kernel::bounded;
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
            recent: bounded::cache(50_000),
        }
    }
}

impl Views {
    /// Records a view and returns when it is durable; call it before the data leaves. Views of nobody, or only of
    /// oneself, are not recorded. An export is recorded each time.
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
        self.note_reading(app, actor, entry).await
    }

    /// The same for a view that is about nobody in particular: of the log itself.
    pub(super) async fn note_reading<A>(
        &self,
        app: &App,
        actor: &A,
        mut entry: Entry,
    ) -> Result<(), Error>
    where
        A: Actor + Clone + Send + 'static,
    {
        entry.subjects.sort_unstable();
        entry.subjects.dedup();
        let now = actor.stamp().now();
        let view = fingerprint(actor, &entry);
        // Also when the clock was set back: else nothing would be recorded until it has caught up.
        let same = |at: Instant| (now - at).abs() < Duration::seconds(SAME_VIEW_SECONDS);
        if entry.kind == Kind::View && self.recent.get(&view).is_some_and(same) {
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

/// What makes two views the same; each part with its length, so that parts cannot run into each other.
fn fingerprint(actor: &impl Actor, entry: &Entry) -> Tag {
    let number = |id: Option<i64>| id.map_or_else(Vec::new, |id| id.to_be_bytes().to_vec());
    let subjects: Vec<u8> = entry
        .subjects
        .iter()
        .flat_map(|id| id.to_be_bytes())
        .collect();
    let (actor_id, unit_id, detail) = (
        number(actor.member_id()),
        number(entry.unit_id),
        entry.detail.to_string(),
    );
    let parts: [&[u8]; 7] = [
        &actor_id,
        actor.acted_as().as_bytes(),
        entry.action.as_bytes(),
        entry.kind.code().as_bytes(),
        &unit_id,
        detail.as_bytes(),
        &subjects,
    ];
    let mut bytes = Vec::with_capacity(128 + subjects.len());
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part);
    }
    sha256(&bytes)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Entry, fingerprint};
    use crate::auth::{Secret, System};
    use crate::kernel::instant::Instant;

    #[test]
    fn only_the_very_same_view_is_the_same() {
        let secret = Arc::new(Secret::new(&[1; 32]).unwrap());
        let actor = System::new(secret, Instant::default(), "test");
        let first = Entry::view("get_member", Some(1), vec![1, 2]);
        let others = [
            Entry::view("get_membe", Some(1), vec![1, 2]),
            Entry::view("get_member", None, vec![1, 2]),
            Entry::view("get_member", Some(1), vec![1]),
            Entry::export("get_member", Some(1), vec![1, 2], first.detail.clone()),
            Entry {
                detail: serde_json::json!({"a": 1}),
                ..first.clone()
            },
        ];
        assert_eq!(
            fingerprint(&actor, &first),
            fingerprint(&actor, &first.clone())
        );
        for other in others {
            assert_ne!(
                fingerprint(&actor, &other),
                fingerprint(&actor, &first),
                "{other:?}"
            );
        }
    }
}
