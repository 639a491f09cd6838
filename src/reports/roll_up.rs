//! Adding cells up: a unit's figures and those of each unit directly below it.

use std::collections::HashMap;
use std::sync::Arc;

use super::ask::HOLD_MEMBERS;
use super::memory::{Key, LARGE_CELLS, Memory, Sums};
use super::model::Figures;
use super::queries::figures::{self, CellFigures, Source, WHOLE};
use super::queries::units;
use crate::auth::Grant;
use crate::auth::permissions::Permission;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::units::Unit;

/// Up to so many cells are asked for one by one; beyond, the database adds them up.
const LISTED_CELLS: usize = 512;

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
        self.find_places(conn, grant)?;
        let rows = match (source, self.is_large()) {
            (_, false) => {
                let cells: Vec<i64> = self
                    .places
                    .iter()
                    .flat_map(HashMap::keys)
                    .copied()
                    .collect();
                figures::of_cells(conn, grant, source, &[requirement_id], &cells)?
            }
            (Source::Now(id), true) => {
                let units = (&self.unit, self.children.as_slice());
                let mut rows = added(conn, grant, units, &[id], requirement_id)?;
                rows.remove(&id).unwrap_or_default()
            }
            (Source::Frozen(_), true) => {
                figures::of_all_cells(conn, grant, source, requirement_id)?
            }
        };
        Ok(self.add(&rows))
    }

    fn find_places<P: Permission>(
        &mut self,
        conn: &mut Conn,
        grant: &Grant<P>,
    ) -> Result<(), Error> {
        if self.places.is_none() {
            let within = units::within(conn, grant, &self.unit)?;
            self.places = Some(places(&self.children, &within));
        }
        Ok(())
    }

    fn add(&self, rows: &[CellFigures]) -> Sums {
        match &self.places {
            Some(places) => add(&self.children, places, rows),
            None => Sums::default(),
        }
    }

    /// As [`Branch::recent_sums`] of each of these assignments (row keys) as a whole, read by one statement where the unit
    /// is large.
    ///
    /// # Errors
    /// The database.
    pub(super) fn recent_sums_of_all<P: Permission>(
        &mut self,
        conn: &mut Conn,
        grant: &Grant<P>,
        memory: &Memory,
        assignments: &[i64],
    ) -> Result<Vec<(Instant, Arc<Sums>)>, Error> {
        let now = grant.now();
        let key = |unit: &Unit, id: i64| (unit.id, Source::Now(id), WHOLE);
        let is_unknown = |id: &i64| memory.get(&key(&self.unit, *id), now).is_none();
        let unknown: Vec<i64> = assignments.iter().copied().filter(is_unknown).collect();
        let mut read = HashMap::new();
        if !unknown.is_empty() {
            self.find_places(conn, grant)?;
            if self.is_large() {
                let units = (&self.unit, self.children.as_slice());
                let mut rows = added(conn, grant, units, &unknown, WHOLE)?;
                for id in unknown {
                    let sums = Arc::new(self.add(&rows.remove(&id).unwrap_or_default()));
                    self.remember(memory, key(&self.unit, id), now, &sums);
                    read.insert(id, (now, sums));
                }
            }
        }
        let mut sums = Vec::with_capacity(assignments.len());
        for id in assignments {
            sums.push(match read.remove(id) {
                Some(found) => found,
                None => self.recent_sums(conn, grant, memory, Source::Now(*id), WHOLE)?,
            });
        }
        Ok(sums)
    }

    fn remember(&self, memory: &Memory, key: Key, at: Instant, sums: &Arc<Sums>) {
        let places = self.places.as_ref();
        if places.is_some_and(|places| places.len() > LARGE_CELLS) {
            memory.keep(key, at, Arc::clone(sums));
        }
    }

    fn is_large(&self) -> bool {
        self.places
            .as_ref()
            .is_some_and(|places| places.len() > LISTED_CELLS)
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
        self.remember(memory, key, now, &sums);
        Ok((now, sums))
    }
}

/// The rows of each of these assignments (row keys) in a large unit: those of the unit and of its children by
/// cell, the others added up under their parents by the database.
fn added<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    (unit, children): (&Unit, &[Unit]),
    assignments: &[i64],
    requirement_id: i64,
) -> Result<HashMap<i64, Vec<CellFigures>>, Error> {
    let mut rows: HashMap<i64, Vec<CellFigures>> = HashMap::new();
    for (id, sums) in figures::by_parent(conn, grant, assignments, requirement_id, unit)? {
        rows.entry(id).or_default().push(sums);
    }
    // They have no sum under them: they are asked for by name.
    let near = std::iter::once(unit).chain(children);
    let near: Vec<i64> = near
        .filter(|unit| HOLD_MEMBERS.contains(&unit.kind))
        .map(|unit| unit.id)
        .collect();
    if !near.is_empty() {
        for id in assignments {
            let source = Source::Now(*id);
            let own = figures::of_cells(conn, grant, source, &[requirement_id], &near)?;
            rows.entry(*id).or_default().extend(own);
        }
    }
    Ok(rows)
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
