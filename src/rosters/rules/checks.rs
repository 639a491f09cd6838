//! Every row against the rows above it; `row.rs` looks at each by itself.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;

use super::super::model::{Column, RosterRow, SheetRow};
use super::cells::Cells;
use super::issues::{Finding, Issue, Mend};
use super::people::{NameKey, People};
use super::row::{self, Draft, FaultyRow};
use crate::kernel::person::{CardNumber, CitizenId};

/// A file's rows after what can be told without the database.
#[derive(Debug, Default)]
pub(in crate::rosters) struct Checked {
    pub rows: Vec<RosterRow>,
    pub faulty: Vec<FaultyRow>,
    pub issues: Vec<Finding<Issue>>,
    pub mends: Vec<Finding<Mend>>,
    /// Rows that may mean one person: a row and the first like it.
    pub alike: Vec<(u32, u32)>,
}

/// Checks every row; takes the sheet's rows apart as it goes.
pub(in crate::rosters) fn check(rows: Vec<SheetRow>, cells: &Cells, today: NaiveDate) -> Checked {
    let mut checker = Checker {
        cells,
        today,
        seen: Seen::default(),
        checked: Checked::default(),
    };
    for row in rows {
        checker.row(&row);
    }
    checker.checked
}

impl Checked {
    /// The card numbers and citizen ids that nobody has whom the importer is known to keep.
    pub(in crate::rosters) fn numbers(&self, people: &People) -> (Vec<String>, Vec<String>) {
        let faulty = self
            .faulty
            .iter()
            .map(|row| (&row.card_number, &row.citizen_id));
        let rows = self
            .rows
            .iter()
            .map(|row| (&row.card_number, &row.citizen_id));
        let (mut cards, mut citizens) = (Vec::new(), Vec::new());
        for (card, citizen) in rows.chain(faulty) {
            let card = card.as_ref().map(CardNumber::as_str);
            let citizen = citizen.as_ref().map(CitizenId::as_str);
            cards.extend(
                card.filter(|card| !people.knows_card(card))
                    .map(str::to_owned),
            );
            citizens.extend(
                citizen
                    .filter(|id| !people.knows_citizen(id))
                    .map(str::to_owned),
            );
        }
        (cards, citizens)
    }
}

/// Who stood in the rows above.
#[derive(Default)]
struct Seen {
    cards: HashMap<CardNumber, u32>,
    citizens: HashMap<CitizenId, u32>,
    people: HashMap<NameKey, u32>,
}

struct Checker<'a> {
    cells: &'a Cells,
    today: NaiveDate,
    seen: Seen,
    checked: Checked,
}

impl Checker<'_> {
    fn row(&mut self, raw: &SheetRow) {
        let mut draft = row::read(raw, self.cells, self.today);
        self.numbers_above(&mut draft);
        if !draft.is_wrong(Column::CardNumber) {
            self.people_above(&draft);
        }
        self.checked.issues.extend(draft.issues.iter().copied());
        self.checked.mends.append(&mut draft.mends);
        match draft.finish() {
            Ok(row) => self.checked.rows.push(row),
            Err(faulty) => self.checked.faulty.push(faulty),
        }
    }

    fn numbers_above(&mut self, draft: &mut Draft) {
        let row = draft.number;
        let card = draft.card_number.as_ref();
        if let Some(first) = card.and_then(|card| first_row(&mut self.seen.cards, card, row)) {
            draft.wrong(Column::CardNumber, Issue::CardRepeated { first });
        }
        let citizen = draft.citizen_id.as_ref();
        if let Some(first) = citizen.and_then(|id| first_row(&mut self.seen.citizens, id, row)) {
            draft.wrong(Column::CitizenId, Issue::CitizenRepeated { first });
        }
    }

    fn people_above(&mut self, draft: &Draft) {
        let (Some(name), Some(birth_date)) = (&draft.full_name, draft.birth_date) else {
            return;
        };
        let key = NameKey::of(name.as_str(), birth_date);
        if let Some(first) = first_row(&mut self.seen.people, &key, draft.number) {
            self.checked.alike.push((draft.number, first));
        }
    }
}

/// The row that had this before, if any; else this row is the first.
fn first_row<K: Clone + Eq + std::hash::Hash>(
    seen: &mut HashMap<K, u32>,
    key: &K,
    row: u32,
) -> Option<u32> {
    match seen.entry(key.clone()) {
        Entry::Occupied(first) => Some(*first.get()),
        Entry::Vacant(place) => {
            place.insert(row);
            None
        }
    }
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
