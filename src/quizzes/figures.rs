//! How questions fared, from the answers of closed attempts.

use std::collections::{BTreeMap, BTreeSet};

use super::queries::statistics::Row;
use super::rules::statistics::{Figures, Outcome, figures};
use crate::questions::WHOLE;

/// Members below whom a question is not spoken of: fewer could be named.
pub(super) const LEAST_MEMBERS: usize = 5;

/// The figures of each question (row key), with the version that was asked last and how many members answered.
pub(super) fn by_question(rows: Vec<Row>) -> Vec<(i64, i64, usize, Figures)> {
    let mut found: BTreeMap<i64, (i64, BTreeSet<i64>, Vec<Outcome>)> = BTreeMap::new();
    for row in rows {
        let worth = i64::from(row.worth) * i64::from(WHOLE);
        let share = |points: Option<i64>, of: i64| (points.unwrap_or(0) * 1_000).checked_div(of);
        let outcome = share(row.points, worth).zip(share(row.whole, row.max_points));
        let Some((share, whole)) = outcome else {
            continue;
        };
        let entry = found.entry(row.question_id).or_default();
        entry.0 = entry.0.max(row.version_id);
        entry.1.insert(row.member_id);
        entry.2.push(Outcome { share, whole });
    }
    let counted = found
        .into_iter()
        .filter_map(|(id, (version, members, outcomes))| {
            Some((id, version, members.len(), figures(outcomes)?))
        });
    counted.collect()
}
