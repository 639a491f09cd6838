//! Names of kinds and topics.

use std::collections::HashMap;

use super::Paper;
use crate::error::Error;
pub use crate::library::TermView;

/// Kinds and topics by row key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    pub kinds: HashMap<i64, TermView>,
    pub topics: HashMap<i64, TermView>,
    /// How kinds are abbreviated and in which order they stand. Not shown here, but what is found by it changes with it.
    pub filing: Vec<(i64, Option<String>, i32)>,
}

impl Terms {
    /// Whether the names of its kind and topic are among them.
    #[must_use]
    pub fn names(&self, paper: &Paper) -> bool {
        let topic = paper
            .topic_id
            .is_none_or(|id| self.topics.contains_key(&id));
        topic && self.kinds.contains_key(&paper.kind_id)
    }

    /// # Errors
    /// A row key that no kind has.
    pub fn kind(&self, id: i64) -> Result<TermView, Error> {
        self.kinds
            .get(&id)
            .cloned()
            .ok_or_else(|| Error::internal("a kind of documents without a name"))
    }

    /// The row key of a code.
    #[must_use]
    pub fn id(terms: &HashMap<i64, TermView>, code: &str) -> Option<i64> {
        let mut named = terms.iter().filter(|(_, term)| term.code == code);
        named.next().map(|(id, _)| *id)
    }

    #[must_use]
    pub fn topic(&self, id: Option<i64>) -> Option<TermView> {
        self.topics.get(&id?).cloned()
    }
}
