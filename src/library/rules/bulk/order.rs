//! The order in which rows are written: a paper after those that it links to, else by day of issue. Papers that refer to
//! each other in a circle are written together; amending, replacing and repealing in a circle cannot be written at all.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use chrono::NaiveDate;

use super::circles::groups_of;

/// What the order asks of a row.
#[derive(Debug, Clone, Default)]
pub(in crate::library) struct Node {
    pub day: Option<NaiveDate>,
    /// Places of the rows that it amends, replaces or repeals.
    pub changes: Vec<usize>,
    /// Places of those that it refers to.
    pub refers: Vec<usize>,
}

/// Places of rows in the order in which they can be written, and those that change each other in a circle.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::library) struct Order {
    /// Each is written as one. Nearly all are a single row; in the others every row leads to every other one.
    pub groups: Vec<Vec<usize>>,
    pub circles: BTreeSet<usize>,
}

/// By what goes first among those that can be next.
type Key = (Option<NaiveDate>, usize);

pub(in crate::library) fn order(rows: &[Node]) -> Order {
    let keys: Vec<Key> = rows.iter().map(|row| row.day).zip(0..).collect();
    let changes: Vec<Vec<usize>> = rows.iter().map(|row| row.changes.clone()).collect();
    let places = sorted(&keys, &changes);
    let done: BTreeSet<usize> = places.iter().copied().collect();
    let left = (0..rows.len()).filter(|place| !done.contains(place));
    let circles = in_circles(&changes, left.collect());

    let links: Vec<Vec<usize>> = rows
        .iter()
        .map(|row| row.changes.iter().chain(&row.refers).copied().collect())
        .collect();
    let group_of = groups_of(&links);
    let of = |place: &usize| group_of.get(*place).copied();
    let count = group_of.iter().max().map_or(0, |last| last + 1);
    // Within a group a row stands after those that it changes.
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); count];
    for place in places {
        if let Some(group) = of(&place).and_then(|group| groups.get_mut(group)) {
            group.push(place);
        }
    }
    let mut targets: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, links) in group_of.iter().zip(&links) {
        if let Some(targets) = targets.get_mut(*from) {
            targets.extend(links.iter().filter_map(of).filter(|to| to != from));
        }
    }
    let key = |places: &Vec<usize>| places.iter().filter_map(|place| keys.get(*place)).min();
    let keys: Vec<Key> = groups
        .iter()
        .map(|places| key(places).copied().unwrap_or_default())
        .collect();
    let groups = sorted(&keys, &targets)
        .into_iter()
        .filter_map(|group| groups.get_mut(group).map(std::mem::take))
        .filter(|places| !places.is_empty())
        .collect();
    Order { groups, circles }
}

/// Places after all that they lead to, the smallest key first; without those that lead into a circle.
fn sorted(keys: &[Key], leads: &[Vec<usize>]) -> Vec<usize> {
    let mut led_by: Vec<Vec<usize>> = vec![Vec::new(); leads.len()];
    let mut open: Vec<usize> = vec![0; leads.len()];
    for (place, targets) in leads.iter().enumerate() {
        for target in targets {
            if let (Some(by), Some(count)) = (led_by.get_mut(*target), open.get_mut(place)) {
                by.push(place);
                *count += 1;
            }
        }
    }
    let key = |place: usize| keys.get(place).copied().unwrap_or_default();
    let mut ready: BinaryHeap<Reverse<(Key, usize)>> = open
        .iter()
        .enumerate()
        .filter(|(_, count)| **count == 0)
        .map(|(place, _)| Reverse((key(place), place)))
        .collect();
    let mut places = Vec::with_capacity(leads.len());
    while let Some(Reverse((_, place))) = ready.pop() {
        places.push(place);
        for next in led_by.get(place).into_iter().flatten() {
            if let Some(count) = open.get_mut(*next) {
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse((key(*next), *next)));
                }
            }
        }
    }
    places
}

/// Of rows that could not be written, those that do not merely wait for a circle: something waits for them too.
fn in_circles(leads: &[Vec<usize>], mut left: BTreeSet<usize>) -> BTreeSet<usize> {
    loop {
        let wanted: BTreeSet<usize> = left
            .iter()
            .filter_map(|place| leads.get(*place))
            .flatten()
            .copied()
            .collect();
        let before = left.len();
        left.retain(|place| wanted.contains(place));
        if left.len() == before {
            return left;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, 1, day)
    }

    fn row(day: Option<NaiveDate>, changes: &[usize], refers: &[usize]) -> Node {
        Node {
            day,
            changes: changes.to_vec(),
            refers: refers.to_vec(),
        }
    }

    #[test]
    fn targets_come_first_then_the_earlier() {
        for (changes, refers) in [(vec![2], vec![]), (vec![], vec![2])] {
            let rows = [
                row(day(1), &changes, &refers),
                row(day(3), &[], &[]),
                row(day(9), &[], &[]),
                row(None, &[], &[]),
            ];
            let found = order(&rows);
            assert_eq!(found.groups, [[3], [1], [2], [0]]);
            assert!(found.circles.is_empty());
        }
        assert_eq!(order(&[]), Order::default());
    }

    #[test]
    fn circles_are_found_and_what_waits_for_them_is_not_in_them() {
        let rows = [
            row(None, &[1], &[]),
            row(None, &[2], &[]),
            row(None, &[0], &[]),
            row(None, &[0], &[]),
            row(None, &[4], &[]),
            row(None, &[], &[]),
        ];
        let found = order(&rows);
        assert_eq!(found.groups, [[5]]);
        assert_eq!(found.circles, BTreeSet::from([0, 1, 2, 4]));
    }

    #[test]
    fn a_link_told_twice_is_one() {
        let twice = [row(None, &[1, 1], &[1]), row(None, &[], &[])];
        assert_eq!(order(&twice).groups, [[1], [0]]);
    }

    #[test]
    fn those_that_refer_to_each_other_are_written_together() {
        // 0 and 1 refer to each other; 2 amends 1 and is referred to by it; 3 refers to itself; 4 waits for 0; 5 is alone.
        let rows = [
            row(day(1), &[], &[1]),
            row(day(2), &[], &[0, 2]),
            row(day(3), &[1], &[]),
            row(day(4), &[], &[3]),
            row(day(1), &[], &[0]),
            row(day(9), &[], &[]),
        ];
        let found = order(&rows);
        assert!(found.circles.is_empty());
        assert_eq!(
            found.groups,
            [vec![0, 1, 2], vec![4], vec![3], vec![5]],
            "the amended before the amending"
        );
        // Whatever is listed first.
        let rows = [row(day(1), &[1], &[]), row(day(2), &[], &[0])];
        assert_eq!(order(&rows).groups, [[1, 0]]);
    }

    #[test]
    fn a_circle_of_changes_is_one_whatever_refers_to_it() {
        let rows = [
            row(None, &[1], &[]),
            row(None, &[0], &[2]),
            row(None, &[], &[0]),
        ];
        let found = order(&rows);
        assert_eq!(found.circles, BTreeSet::from([0, 1]));
        assert_eq!(order(&[row(None, &[0], &[])]).circles, BTreeSet::from([0]));
    }
}
