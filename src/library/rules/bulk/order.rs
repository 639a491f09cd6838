//! The order in which rows are written: a paper after those that it links to, else by day of issue.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use chrono::NaiveDate;

/// Places of rows in the order in which they can be written, and those that link to each other in a circle.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::library) struct Order {
    pub places: Vec<usize>,
    pub circles: BTreeSet<usize>,
}

/// `rows`: for each its day and the places of the rows that it links to.
pub(in crate::library) fn order(rows: &[(Option<NaiveDate>, Vec<usize>)]) -> Order {
    let mut linked_by: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    let mut open: Vec<usize> = vec![0; rows.len()];
    for (place, (_, targets)) in rows.iter().enumerate() {
        for target in targets {
            if let (Some(by), Some(count)) = (linked_by.get_mut(*target), open.get_mut(place)) {
                by.push(place);
                *count += 1;
            }
        }
    }
    let day = |place: usize| rows.get(place).and_then(|(day, _)| *day);
    let mut ready: BinaryHeap<Reverse<(Option<NaiveDate>, usize)>> = open
        .iter()
        .enumerate()
        .filter(|(_, count)| **count == 0)
        .map(|(place, _)| Reverse((day(place), place)))
        .collect();
    let mut places = Vec::with_capacity(rows.len());
    while let Some(Reverse((_, place))) = ready.pop() {
        places.push(place);
        for next in linked_by.get(place).into_iter().flatten() {
            if let Some(count) = open.get_mut(*next) {
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse((day(*next), *next)));
                }
            }
        }
    }
    let done: BTreeSet<usize> = places.iter().copied().collect();
    let left = (0..rows.len()).filter(|place| !done.contains(place));
    let circles = in_circles(rows, left.collect());
    Order { places, circles }
}

/// Of rows that could not be written, those that do not merely wait for a circle: something waits for them too.
fn in_circles(
    rows: &[(Option<NaiveDate>, Vec<usize>)],
    mut left: BTreeSet<usize>,
) -> BTreeSet<usize> {
    loop {
        let wanted: BTreeSet<usize> = left
            .iter()
            .filter_map(|place| rows.get(*place))
            .flat_map(|(_, targets)| targets.iter().copied())
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

    #[test]
    fn targets_come_first_then_the_earlier() {
        let rows = vec![
            (day(1), vec![2]),
            (day(3), vec![]),
            (day(9), vec![]),
            (None, vec![]),
        ];
        assert_eq!(order(&rows).places, [3, 1, 2, 0]);
        assert!(order(&rows).circles.is_empty());
        assert_eq!(order(&[]), Order::default());
    }

    #[test]
    fn circles_are_found_and_what_waits_for_them_is_not_in_them() {
        let rows = vec![
            (None, vec![1]),
            (None, vec![2]),
            (None, vec![0]),
            (None, vec![0]),
            (None, vec![4]),
            (None, vec![]),
        ];
        let found = order(&rows);
        assert_eq!(found.places, [5]);
        assert_eq!(found.circles, BTreeSet::from([0, 1, 2, 4]));
    }

    #[test]
    fn a_link_told_twice_is_one() {
        assert_eq!(order(&[(None, vec![1, 1]), (None, vec![])]).places, [1, 0]);
    }
}
