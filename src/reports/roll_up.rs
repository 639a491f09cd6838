//! Adding cells up: a unit's figures and those of each unit directly below it.

use std::collections::HashMap;
use std::sync::Arc;

use super::memory::{LARGE_CELLS, Memory, Sums};
use super::model::Figures;
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

/// The place among the children of each unit (row key) at or below one; `None`: it is the unit itself.
type Places = HashMap<i64, Option<usize>>;

/// A unit, those directly below it, and where each unit further below belongs.
pub(super) struct Branch {
    unit: Unit,
    pub children: Vec<Unit>,
    /// Read when it is needed: not for what is remembered.
    places: Option<Places>,
}

impl Branch {
    /// # Errors
    /// The database.
    pub(super) fn load<P: Permission>(
        conn: &mut Conn,
        grant: &Grant<P>,
        unit: &Unit,
    ) -> Result<Self, Error> {
        Ok(Self {
            unit: unit.clone(),
            children: units::children(conn, grant, unit.id)?,
            places: None,
        })
    }

    /// # Errors
    /// The database.
    pub(super) fn sums<P: Permission>(
        &mut self,
        conn: &mut Conn,
        grant: &Grant<P>,
        source: Source,
        requirement_id: i64,
    ) -> Result<Sums, Error> {
        let places = match self.places.take() {
            Some(places) => places,
            None => places(&self.children, &units::within(conn, grant, &self.unit)?),
        };
        let rows = if places.len() <= LISTED_CELLS {
            let cells: Vec<i64> = places.keys().copied().collect();
            figures::of_cells(conn, grant, source, &[requirement_id], &cells)?
        } else {
            figures::of_all_cells(conn, grant, source, requirement_id)?
        };
        let sums = add(&self.children, &places, &rows);
        self.places = Some(places);
        Ok(sums)
    }

    /// As [`Branch::sums`], but a large sum may be a few seconds old; with when it was made.
    ///
    /// # Errors
    /// The database.
    pub(super) fn recent_sums<P: Permission>(
        &mut self,
        conn: &mut Conn,
        grant: &Grant<P>,
        memory: &Memory,
        source: Source,
        requirement_id: i64,
    ) -> Result<(Instant, Arc<Sums>), Error> {
        let (key, now) = ((self.unit.id, source, requirement_id), grant.now());
        if let Some(kept) = memory.get(&key, now) {
            return Ok(kept);
        }
        let sums = Arc::new(self.sums(conn, grant, source, requirement_id)?);
        if self
            .places
            .as_ref()
            .is_some_and(|places| places.len() > LARGE_CELLS)
        {
            memory.keep(key, now, Arc::clone(&sums));
        }
        Ok((now, sums))
    }
}

fn add(children: &[Unit], places: &Places, rows: &[CellFigures]) -> Sums {
    let mut sums = Sums {
        whole: Figures::default(),
        children: children
            .iter()
            .map(|child| (child.id, Figures::default()))
            .collect(),
    };
    for row in rows {
        let Some(place) = places.get(&row.cell_id) else {
            continue; // of a unit elsewhere
        };
        sums.whole += row.figures;
        if let Some((_, sum)) = place.and_then(|place| sums.children.get_mut(place)) {
            *sum += row.figures;
        }
    }
    sums
}

/// For each of the units `within` (row key and order number, in the order of the tree): the child that holds it.
fn places(children: &[Unit], within: &[(i64, i64)]) -> Places {
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
