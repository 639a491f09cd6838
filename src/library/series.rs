//! Editions that are as good as each other: a major one and the minor ones that follow it.

use std::collections::HashMap;

/// The series of each edition (row keys).
#[derive(Debug, Clone, Default)]
pub struct Series {
    of: HashMap<i64, Vec<i64>>,
}

impl Series {
    /// Of editions in the order of their documents and numbers: document, edition, whether it is a major one.
    pub(super) fn new(published: &[(i64, i64, bool)]) -> Self {
        let mut all: Vec<(i64, Vec<i64>)> = Vec::new();
        for (document, edition, is_major) in published {
            match all.last_mut() {
                Some((of, series)) if of == document && !is_major => series.push(*edition),
                _ => all.push((*document, vec![*edition])),
            }
        }
        let mut series = Self::default();
        for (_, editions) in all {
            for edition in &editions {
                series.of.insert(*edition, editions.clone());
            }
        }
        series
    }

    /// At least the edition itself.
    #[must_use]
    pub fn of(&self, edition: i64) -> Vec<i64> {
        let known = self.of.get(&edition).cloned();
        known.unwrap_or_else(|| vec![edition])
    }
}

#[cfg(test)]
mod tests {
    use super::Series;

    #[test]
    fn a_major_edition_begins_another_series() {
        let published = [
            (1, 10, true),
            (1, 11, false),
            (1, 12, true),
            (2, 20, true),
            (2, 21, false),
        ];
        let series = Series::new(&published);
        for (edition, expected) in [
            (10, vec![10, 11]),
            (11, vec![10, 11]),
            (12, vec![12]),
            (21, vec![20, 21]),
            (99, vec![99]),
        ] {
            assert_eq!(series.of(edition), expected, "{edition}");
        }
    }
}
