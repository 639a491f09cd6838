//! Adding cells up: a unit's figures and those of each unit directly below it.

use std::collections::HashMap;
use std::sync::Arc;

use super::memory::{LARGE_CELLS, Memory, Sums};
use super::queries::figures::{self, CellFigures, Source};
use super::queries::units;
use crate::auth::Grant;
use crate::auth::permissions::Permission;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::units::Unit;

/// Up to so many cells are asked for one by one; beyond, it is quicker to read all of an assignment.
const LISTED_CELLS: usize = 4_096;

/// Where each unit below one belongs.
pub(super) struct Branch {
    unit_id: i64,
    pub children: Vec<Unit>,
    /// The place in `children` of a unit (row key); `None`: it is the unit itself.
    places: HashMap<i64, Option<usize>>,
}

impl Branch {
    /// # Errors
    /// The database.
    pub(super) fn load<P: Permission>(
        conn: &mut Conn,
        grant: &Grant<P>,
        unit: &Unit,
    ) -> Result<Self, Error> {
        let children = units::children(conn, grant, unit.id)?;
        let within = units::within(conn, grant, unit)?;
        Ok(Self {
            unit_id: unit.id,
            places: places(&children, &within),
            children,
        })
    }

    /// # Errors
    /// The database.
    pub(super) fn sums<P: Permission>(
        &self,
        conn: &mut Conn,
        grant: &Grant<P>,
        source: Source,
        requirement_id: i64,
    ) -> Result<Sums, Error> {
        let rows = if self.places.len() <= LISTED_CELLS {
            let cells: Vec<i64> = self.places.keys().copied().collect();
            figures::of_cells(conn, grant, source, &[requirement_id], &cells)?
        } else {
            figures::of_all_cells(conn, grant, source, requirement_id)?
        };
        Ok(self.add(&rows))
    }

    /// As [`Branch::sums`], but a large sum may be a few seconds old; with when it was made.
    ///
    /// # Errors
    /// The database.
    pub(super) fn recent_sums<P: Permission>(
        &self,
        conn: &mut Conn,
        grant: &Grant<P>,
        memory: &Memory,
        source: Source,
        requirement_id: i64,
    ) -> Result<(Instant, Arc<Sums>), Error> {
        let (key, now) = ((self.unit_id, source, requirement_id), grant.now());
        if let Some(kept) = memory.get(&key, now) {
            return Ok(kept);
        }
        let sums = Arc::new(self.sums(conn, grant, source, requirement_id)?);
        if self.places.len() > LARGE_CELLS {
            memory.keep(key, now, Arc::clone(&sums));
        }
        Ok((now, sums))
    }

    fn add(&self, rows: &[CellFigures]) -> Sums {
        let mut sums = Sums {
            children: self
                .children
                .iter()
                .map(|child| (child.id, super::model::Figures::default()))
                .collect(),
            ..Sums::default()
        };
        for row in rows {
            let Some(place) = self.places.get(&row.cell_id) else {
                continue; // of a unit elsewhere
            };
            sums.whole += row.figures;
            if let Some((_, sum)) = place.and_then(|place| sums.children.get_mut(place)) {
                *sum += row.figures;
            }
        }
        sums
    }
}

/// For each of the units `within` (row key and order number, in the order of the tree): the child that holds it.
fn places(children: &[Unit], within: &[(i64, i64)]) -> HashMap<i64, Option<usize>> {
    let mut ranges: Vec<(i64, i64, usize)> = children
        .iter()
        .enumerate()
        .map(|(place, child)| (child.lft, child.lft_end, place))
        .collect();
    ranges.sort_unstable();
    let mut ranges = ranges.into_iter().peekable();
    let mut places = HashMap::with_capacity(within.len());
    for (id, lft) in within {
        while ranges.next_if(|(_, end, _)| *end <= *lft).is_some() {}
        let place = ranges
            .peek()
            .filter(|(from, _, _)| from <= lft)
            .map(|(_, _, place)| *place);
        places.insert(*id, place);
    }
    places
}

#[cfg(test)]
#[path = "roll_up_tests.rs"]
mod tests;
