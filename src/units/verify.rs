//! Finding and mending drift between `parent_id`, which is the truth, and what is derived from it.

use std::collections::HashMap;

use super::order::{Interval, next_top};
use super::queries::drift::{self, Node};
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;

/// How many rows differ from a recomputation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drift {
    /// Units that were looked at.
    pub units: usize,
    /// Rows that the closure lacks.
    pub missing_pairs: i64,
    /// Rows of the closure that must not be there, or with another depth.
    pub wrong_pairs: i64,
    /// Units whose depth differs.
    pub wrong_depths: usize,
    /// Units whose interval is not inside their parent's, after that of the sibling before.
    pub wrong_places: usize,
    /// Units that no top unit is above: their parents form a ring.
    pub unreachable: usize,
}

impl Drift {
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self
            == Self {
                units: self.units,
                ..Self::default()
            }
    }
}

/// A step of the walk through the tree: at a unit, or past everything below it.
enum Step {
    Enter(usize, i32),
    Leave(usize),
}

/// Compares, and changes nothing.
///
/// # Errors
/// The database.
pub fn drift(conn: &mut Conn, system: &System) -> Result<Drift, Error> {
    let nodes = drift::nodes(conn, system)?;
    let mut found = Drift {
        units: nodes.len(),
        missing_pairs: drift::missing(conn, system)?,
        wrong_pairs: drift::superfluous(conn, system)?,
        unreachable: nodes.len(),
        ..Drift::default()
    };
    let (mut last_start, mut last) = (i64::MIN, i64::MIN);
    walk(&nodes, |step, node| {
        let good = match step {
            Step::Enter(_, depth) => {
                found.unreachable -= 1;
                found.wrong_depths += usize::from(node.depth != *depth);
                let good = node.lft > last_start && node.lft >= last;
                last_start = last_start.max(node.lft);
                last = last.max(node.lft);
                good
            }
            Step::Leave(_) => {
                let good = node.lft_end > node.lft && node.lft_end >= last;
                last = last.max(node.lft_end);
                good
            }
        };
        found.wrong_places += usize::from(!good);
        Ok(())
    })?;
    Ok(found)
}

/// Computes the closure, the depths and the order numbers anew from `parent_id`, and says what was wrong.
///
/// # Errors
/// The database, or parents that form a ring: then there is no tree to compute from.
pub fn rebuild(conn: &mut Conn, system: &System) -> Result<Drift, Error> {
    super::queries::tree::guard_alone(conn, system)?;
    let found = drift(conn, system)?;
    if found.unreachable > 0 {
        return Err(Error::internal(format!(
            "the parents of {} units form a ring",
            found.unreachable
        )));
    }
    if found.missing_pairs + found.wrong_pairs > 0 {
        drift::rewrite_closure(conn, system)?;
    }
    if found.wrong_depths + found.wrong_places > 0 {
        renumber(conn, system)?;
    }
    Ok(found)
}

/// Gives every unit its depth and, over a new interval of its top unit, an even share of the numbers.
fn renumber(conn: &mut Conn, system: &System) -> Result<(), Error> {
    let nodes = drift::nodes(conn, system)?;
    for (index, (depth, place)) in places(&nodes)? {
        if let Some(node) = nodes.get(index) {
            drift::set_place(conn, system, node.id, depth, place)?;
        }
    }
    Ok(())
}

/// The depth and interval of each unit, by its index.
fn places(nodes: &[Node]) -> Result<HashMap<usize, (i32, Interval)>, Error> {
    let sizes = sizes(nodes)?;
    let mut places: HashMap<usize, (i32, Interval)> = HashMap::with_capacity(nodes.len());
    let (mut number, mut step, mut end) = (0, 0, 0);
    let full = || Error::internal("the order numbers of the tree are used up");
    walk(nodes, |at, _| {
        match at {
            Step::Enter(index, depth) => {
                if *depth == 0 {
                    let top = next_top(end).ok_or_else(full)?;
                    let size = sizes.get(*index).copied().unwrap_or(1);
                    (number, step, end) = (top.from, top.step(size), top.to);
                }
                let place = Interval {
                    from: number,
                    to: number,
                };
                places.insert(*index, (*depth, place));
            }
            Step::Leave(index) => {
                if let Some((_, place)) = places.get_mut(index) {
                    place.to = number;
                }
            }
        }
        number += step;
        Ok(())
    })?;
    Ok(places)
}

/// How many units each subtree has, by the index of its top.
fn sizes(nodes: &[Node]) -> Result<Vec<i64>, Error> {
    let mut sizes = vec![1_i64; nodes.len()];
    let mut entered = 0_i64;
    walk(nodes, |step, _| {
        match step {
            Step::Enter(index, _) => {
                if let Some(size) = sizes.get_mut(*index) {
                    *size = -entered;
                }
                entered += 1;
            }
            Step::Leave(index) => {
                if let Some(size) = sizes.get_mut(*index) {
                    *size += entered;
                }
            }
        }
        Ok(())
    })?;
    Ok(sizes)
}

/// Enters and leaves every unit that a top unit is above, in the order of the tree.
fn walk(
    nodes: &[Node],
    mut visit: impl FnMut(&Step, &Node) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut children: HashMap<Option<i64>, Vec<usize>> = HashMap::new();
    for (index, node) in nodes.iter().enumerate().rev() {
        children.entry(node.parent_id).or_default().push(index);
    }
    let below = |of: Option<i64>, depth: i32| {
        children
            .get(&of)
            .into_iter()
            .flatten()
            .map(move |index| Step::Enter(*index, depth))
    };
    let mut steps: Vec<Step> = below(None, 0).collect();
    while let Some(step) = steps.pop() {
        let (Step::Enter(index, _) | Step::Leave(index)) = &step;
        let Some(node) = nodes.get(*index) else {
            continue;
        };
        visit(&step, node)?;
        if let Step::Enter(index, depth) = step {
            steps.push(Step::Leave(index));
            steps.extend(below(Some(node.id), depth + 1));
        }
    }
    Ok(())
}
