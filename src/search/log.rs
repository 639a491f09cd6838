//! Which documents have changed lately, so that what is remembered of all others stays.

/// Changes that are kept.
const KEPT: usize = 2_000;
/// Changed documents from which on all is read anew.
const FEW: usize = 500;

/// Changes of the library by their row keys, ascending, each with its document.
#[derive(Debug, Clone, Default)]
pub(super) struct Log {
    /// Of what changed up to here nothing is known.
    since: i64,
    /// All that is here or before has been seen.
    until: i64,
    changes: Vec<(i64, i64)>,
}

impl Log {
    /// Knows of nothing that came up to this change.
    pub(super) fn from(change: i64) -> Self {
        Self {
            since: change,
            until: change,
            changes: Vec::new(),
        }
    }

    pub(super) fn until(&self) -> i64 {
        self.until
    }

    /// With what has changed since, up to `until`; the oldest is forgotten where there is too much.
    pub(super) fn with(&self, changes: &[(i64, i64)], until: i64) -> Self {
        let mut all = self.changes.clone();
        all.extend_from_slice(changes);
        let mut since = self.since;
        if let Some(last) = all
            .len()
            .checked_sub(KEPT + 1)
            .and_then(|last| all.get(last))
        {
            since = last.0;
            all.retain(|(change, _)| *change > since);
        }
        Self {
            since,
            until,
            changes: all,
        }
    }

    /// The documents that have changed after a change, each once. `None`: they are not known, or too many.
    pub(super) fn after(&self, change: i64) -> Option<Vec<i64>> {
        if change < self.since {
            return None;
        }
        let from = self.changes.partition_point(|(at, _)| *at <= change);
        let later = self.changes.get(from..).unwrap_or_default();
        let mut documents: Vec<i64> = later.iter().map(|(_, document)| *document).collect();
        documents.sort_unstable();
        documents.dedup();
        (documents.len() <= FEW).then_some(documents)
    }
}

/// What a log is asked of many documents, nearly all known as of the same change.
pub(super) struct Later<'l> {
    log: &'l Log,
    /// After which change, and what has changed since.
    known: Option<(i64, Option<Vec<i64>>)>,
}

impl<'l> Later<'l> {
    pub(super) fn of(log: &'l Log) -> Self {
        Self { log, known: None }
    }

    /// Whether a document that is known as of a change may be another by now.
    pub(super) fn may_have_changed(&mut self, document: i64, change: i64) -> bool {
        if change >= self.log.until {
            return false;
        }
        let known = self.known.take().filter(|(at, _)| *at == change);
        let (_, changed) = self
            .known
            .insert(known.unwrap_or_else(|| (change, self.log.after(change))));
        changed
            .as_ref()
            .is_none_or(|changed| changed.binary_search(&document).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW, KEPT, Later, Log};

    #[test]
    fn what_changed_later_is_told_once_and_in_order() {
        let log = Log::from(10)
            .with(&[(11, 7), (12, 3)], 12)
            .with(&[(13, 7)], 14);
        assert_eq!(log.after(10), Some(vec![3, 7]));
        assert_eq!(log.after(11), Some(vec![3, 7]));
        assert_eq!(log.after(12), Some(vec![7]));
        assert_eq!(log.after(13), Some(vec![]));
        assert_eq!(log.until(), 14);
    }

    #[test]
    fn of_what_came_before_it_nothing_is_known() {
        assert_eq!(Log::from(10).after(9), None);
        assert_eq!(Log::from(10).after(10), Some(vec![]));
    }

    #[test]
    fn the_oldest_is_forgotten_and_then_not_known() {
        let kept = i64::try_from(KEPT).unwrap();
        let many: Vec<(i64, i64)> = (1..=kept + 5).map(|change| (change, 1)).collect();
        let log = Log::from(0).with(&many, kept + 5);
        assert_eq!(log.after(4), None);
        assert_eq!(log.after(5), Some(vec![1]));
    }

    #[test]
    fn too_many_documents_are_not_told_apart() {
        let few = i64::try_from(FEW).unwrap();
        let many: Vec<(i64, i64)> = (1..=few + 1).map(|change| (change, change)).collect();
        let log = Log::from(0).with(&many, few + 1);
        assert_eq!(log.after(0), None);
        assert_eq!(log.after(1).map(|all| all.len()), Some(FEW));
    }

    #[test]
    fn a_document_may_have_changed_where_it_has_or_nobody_knows() {
        let log = Log::from(10).with(&[(11, 7), (12, 3)], 12);
        let mut later = Later::of(&log);
        let asked = [(7, 10), (7, 11), (3, 11), (5, 10), (3, 12), (5, 9), (7, 13)];
        let answers = asked.map(|(document, change)| later.may_have_changed(document, change));
        assert_eq!(answers, [true, false, true, false, false, true, false]);
    }
}
